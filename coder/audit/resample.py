"""Resample records without touching them one by one: figures of the sample and their intervals."""

from __future__ import annotations

import numpy as np

from coder.audit.arrays import Floats
from coder.audit.codings import Codings
from coder.audit.coefficients import BEYOND_CHANCE, COEFFICIENTS, INDICES
from coder.audit.intervals import acceleration_of, bca, by_jackknife
from coder.audit.sums import Sums, features, pattern_counts, sums_of

BLOCKS = 5000
"""Above so many records, random blocks of them are left out instead: the spread is the same, known to 1 %."""

Spread = tuple[Floats, Floats, Floats]
"""Estimate, low and high end, arrays of one shape; NaN where undefined."""


def by_code(
    codings: Codings, random: np.random.Generator, *, draws: int, level: float
) -> tuple[Sums, dict[str, Spread]]:
    """Sums and figures (C) of each code.

    Kappas and alpha have jackknife intervals: resampling makes those of rare codes too short. The others are drawn.
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
        estimate, without = formula(sums), formula(left_out)
        if name in BEYOND_CHANCE:
            ends = by_jackknife(estimate, without, weights, logged=True, level=level)
        else:
            ends = bca(estimate, formula(drawn), acceleration_of(without, weights), level=level)
        figures[name] = (estimate, *ends)
    return sums, figures


def pooled(records: Floats, random: np.random.Generator, *, level: float) -> tuple[Sums, dict[str, Spread]]:
    """Sums and figures (G) of groups of codes from (R, G, sums); whole records are left out with all their codes."""
    records = _blocks(records, random)
    total = records.sum(axis=0)
    left_out, sums = sums_of(total - records), sums_of(total)
    figures = {}
    for name, formula in COEFFICIENTS.items():
        estimate = formula(sums)
        weights = np.ones((len(records), len(estimate)))
        ends = by_jackknife(estimate, formula(left_out), weights, logged=name not in INDICES, level=level)
        figures[name] = (estimate, *ends)
    return sums, figures


def _blocks(records: Floats, random: np.random.Generator) -> Floats:
    """Sums over blocks of records put together at random, at most `BLOCKS` of them."""
    count = len(records)
    if count <= BLOCKS:
        return records
    edges = np.linspace(0, count, BLOCKS, endpoint=False).astype(np.int64)
    return np.asarray(np.add.reduceat(records[random.permutation(count)], edges, axis=0))
