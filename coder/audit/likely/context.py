"""What the other codes of a record say of a code: a sum of log ratios, as in naive Bayes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Bools, Floats, Ints, Sparse

_SMOOTHING = 2.0
"""Records, spread as the other code is in all records."""
_MOST = 3.0
"""Log-odds that one other code can say at most."""
_PAIRS = 4_000_000
"""Pairs (cell, other code) worked on at a time."""


@dataclass(frozen=True)
class Context:
    """For each cell: `support`, the sum over the record's other codes d of log P(d | code) / P(d | not the code) in
    log-odds, and `others`, how many other codes the record has. Codes of the cell's own lineage are no others."""

    support: Floats
    others: Floats


def context_of(rows: Ints, codes: Ints, given: Sparse, expanded: Sparse, related: Bools) -> Context:
    """The context of cells (rows, codes), each judged by all records but its own.

    `given` (N, C) holds the codes as they were given, `expanded` the same with all ancestors; `related` (C, C) tells
    which codes are of one lineage.
    """
    counts = np.asarray(expanded.sum(axis=0)).ravel().astype(float)
    together = np.asarray((expanded.T @ expanded).todense()).astype(float)
    own = np.asarray(expanded[rows, codes]).ravel().astype(float) if len(rows) else np.zeros(0)
    lengths = np.diff(given.indptr)[rows]
    support, others = np.zeros(len(rows)), np.zeros(len(rows))
    for cells in _chunks(lengths):
        cell = np.repeat(cells, lengths[cells])
        offset = np.arange(len(cell)) - np.repeat(np.cumsum(lengths[cells]) - lengths[cells], lengths[cells])
        other = given.indices[given.indptr[rows[cell]] + offset]
        ratio = _log_ratio(codes[cell], other, own[cell], counts, together, expanded.shape[0])
        free = ~related[codes[cell], other]
        support += np.bincount(cell, weights=ratio * free, minlength=len(rows))
        others += np.bincount(cell, weights=free, minlength=len(rows))
    return Context(support, others)


def _chunks(lengths: Ints) -> list[Ints]:
    """Places of cells in pieces of at most about `_PAIRS` pairs."""
    if not len(lengths):
        return []
    piece = np.cumsum(lengths) // _PAIRS
    return np.split(np.arange(len(lengths)), np.flatnonzero(np.diff(piece)) + 1)


def _log_ratio(code: Ints, other: Ints, own: Floats, counts: Floats, together: Floats, records: int) -> Floats:
    """log P(other | code) - log P(other | not the code), both without the record itself, which has the other code."""
    both = together[code, other] - own
    with_code = counts[code] - own
    alone = counts[other] - 1 - both
    without = records - 1 - with_code
    expected = _SMOOTHING * np.maximum(counts[other] - 0.5, 0.5) / records
    ratio = np.log((both + expected) / (with_code + _SMOOTHING))
    ratio -= np.log((np.maximum(alone, 0) + expected) / (np.maximum(without, 0) + _SMOOTHING))
    return np.asarray(np.clip(ratio, -_MOST, _MOST))
