"""Shares and totals of a whole from a sample with known inclusion probabilities, many variables at once.

n records in the sample, V variables. The variance is Deville's (1999) for designs with fixed size and high entropy,
within strata; with equal probabilities it is the textbook formula of simple and stratified sampling, finite population
correction included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from coder.audit.arrays import Floats, Ints
from coder.audit.figures import Figure, undefined
from coder.audit.intervals import wilson

_NEARLY_ALL = 1e-9


@dataclass(frozen=True, eq=False)
class Design:
    """How a sample was drawn: `probabilities` (n) above 0 to 1 and the `stratum` (n) of each record, as numbers from 0.

    `population` is the number of records drawn from; None when it is not known, then the sum of 1 / probability stands
    for it.
    """

    probabilities: Floats
    stratum: Ints
    population: int | None = None

    @property
    def weights(self) -> Floats:
        """(n): how many records each record stands for."""
        return np.asarray(1 / self.probabilities)

    @property
    def size(self) -> float:
        """Records in the whole."""
        return float(self.population if self.population is not None else self.weights.sum())


def make_design(
    probabilities: Floats, strata: NDArray[np.str_] | None = None, *, population: int | None = None
) -> Design:
    """A design from the columns of a sample; without `strata` there is one."""
    count = len(probabilities)
    which = np.zeros(count, dtype=np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
    return Design(np.asarray(probabilities, dtype=float), np.asarray(which, dtype=np.int64), population)


def variance(values: Floats, design: Design) -> Floats:
    """(V): variance of the Horvitz-Thompson totals of `values` (n, V); infinite where a stratum has one record that was
    not certain to be drawn."""
    expanded = values * design.weights[:, None]
    strata = int(design.stratum.max(initial=-1)) + 1
    random = design.probabilities < 1
    counts = np.bincount(design.stratum, weights=random, minlength=strata)
    if (counts[design.stratum][random] < 2).any():
        return np.full(values.shape[1], np.inf)
    factor = (counts / np.maximum(counts - 1, 1))[design.stratum]
    scale = np.where(random, (1 - design.probabilities) * factor, 0.0)
    member = np.zeros((strata, len(values)))
    member[design.stratum, np.arange(len(values))] = scale
    weight = member.sum(axis=1, keepdims=True)
    middle = (member @ expanded) / np.where(weight > 0, weight, 1)
    away = expanded - middle[design.stratum]
    return np.asarray((scale[:, None] * away**2).sum(axis=0))


def shares(part: Floats, whole: Floats, design: Design, *, reason: str, level: float = 0.95) -> list[Figure]:
    """Shares part / whole of V variables, Hajek's (1971) ratio of two weighted sums, with intervals.

    `part` and `whole` are (n, V), 0 <= part <= whole. The interval is Wilson's for the effective sample size
    p (1 - p) / variance, with Korn and Graubard's (1998) correction for few degrees of freedom. `reason` is given where
    the whole is 0.
    """
    weights = design.weights
    total = weights @ whole
    share = np.divide(weights @ part, total, out=np.full(len(total), np.nan), where=total > 0)
    known = np.nan_to_num(share)
    residual = (part - known * whole) / np.where(total > 0, total, 1)
    effective = _effective(known, variance(residual, design), whole, design, level)
    low, high = wilson(known * effective, effective, level=level)
    return [
        undefined(reason) if np.isnan(share[at]) else Figure(float(share[at]), float(low[at]), float(high[at]))
        for at in range(len(share))
    ]


def totals(values: Floats, design: Design, *, level: float = 0.95) -> list[Figure]:
    """How many records of the whole have each of V properties, Horvitz and Thompson (1952), with intervals.

    `values` is (n, V) of 0 and 1. The interval is that of the share total / size, times the size.
    """
    size = design.size
    if not size:
        return [undefined("the whole has no record")] * values.shape[1]
    share = np.clip(design.weights @ values / size, 0, 1)
    spread = variance(values, design) / size**2
    effective = _effective(share, spread, np.ones_like(values), design, level)
    low, high = wilson(share * effective, effective, level=level)
    return [Figure(float(share[at] * size), float(low[at] * size), float(high[at] * size)) for at in range(len(share))]


def _effective(share: Floats, spread: Floats, whole: Floats, design: Design, level: float) -> Floats:
    """(V): size of a simple sample that would know the share as well.

    Where the sample shows no spread, the size is that of the weights alone, Kish (1965): (sum w)^2 / sum w^2, all
    cells of a record taken as one, over the mean of 1 - probability, so that a census leaves no doubt.
    """
    heavy = design.weights[:, None] * whole
    below = (heavy**2).sum(axis=0)
    kish = np.where(below > 0, heavy.sum(axis=0) ** 2 / np.where(below > 0, below, 1), 0.0)
    drawn = max(float((1 - design.probabilities).mean()), _NEARLY_ALL) if len(design.probabilities) else 1.0
    inner = (share > 0) & (share < 1) & (spread > 0)
    made = np.where(inner, share * (1 - share) / np.where(inner, spread, 1), kish / drawn)
    made = np.where(np.isinf(spread), 0.0, made)
    count = len(design.probabilities)
    freedom = max(count - int(design.stratum.max(initial=0)) - 1, 1)
    if count < 2:
        return made
    ratio = stdtrit(count - 1, (1 + level) / 2) / stdtrit(freedom, (1 + level) / 2)
    return np.asarray(made * ratio**2)
