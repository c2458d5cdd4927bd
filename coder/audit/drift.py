"""Did the coding, or what is coded, change between two periods? Tests that bear many codes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from coder.audit.arrays import Bools, Floats
from coder.audit.codings import Codings
from coder.audit.figures import Figure, undefined
from coder.audit.intervals import wilson

PERMUTATIONS = 999
_SMALLEST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True)
class CodeDrift:
    """A code's share of the coded records in two periods, and `change`, later minus earlier, each with an interval.

    `p` is the chance of such a difference when nothing changed, None without records; `q` the same after control for
    all codes tested (false discovery rate). Both 0 to 1; a small q speaks for a change.
    """

    code: str
    before: Figure
    after: Figure
    change: Figure
    p: float | None
    q: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """How far two distributions lie apart. `divergence` is Jensen and Shannon's, 0 = the same to 1 bit = disjoint;
    `stability` the population stability index, 0 or more (by custom: below 0.1 stable, above 0.25 changed). `p` is the
    permutation probability of such a divergence when nothing changed; None where a period is empty."""

    divergence: float | None
    stability: float | None
    p: float | None


def code_drift(codings: Codings, coder: str, before: Bools, after: Bools, *, level: float = 0.95) -> list[CodeDrift]:
    """Changes of all codes of a coder between two sets of records, masks of R, in the order of the list."""
    at = codings.place(coder)
    counts = [_counts(codings, at, mask) for mask in (before, after)]
    (k1, n1), (k2, n2) = counts
    p = two_proportions(k1, n1, k2, n2)
    q = benjamini_hochberg(p)
    sides = [wilson(k, n, level=level) for k, n in counts]
    low, high = difference(k1, n1, k2, n2, level=level)
    made = []
    for place, code in enumerate(codings.codes):
        figures = [
            Figure(float(k[place] / n[place]), float(ends[0][place]), float(ends[1][place]))
            if n[place]
            else undefined("no record of this period was coded")
            for (k, n), ends in zip(counts, sides, strict=True)
        ]
        known = not np.isnan(p[place])
        change = (
            Figure(float(k2[place] / n2[place] - k1[place] / n1[place]), float(low[place]), float(high[place]))
            if known
            else undefined("a period has no coded record")
        )
        made.append(
            CodeDrift(
                code,
                figures[0],
                figures[1],
                change,
                float(p[place]) if known else None,
                float(q[place]) if known else None,
            )
        )
    return made


def two_proportions(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> Floats:
    """Two-sided p of k1 of n1 against k2 of n2, arrays of one shape; NaN where a period is empty.

    The (N - 1) chi-square test where all expected counts are 1 or more, else Fisher's and Irwin's: Campbell (2007).
    """
    total, yes = n1 + n2, k1 + k2
    no = total - yes
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = (total - 1) * (k1 * (n2 - k2) - k2 * (n1 - k1)) ** 2 / (n1 * n2 * yes * no)
        least = np.minimum(n1, n2) * np.minimum(yes, no) / total
    p = np.where(np.isnan(chi), 1.0, chdtrc(1, np.nan_to_num(chi)))
    for at in np.flatnonzero((least < _SMALLEST_EXPECTED) & (np.minimum(yes, no) > 0) & (n1 > 0) & (n2 > 0)):
        p[at] = _fisher(int(k1[at]), int(n1[at]), int(k2[at]), int(n2[at]))
    return np.where((n1 > 0) & (n2 > 0), p, np.nan)


def difference(k1: Floats, n1: Floats, k2: Floats, n2: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of k2 / n2 - k1 / n1 from the two Wilson intervals: Newcombe (1998), method 10."""
    (l1, u1), (l2, u2) = wilson(k1, n1, level=level), wilson(k2, n2, level=level)
    p1, p2 = k1 / np.maximum(n1, 1), k2 / np.maximum(n2, 1)
    away = p2 - p1
    return away - np.hypot(p2 - l2, u1 - p1), away + np.hypot(u2 - p2, p1 - l1)


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p, Benjamini and Hochberg (1995): calling all below x changed, a share of x is called so wrongly, on
    average. NaN stays NaN and counts as not tested."""
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    made = np.full(len(p), np.nan)
    if len(order):
        raised = p[order] * len(order) / np.arange(1, len(order) + 1)
        made[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return made


def shift(before: Floats, after: Floats, random: np.random.Generator, *, permutations: int = PERMUTATIONS) -> Shift:
    """How far two histograms over the same bins lie apart. `before` and `after` (bins) are whole counts."""
    first, total = before.astype(np.int64), (before + after).astype(np.int64)
    if not 0 < first.sum() < total.sum():
        return Shift(None, None, None)
    found = jensen_shannon(before, after)
    drawn = random.multivariate_hypergeometric(total, int(first.sum()), size=permutations, method="marginals")
    others = jensen_shannon(drawn.astype(float), (total - drawn).astype(float))
    p = (1 + int((others >= found - 1e-12).sum())) / (permutations + 1)
    return Shift(float(found), float(stability(before, after)), p)


def jensen_shannon(before: Floats, after: Floats) -> Floats:
    """Jensen and Shannon's divergence in bits, 0 to 1, Lin (1991), of histograms (..., bins) with counts."""
    p, q = (each / each.sum(axis=-1, keepdims=True) for each in (before, after))
    middle = (p + q) / 2
    return np.asarray((_relative(p, middle) + _relative(q, middle)) / 2)


def stability(before: Floats, after: Floats) -> float:
    """Population stability index: sum of (q - p) ln(q / p), each count raised by a half so that no bin is empty."""
    p, q = ((each + 0.5) / (each + 0.5).sum() for each in (before, after))
    return float(((q - p) * np.log(q / p)).sum())


def binned(before: Floats, after: Floats, *, bins: int = 10) -> tuple[Floats, Floats]:
    """Counts of two sets of numbers in bins that hold equal shares of both together; NaN is left out.

    Fewer bins where numbers repeat.
    """
    before, after = before[~np.isnan(before)], after[~np.isnan(after)]
    both = np.concatenate([before, after])
    if not len(both):
        return np.zeros(1), np.zeros(1)
    edges = np.unique(np.quantile(both, np.linspace(0, 1, bins + 1))[1:-1])
    counts = [
        np.bincount(np.searchsorted(edges, each, side="right"), minlength=len(edges) + 1) for each in (before, after)
    ]
    return counts[0].astype(float), counts[1].astype(float)


def _counts(codings: Codings, at: int, mask: Bools) -> tuple[Floats, Floats]:
    """Records with each code, and records for which it was asked."""
    asked = codings.coded[at][mask].sum(axis=0)[codings.dimension_of]
    opened = np.asarray(codings.open[at][np.flatnonzero(mask)].sum(axis=0)).ravel()
    given = np.asarray(codings.given[at][np.flatnonzero(mask)].sum(axis=0)).ravel()
    return given.astype(float), (asked - opened).astype(float)


def _fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    from scipy.stats import fisher_exact

    return float(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def _relative(p: Floats, q: Floats) -> Floats:
    """Kullback and Leibler's divergence in bits."""
    return np.asarray(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1) / np.where(q > 0, q, 1)), 0).sum(axis=-1))
