"""Krippendorff's alpha over sets of codes: how near the whole answers of coders are, not code by code.

Distances, 0 = the same set, 1 = nothing in common:

- nominal: 0 for equal sets, else 1.
- MASI, Passonneau (2006): 1 - Jaccard x M; M = 1 for equal sets, 2/3 for a set within the other, 1/3 for an overlap.
- hierarchical: 1 - Jaccard of the sets with all their ancestors; a code and its parent are nearer than strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from coder.audit.answers import Answers, AnswerSheets
from coder.audit.arrays import Floats
from coder.audit.codings import Codings
from coder.audit.figures import Figure, undefined
from coder.audit.intervals import fisher, jackknife_error

EXACT_UP_TO = 2000
"""Different sets up to which alpha is exact. Above, it is that of `_ANSWERS` answers, records drawn at random, and its
expected disagreement that to `_REFERENCES` of them; the interval carries both."""
_ANSWERS = 20_000
_REFERENCES = 1000
_ROWS = 128
"""Sets compared in one go; so few stay in the processor's cache."""

Distance = Callable[[Floats, Floats, Floats], Floats]
"""Distance from sizes of intersection, first and second set, arrays that broadcast."""


def nominal(shared: Floats, one: Floats, other: Floats) -> Floats:
    """0 for equal sets, else 1."""
    return np.where((shared == one) & (shared == other), 0.0, 1.0)


def jaccard(shared: Floats, one: Floats, other: Floats) -> Floats:
    """1 - |A and B| / |A or B|; 0 for two empty sets."""
    union = one + other - shared
    return 1 - np.where(union > 0, shared / np.maximum(union, 1), 1)


def masi(shared: Floats, one: Floats, other: Floats) -> Floats:
    """Passonneau's (2006) distance on agreement of sets."""
    within = (shared == one) | (shared == other)
    degree = np.where((shared == one) & (shared == other), 1.0, np.where(within, 2 / 3, 1 / 3))
    return 1 - (1 - jaccard(shared, one, other)) * degree


SET_ALPHAS = ("set_alpha", "masi_alpha", "hierarchical_alpha")
"""Names of the figures, in the order of the distances above."""


def set_alphas(
    codings: Codings, random: np.random.Generator, ancestors: Mapping[str, Iterable[str]], *, level: float = 0.95
) -> list[dict[str, Figure]]:
    """Alphas over sets of codes for each dimension in order, then for all codes.

    `ancestors` maps a code to all codes above it. `random` draws records and answers where there are more than
    `EXACT_UP_TO` different sets.
    """
    flat, expanded = AnswerSheets(codings), AnswerSheets(codings.expanded(ancestors))
    made = []
    for dimension in [*range(len(codings.dimensions)), None]:
        answers, above = flat.answers(dimension), expanded.answers(dimension)
        each = ((answers, nominal), (answers, masi), (above, jaccard))
        figures = [alpha(of, distance, random, level=level) for of, distance in each]
        made.append(dict(zip(SET_ALPHAS, figures, strict=True)))
    return made


def alpha(answers: Answers, distance: Distance, random: np.random.Generator, *, level: float = 0.95) -> Figure:
    """Alpha for any distance, Krippendorff (2004), with a jackknife interval over records."""
    if not answers.which.size:
        return undefined("no record was coded by two coders or more")
    records = answers.which.shape[1]
    if len(answers.sizes) > EXACT_UP_TO and records > _ANSWERS // len(answers.which) and distance is not nominal:
        answers = answers.of_some(random.choice(records, _ANSWERS // len(answers.which), replace=False))
    many, pairs = _observed(answers, distance)
    values, total = answers.counts, many.sum()
    to_all, doubt = _to_all(answers, values, distance, random)
    everything = float(values @ to_all)
    if everything == 0:
        return undefined("all coders gave all records the same codes: nothing varies, so chance cannot be told")
    value, left_out = _alphas(
        many, pairs, np.where(answers.which >= 0, to_all[answers.which], 0.0).sum(axis=0), everything
    )
    error = float(np.hypot(jackknife_error(left_out), (1 - value) * doubt * total / everything))
    interval = fisher(value, error, level=level)
    if interval is None:
        return Figure(value, reason="too few records, or no spread among them, for an interval")
    return Figure(value, *interval)


def _alphas(many: Floats, pairs: Floats, own: Floats, everything: float) -> tuple[float, Floats]:
    """Alpha, and alpha without each record.

    `many` (R) coders and `pairs` (R) summed distances of each record, `own` (R) the distances of its answers to all
    answers, `everything` the distances of all answers to all.
    """
    within, total = pairs / (many - 1), many.sum()
    value = 1 - within.sum() / total / (everything / (total * (total - 1)))
    rest = total - many
    # Leaving a record out takes its pairs with all answers twice, and so its own pairs once too often.
    lost = everything - 2 * own + pairs
    with np.errstate(divide="ignore", invalid="ignore"):
        left_out = 1 - (within.sum() - within) / rest / (lost / (rest * (rest - 1)))
    return float(value), left_out


def _observed(answers: Answers, distance: Distance) -> tuple[Floats, Floats]:
    """Coders of each record, and the sum of distances over its ordered pairs of coders."""
    which, pairs = answers.which, np.zeros(answers.which.shape[1])
    for one in range(len(which)):
        for other in range(one):
            differ = np.flatnonzero((which[one] >= 0) & (which[other] >= 0) & (which[one] != which[other]))
            a, b = which[one, differ], which[other, differ]
            shared = np.asarray(answers.sets[a].multiply(answers.sets[b]).sum(axis=1)).ravel()
            pairs[differ] += 2 * distance(shared, answers.sizes[a], answers.sizes[b])
    return (which >= 0).sum(axis=0).astype(float), pairs


def _to_all(answers: Answers, values: Floats, distance: Distance, random: np.random.Generator) -> tuple[Floats, float]:
    """(U): sum of the distances of each set to all answers, and the standard error of its mean over answers."""
    count = len(values)
    if distance is nominal:
        return values.sum() - values, 0.0
    if count <= EXACT_UP_TO:
        places, weights = np.arange(count), values
    else:
        places = random.choice(count, size=_REFERENCES, p=values / values.sum())
        weights = np.full(_REFERENCES, values.sum() / _REFERENCES)
    references = answers.sets[places].toarray().T
    sums, means = np.empty(count), np.zeros(len(places))
    for start in range(0, count, _ROWS):
        rows = slice(start, start + _ROWS)
        shared = np.asarray(answers.sets[rows] @ references)
        distances = distance(shared, answers.sizes[rows, None], answers.sizes[places])
        sums[rows] = distances @ weights
        means += values[rows] @ distances
    exact = count <= EXACT_UP_TO
    return sums, 0.0 if exact else float(means.std(ddof=1) / np.sqrt(_REFERENCES))
