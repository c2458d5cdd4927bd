"""Resample records without touching them one by one: figures of the sample, of its resamples, and their intervals."""

from __future__ import annotations

import numpy as np

from coder.audit.arrays import Floats
from coder.audit.codings import Codings
from coder.audit.coefficients import COEFFICIENTS
from coder.audit.intervals import acceleration_of, bca
from coder.audit.sums import Sums, features, pattern_counts, sums_of

BLOCKS = 5000
"""Above so many records, random blocks of them are drawn instead: the spread is the same, known to 1 %."""

Spread = tuple[Floats, Floats, Floats]
"""Estimate, low and high end, arrays of one shape; NaN where undefined."""


def by_code(
    codings: Codings, random: np.random.Generator, *, draws: int, level: float
) -> tuple[Sums, dict[str, Spread]]:
    """Sums and figures (C) of each code.

    Drawing records with replacement changes the counts of a code's patterns as a multinomial draw does, so the counts
    are drawn and not the records.
    """
    counts, each = pattern_counts(codings), features(len(codings.coders))
    met = np.asarray(counts.any(axis=0))
    met[0] = True  # so that there is a pattern even without records
    counts, each = counts[:, met], each[met]
    total = counts.sum(axis=1)
    shares = counts / np.maximum(total, 1)[:, None]
    drawn = sums_of(random.multinomial(total, shares, size=(draws, len(counts))) @ each)
    table = counts @ each
    # Without one unit of each pattern; where there is none of it, its weight is 0.
    left_out = sums_of(table - each[:, None, :])
    weights = counts.T.astype(float)
    sums = sums_of(table)
    figures = {}
    for name, formula in COEFFICIENTS.items():
        estimate = formula(sums)
        low, high = bca(estimate, formula(drawn), acceleration_of(formula(left_out), weights), level=level)
        figures[name] = (estimate, low, high)
    return sums, figures


def pooled(records: Floats, random: np.random.Generator, *, draws: int, level: float) -> tuple[Sums, dict[str, Spread]]:
    """Sums and figures (G) of groups of codes from (R, G, sums); whole records are drawn with all their codes."""
    records = _blocks(records, random)
    count, groups, width = records.shape
    flat = records.reshape(count, groups * width)
    total = flat.sum(axis=0).reshape(groups, width)
    drawn = sums_of(_drawn(flat, random, draws).reshape(draws, groups, width))
    left_out, sums = sums_of(total - records), sums_of(total)
    figures = {}
    for name, formula in COEFFICIENTS.items():
        estimate = formula(sums)
        acceleration = acceleration_of(formula(left_out), np.ones((count, 1)))
        figures[name] = (estimate, *bca(estimate, formula(drawn), acceleration, level=level))
    return sums, figures


def _blocks(records: Floats, random: np.random.Generator) -> Floats:
    """Sums over blocks of records put together at random, at most `BLOCKS` of them."""
    count = len(records)
    if count <= BLOCKS:
        return records
    edges = np.linspace(0, count, BLOCKS, endpoint=False).astype(np.int64)
    return np.asarray(np.add.reduceat(records[random.permutation(count)], edges, axis=0))


def _drawn(flat: Floats, random: np.random.Generator, draws: int) -> Floats:
    """(draws, F): sums of the columns of `flat` (R, F) over records drawn with replacement."""
    count = len(flat)
    if not count:
        return np.zeros((draws, flat.shape[1]))
    times = np.stack([np.bincount(random.integers(count, size=count), minlength=count) for _ in range(draws)])
    return np.asarray(times.astype(float) @ flat)
