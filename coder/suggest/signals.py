"""Measure, for every code of an edition, what rules and classifier say of a narrative.

The signals are the summands of a confidence: `combine` weighs them, `explain` draws them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from coder.classifier.features import sentence_features, withheld
from coder.classifier.linear import LinearModel
from coder.scheme import Scheme
from coder.suggest.analyse import Analysis, Finding

SIGNALS = (
    "rule",
    "rule_found",
    "further_rules",
    "not_affirmed",
    "sentence",
    "narrative",
    "sentence_with_rule",
    "narrative_with_rule",
    "codes_affirmed",
    "codes_not_affirmed",
)
"""Names of the signals, in the order of the arrays:

rule                 reliability, in log-odds, of the best affirmed rule; 0 without one
rule_found           1 when an affirmed rule speaks for the code, else 0
further_rules        log(1 + number of other affirmed rules for it)
not_affirmed         1 when rules find the code only denied, hypothetical, background or of somebody else
sentence             margin of the best affirmed sentence in the sentence classifier
narrative            margin of the whole narrative in the narrative classifier
sentence_with_rule   the sentence margin where a rule is found, else 0: the two confirm or doubt each other
narrative_with_rule  the narrative margin where a rule is found, else 0
codes_affirmed       log(1 + number of codes that rules affirm in the narrative); the same for every code
codes_not_affirmed   log(1 + number of codes that rules find, but never affirmed); the same for every code
"""

_FLOOR = -3.0
"""Margin of a code that a classifier does not know."""
_BACKGROUND_SHARE = 0.5
"""A sentence of which more is not affirmed does not count as one that affirms."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Margins:
    """Classifier margins of one narrative: `sentences` of shape (sentences, codes), `whole` of shape (codes,).

    `affirmed` tells for each sentence whether it may serve as evidence; `features` are what the models saw of each.
    """

    sentences: Matrix
    whole: NDArray[np.float64]
    affirmed: NDArray[np.bool_]
    features: Sequence[Sequence[str]]


@dataclass(frozen=True)
class RuleWeights:
    """How reliable each rule is for each of its codes, in log-odds; `default` for pairs never seen in training."""

    weights: Mapping[tuple[str, str], float]
    default: float

    def of(self, rule: str, code: str) -> float:
        """Log-odds that the code holds where the rule affirms it."""
        return self.weights.get((rule, code), self.default)


def learn_rule_weights(
    samples: Iterable[tuple[Sequence[Finding], frozenset[str]]], *, strength: float = 4.0
) -> RuleWeights:
    """Estimate rule reliabilities from (findings, true codes with their ancestors) of labelled narratives.

    A pair's precision is shrunk towards the precision of all rules together, as if `strength` further narratives
    with that precision had been seen.
    """
    right: dict[tuple[str, str], int] = defaultdict(int)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for findings, truth in samples:
        pairs = {(f.rule.id, code) for f in findings if f.claim == "affirmed" for code in f.rule.codes}
        for pair in pairs:
            seen[pair] += 1
            right[pair] += pair[1] in truth
    pooled = (sum(right.values()) + 4.0) / (sum(seen.values()) + 5.0)
    weights = {}
    for pair, count in sorted(seen.items()):
        share = (right[pair] + strength * pooled) / (count + strength)
        weights[pair] = log(share / (1 - share))
    return RuleWeights(weights, log(pooled / (1 - pooled)))


def classify(
    analysis: Analysis,
    codes: Sequence[str],
    *,
    sentence_model: LinearModel | None,
    whole_model: LinearModel,
    withhold: float = 0.0,
) -> Margins:
    """Margins of one narrative for `codes`, in their order.

    Without a sentence model (training narratives without quotes) the narrative model judges the sentences too. A share
    `withhold` of the features, 0 to 1, is kept from the models, to see them in unfamiliar wording.
    """
    features = sentence_features(analysis.doc, analysis.marks)
    if withhold:
        features = withheld(features, withhold, salt=str(len(analysis.doc.text)))
    model = sentence_model or whole_model
    columns = _columns(model, codes)
    rows = [_pick(model.margins(sentence), columns) for sentence in features]
    whole = whole_model.margins([feature for sentence in features for feature in sentence])
    return Margins(
        sentences=np.array(rows) if rows else np.empty((0, len(codes))),
        whole=_pick(whole, _columns(whole_model, codes)),
        features=features,
        affirmed=np.array([_affirmed(analysis, first, last) for first, last in analysis.doc.sentences], dtype=bool),
    )


def measure(
    findings_of: Mapping[str, Sequence[Finding]],
    margins: Margins,
    codes: Sequence[str],
    scheme: Scheme,
    rule_weights: RuleWeights,
) -> Matrix:
    """Signals of every code, shape (codes, len(SIGNALS)). `findings_of` is what `findings_by_code` returns."""
    signals = np.zeros((len(codes), len(SIGNALS)))
    position = {code: at for at, code in enumerate(codes)}
    for code, findings in findings_of.items():
        if code not in position:
            continue
        affirmed = {f.rule.id: f for f in findings if f.claim == "affirmed"}
        row = signals[position[code]]
        if affirmed:
            row[0] = max(_weight(f, code, scheme, rule_weights) for f in affirmed.values())
            row[1] = 1.0
            row[2] = log1p(len(affirmed) - 1)
        else:
            row[3] = 1.0
    signals[:, 4] = margins.sentences[margins.affirmed].max(axis=0, initial=_FLOOR)
    signals[:, 5] = margins.whole
    signals[:, 6] = signals[:, 4] * signals[:, 1]
    signals[:, 7] = signals[:, 5] * signals[:, 1]
    signals[:, 8] = log1p(signals[:, 1].sum())
    signals[:, 9] = log1p(signals[:, 3].sum())
    return signals


def findings_by_code(findings: Sequence[Finding], scheme: Scheme) -> dict[str, list[Finding]]:
    """Findings of each code, those of codes below it and of codes that imply it included; in text order."""
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for code in scheme.expand(finding.rule.codes):
            by_code[code].append(finding)
    return by_code


def _weight(finding: Finding, code: str, scheme: Scheme, rule_weights: RuleWeights) -> float:
    """Reliability of a finding for a code, or for the code of its rule from which that one follows."""
    named = [given for given in finding.rule.codes if code in scheme.expand([given])]
    return max(rule_weights.of(finding.rule.id, given) for given in named)


def _affirmed(analysis: Analysis, first: int, last: int) -> bool:
    marked = sum(map(bool, analysis.marks[first:last]))
    return marked <= _BACKGROUND_SHARE * (last - first)


def _columns(model: LinearModel, codes: Sequence[str]) -> list[int]:
    known = {label: column for column, label in enumerate(model.labels)}
    return [known.get(code, -1) for code in codes]


def _pick(margins: NDArray[np.float32], columns: Sequence[int]) -> NDArray[np.float64]:
    picked = np.append(margins.astype(np.float64), _FLOOR)
    return picked[np.asarray(columns, dtype=np.intp)]
