"""Draw records to check, so that every record has a known probability of being drawn; the same seed draws the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coder.audit.arrays import Bools, Floats, Ints
from coder.errors import UsageError

Allocation = Literal["proportional", "equal"]
"""How a stratified sample is shared out: as the strata are large, or the same number from each."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample of n records: `places` in the list drawn from, ascending; `probabilities` of being drawn, above 0 to 1;
    `strata` they were drawn from, all "" where there are none."""

    places: Ints
    probabilities: Floats
    strata: NDArray[np.str_]


def draw_simple(count: int, size: int, random: np.random.Generator) -> Sample:
    """`size` of `count` records, each as likely as any other, without repeats. Raises UsageError."""
    _check(count, size)
    places = np.sort(random.choice(count, size, replace=False))
    return Sample(places, np.full(size, size / count), np.full(size, ""))


def draw_stratified(
    strata: Sequence[str], size: int, random: np.random.Generator, *, allocation: Allocation = "proportional"
) -> Sample:
    """A simple sample within each stratum, at least two records from each (all of a smaller one).

    `strata` names the stratum of each record. Raises UsageError when `size` is too small for that or too large.
    """
    labels = np.asarray(strata)
    _check(len(labels), size)
    names, which, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sizes = _allocated(counts, size, allocation)
    parts = [random.choice(np.flatnonzero(which == at), sizes[at], replace=False) for at in range(len(names))]
    places = np.sort(np.concatenate(parts))
    return Sample(places, (sizes / counts)[which[places]], labels[places])


def draw_by_risk(risk: Floats, size: int, random: np.random.Generator, *, even: float = 0.5) -> Sample:
    """Records with a higher risk are drawn more often: probabilities proportional to the risk, fixed sample size.

    `risk` (R) is 0 or more, in any unit. `even`, 0 to 1, is the share of the sample spread evenly over all records, so
    that none is out of reach and no weight grows without bound. Randomised systematic sampling, Hartley and Rao (1962).
    Raises UsageError when a risk is negative or unknown, or a record could never be drawn.
    """
    _check(len(risk), size)
    if not np.isfinite(risk).all() or (risk < 0).any():
        raise UsageError("a risk is a number, 0 or more")
    mean = risk.mean()
    measure = even + (1 - even) * (risk / mean if mean > 0 else np.ones(len(risk)))
    if (measure <= 0).any():
        raise UsageError("records without risk could never be drawn; spread a part of the sample evenly")
    probabilities = inclusion_probabilities(measure, size)
    order = random.permutation(len(risk))
    ends = np.cumsum(probabilities[order])
    # The last end is the sample's size but for rounding, which must not cost the last point its record.
    ends[-1] = size
    points = random.random() + np.arange(size)
    places = np.sort(order[np.searchsorted(ends, points, side="right")])
    return Sample(places, probabilities[places], np.full(size, ""))


def inclusion_probabilities(measure: Floats, size: int) -> Floats:
    """Probabilities proportional to `measure` (R, above 0) that add up to `size`, none above 1.

    Records whose share would be more than one record are certain, and the rest is shared out among the others.
    """
    certain: Bools = np.zeros(len(measure), dtype=bool)
    while True:
        left = size - int(certain.sum())
        made = np.where(certain, 1.0, left * measure / measure[~certain].sum() if left else 0.0)
        over = (made > 1) & ~certain
        if not over.any():
            return made
        certain |= over


def _allocated(counts: Ints, size: int, allocation: Allocation) -> Ints:
    """Sample size of each stratum."""
    least = np.minimum(counts, 2)
    if least.sum() > size:
        raise UsageError(f"{len(counts)} strata need {least.sum()} records or more, two from each")
    weights = counts.astype(float) if allocation == "proportional" else np.ones(len(counts))
    sizes = least.copy()
    # Record by record to the stratum that is furthest behind its due share: exact, and never beyond its size.
    for _ in range(size - int(sizes.sum())):
        behind = np.where(sizes < counts, weights / (sizes + 0.5), -1.0)
        sizes[int(np.argmax(behind))] += 1
    return sizes


def _check(count: int, size: int) -> None:
    if not 1 <= size <= count:
        raise UsageError(f"a sample of {size} cannot be drawn from {count} records")
