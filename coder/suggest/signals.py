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

from coder.scheme import Scheme
from coder.suggest.analyse import Finding
from coder.suggest.margins import LEAST_MARGIN, Margins

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
not_affirmed         1 when rules find the code only denied, hypothetical or of somebody else
sentence             margin of the best affirmed sentence in the sentence classifier
narrative            margin of the whole narrative in the narrative classifier
sentence_with_rule   the sentence margin where a rule is found, else 0: the two confirm or doubt each other
narrative_with_rule  the narrative margin where a rule is found, else 0
codes_affirmed       log(1 + number of codes that rules affirm in the narrative); the same for every code
codes_not_affirmed   log(1 + number of codes that rules find, but never affirmed); the same for every code
"""

Matrix = NDArray[np.float64]


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


def measure(
    findings_of: Mapping[str, Sequence[Finding]],
    margins: Margins,
    codes: Sequence[str],
    scheme: Scheme,
    rule_weights: RuleWeights,
) -> Matrix:
    """Signals of every code, shape (codes, len(SIGNALS)). `findings_of` is what `findings_by_code` returns.

    What is said of law, in general or of other cases says nothing of this one and leaves no signal.
    """
    signals = np.zeros((len(codes), len(SIGNALS)))
    position = {code: at for at, code in enumerate(codes)}
    for code, findings in findings_of.items():
        if code not in position or all(f.claim == "background" for f in findings):
            continue
        affirmed = {f.rule.id: f for f in findings if f.claim == "affirmed"}
        row = signals[position[code]]
        if affirmed:
            row[0] = max(_weight(f, code, scheme, rule_weights) for f in affirmed.values())
            row[1] = 1.0
            row[2] = log1p(len(affirmed) - 1)
        else:
            row[3] = 1.0
    signals[:, 4] = margins.sentences[margins.affirmed].max(axis=0, initial=LEAST_MARGIN)
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
    named = [given for given in finding.rule.codes if code in scheme.follows(given)]
    return max(rule_weights.of(finding.rule.id, given) for given in named)
