"""Combine the signals of a code into one confidence: a sum of log-odds that can be drawn.

logit = base + prior weight x prior(code) + offset(code) + sum over signals of (slope + slope of the code) x signal

All codes share the slopes; a code with many examples may deviate from them, one with few hardly does (the penalty of
the logistic regression shrinks the deviations towards 0).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coder.records import Term
from coder.suggest.signals import SIGNALS

Matrix = NDArray[np.float64]

_RULE_FOUND = SIGNALS.index("rule_found")
_HELD_FROM, _HELD_ROOM = -0.7, 0.2
"""Log-odds of about one in three, and what is left above them to tell likelier codes from others.

On real case summaries by strangers no more than a third of the codes for which the classifier alone spoke were right,
in every edition measured so far; on own narratives it is more than half.
"""
_LEAST_SLOPE = 0.25

_NAMES = {
    "rule": "reliability of the best rule",
    "rule_found": "a rule affirms it",
    "further_rules": "further rules",
    "not_affirmed": "named, but not affirmed",
    "sentence": "best sentence (classifier)",
    "narrative": "whole narrative (classifier)",
    "sentence_with_rule": "rule and sentence together",
    "narrative_with_rule": "rule and narrative together",
    "codes_affirmed": "how much else is affirmed",
    "codes_not_affirmed": "how much else is not affirmed",
}
_WORDS = tuple(_NAMES[name] for name in SIGNALS)


@dataclass(frozen=True)
class Combiner:
    """Weights of the sum. `codes` has length n; `prior`, `offsets` and `ruled` shape (n,); `slopes` (n, signals).

    `slopes` hold the shared slope plus the code's own deviation. Prior is in log-odds. `ruled` tells which codes the
    edition has rules for: where none of them affirms such a code, its confidence is about one in three at most, because
    on strangers' wording the classifier alone is wrong more often than right.
    """

    codes: tuple[str, ...]
    base: float
    prior_weight: float
    prior: Matrix
    offsets: Matrix
    slopes: Matrix
    ruled: NDArray[np.bool_]

    def logits(self, signals: Matrix) -> Matrix:
        """Log-odds of every code, shape (n,), for signals of shape (n, signals)."""
        start = self.base + self.prior_weight * self.prior + self.offsets
        logits: Matrix = start + (self.slopes * signals).sum(axis=1)
        unaffirmed = self.ruled & (signals[:, _RULE_FOUND] == 0)
        logits[unaffirmed] = _held_back(logits[unaffirmed])
        return logits

    def confidences(self, signals: Matrix) -> Matrix:
        """Probabilities of every code, shape (n,), each between 0 and 1."""
        return 1.0 / (1.0 + np.exp(-self.logits(signals)))

    @cached_property
    def column(self) -> dict[str, int]:
        """The place of each code in `codes`."""
        return {code: at for at, code in enumerate(self.codes)}

    def terms(self, signals: Matrix, codes: Sequence[str]) -> dict[str, tuple[Term, ...]]:
        """The summands of the log-odds of some codes; the sum of a code's is its entry of `logits(signals)`."""
        at = [self.column[code] for code in codes]
        starts = (self.base + self.prior_weight * self.prior[at] + self.offsets[at]).tolist()
        shares = (self.slopes[at] * signals[at]).tolist()
        held = (self.ruled[at] & (signals[at, _RULE_FOUND] == 0)).tolist()
        return {code: _terms(*each) for code, *each in zip(codes, starts, shares, held, strict=True)}

    def to_json(self) -> str:
        """The weights as JSON; the same combiner gives the same text."""
        return json.dumps(
            {
                "signals": SIGNALS,
                "codes": self.codes,
                "base": self.base,
                "prior_weight": self.prior_weight,
                "prior": self.prior.tolist(),
                "offsets": self.offsets.tolist(),
                "slopes": self.slopes.tolist(),
                "ruled": self.ruled.tolist(),
            }
        )

    @staticmethod
    def from_json(text: str) -> Combiner:
        """Read what `to_json` wrote. Raises ValueError when it holds other signals than this version measures."""
        content = json.loads(text)
        if tuple(content["signals"]) != SIGNALS:
            raise ValueError("the combiner weighs other signals than this version measures")
        return Combiner(
            codes=tuple(content["codes"]),
            base=content["base"],
            prior_weight=content["prior_weight"],
            prior=np.array(content["prior"]),
            offsets=np.array(content["offsets"]),
            slopes=np.array(content["slopes"]),
            ruled=np.array(content["ruled"], dtype=bool),
        )


def _held_back(logits: Matrix) -> Matrix:
    """Log-odds of codes that no rule affirms: those above `_HELD_FROM` stay in order within `_HELD_ROOM` above it."""
    above = np.maximum(logits - _HELD_FROM, 0.0)
    held: Matrix = np.where(above > 0, _HELD_FROM + _HELD_ROOM * -np.expm1(-above), logits)
    return held


def _terms(start: float, shares: Sequence[float], unaffirmed: bool) -> tuple[Term, ...]:
    """The summands that are not 0, and what is taken off where a code has rules and none affirms it."""
    parts = [Term("how often the code is given", start)]
    parts += [Term(name, share) for name, share in zip(_WORDS, shares, strict=True) if share != 0.0]
    total = sum(part.logit for part in parts)
    if unaffirmed and total > _HELD_FROM:
        parts.append(Term("held back: no rule affirms it", float(_held_back(np.array(total))) - total))
    return tuple(parts)


def fit_combiner(
    codes: Sequence[str],
    signals: NDArray[np.float64],
    truth: NDArray[np.bool_],
    *,
    ruled: NDArray[np.bool_] | None = None,
    freedom: float = 0.3,
    cost: float = 1.0,
    no_code_weight: float = 0.5,
    look_alike_weight: float = 0.5,
) -> Combiner:
    """Fit the weights by logistic regression over all (narrative, code) pairs.

    `signals` has shape (narratives, codes, signals) and must come from classifiers that had not seen the narrative;
    `truth` shape (narratives, codes), `ruled` shape (codes,). `freedom`, above 0, is how far a code may deviate from
    the shared slopes.
    Corpora collect look-alikes on purpose, so they hold a larger share of them than the narratives that reach a coder:
    `no_code_weight`, 0 to 1, is what a narrative without any code counts, and `look_alike_weight`, 0 to 1, a code that
    a rule affirms in a narrative that has others, but not this one.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    narratives, count, width = signals.shape
    prior = _prior(truth)
    shared = np.concatenate([np.tile(prior, narratives)[:, None], signals.reshape(-1, width)], axis=1)
    own = np.concatenate([np.ones((narratives * count, 1)), signals.reshape(-1, width)], axis=1) * freedom
    rows = np.repeat(np.arange(narratives * count), width + 1)
    columns = (np.tile(np.arange(count), narratives)[:, None] * (width + 1) + np.arange(width + 1)).ravel()
    blocks = sparse.csr_matrix((own.ravel(), (rows, columns)), shape=(narratives * count, count * (width + 1)))
    design = sparse.hstack([sparse.csr_matrix(shared), blocks], format="csr")
    is_case = np.any(truth, axis=1, keepdims=True)
    looks_alike = is_case & ~truth & (signals[:, :, _RULE_FOUND] > 0)
    importance = np.where(is_case, np.where(looks_alike, look_alike_weight, 1.0), no_code_weight)
    fitted = LogisticRegression(C=cost, max_iter=100, tol=1e-4).fit(
        design, truth.ravel(), sample_weight=importance.ravel()
    )
    weights = fitted.coef_[0]
    deviations = weights[width + 1 :].reshape(count, width + 1) * freedom
    return Combiner(
        codes=tuple(codes),
        base=float(fitted.intercept_[0]),
        prior_weight=float(weights[0]),
        prior=prior,
        offsets=deviations[:, 0],
        slopes=_rising(weights[1 : width + 1] + deviations[:, 1:]),
        ruled=np.zeros(count, dtype=bool) if ruled is None else ruled,
    )


def _rising(slopes: Matrix) -> Matrix:
    """Slopes under which a higher margin of a classifier never lowers a confidence, however few the examples are."""
    for name in ("sentence", "narrative"):
        column = slopes[:, SIGNALS.index(name)]
        np.maximum(column, _LEAST_SLOPE, out=column)
    return slopes


def _prior(truth: NDArray[np.bool_]) -> Matrix:
    """Log-odds of each code's share of the narratives, as if every code had been seen once in half a narrative more."""
    given = truth.sum(axis=0) + 0.5
    absent = (~truth).sum(axis=0) + 0.5
    logits: Matrix = np.log(given / absent)
    return logits
