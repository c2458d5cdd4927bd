"""What all coefficients are made of: sums over units, a unit being a cell (record, code) with its coders.

A unit has m coders who coded it, y of whom gave the code. Whatever (m, y) a unit has is its pattern; with two coders
the pattern also tells who gave the code alone. Sums over units follow from counts of patterns, so no step runs over
records one by one, and a bootstrap of one code needs its counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.audit.arrays import Floats, Ints
from coder.audit.codings import Codings

_OPEN, _FIRST = 10, 20
"""Bits where the number of open marks and the mark of the first coder lie, above the number of coders who gave."""
_LOW = (1 << _OPEN) - 1


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over units, arrays of any one shape.

    Over units that at least two coded: `pairable` their number; `agreeing` the share of agreeing pairs of coders,
    [y(y-1) + (m-y)(m-y-1)] / m(m-1); `both` y(y-1)/(m-1) and `neither` (m-y)(m-y-1)/(m-1), the coincidences; `yes` y
    and `no` m-y; for two coders `first_only` and `second_only`, who gave the code alone. Over units that at least one
    coded: `seen` their number and `share` y/m.
    """

    pairable: Floats
    agreeing: Floats
    seen: Floats
    share: Floats
    both: Floats
    neither: Floats
    yes: Floats
    no: Floats
    first_only: Floats
    second_only: Floats


def sums_of(table: Floats) -> Sums:
    """Sums from an array whose last axis holds them in the order of the fields."""
    return Sums(*np.moveaxis(table, -1, 0))


def features(coders: int) -> Floats:
    """(patterns, sums): what a unit of each pattern adds. The pattern of (m, y, first) is (m (K+1) + y) 2 + first."""
    place = np.arange((coders + 1) ** 2 * 2)
    pattern, first = place // 2, place % 2
    m, y = (pattern // (coders + 1)).astype(float), (pattern % (coders + 1)).astype(float)
    n = m - y
    pair, one = m >= 2, m >= 1
    below, pairs = np.maximum(m - 1, 1), np.maximum(m * (m - 1), 1)
    alone = pair & (coders == 2) & (y == 1)
    columns = [
        pair,
        pair * (y * (y - 1) + n * (n - 1)) / pairs,
        one,
        one * y / np.maximum(m, 1),
        pair * y * (y - 1) / below,
        pair * n * (n - 1) / below,
        pair * y,
        pair * n,
        alone & (first == 1),
        alone & (first == 0),
    ]
    return np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)


@dataclass(frozen=True)
class Cells:
    """The cells that are not plain zeros: places of record and code, number of coders who gave it and marked it open,
    and whether the first of two coders gave it. `coders` (R, D) counts who coded each dimension of each record."""

    record: Ints
    code: Ints
    gave: Ints
    open: Ints
    first: Ints
    coders: Ints


def cells_of(codings: Codings) -> Cells:
    """The cells of all coders together."""
    count = len(codings.coders)
    total = sum(codings.given[1:], codings.given[0].copy()) if count else None
    for matrix in codings.open:
        total = total + matrix * (1 << _OPEN)
    if count == 2:
        total = total + codings.given[0] * (1 << _FIRST)
    seen = codings.coded.sum(axis=0, dtype=np.int64)
    if total is None:
        none = np.zeros(0, dtype=np.int64)
        return Cells(none, none, none, none, none, seen)
    entries = total.tocoo()
    data = entries.data.astype(np.int64)
    return Cells(
        entries.row.astype(np.int64),
        entries.col.astype(np.int64),
        data & _LOW,
        (data >> _OPEN) & _LOW,
        data >> _FIRST,
        seen,
    )


def pattern_counts(codings: Codings) -> Ints:
    """(C, patterns): how many records have each pattern, for each code. Each row adds up to R."""
    cells, coders, of = cells_of(codings), len(codings.coders), codings.dimension_of
    codes, width = len(codings.codes), (coders + 1) ** 2 * 2
    plain = np.zeros((len(codings.dimensions), width), dtype=np.int64)
    for dimension, column in enumerate(cells.coders.T):
        plain[dimension] = np.bincount(column * (coders + 1) * 2, minlength=width)
    m = cells.coders[cells.record, of[cells.code]]
    size = codes * width
    gone = np.bincount(cells.code * width + m * (coders + 1) * 2, minlength=size)
    come = np.bincount(cells.code * width + _pattern(m - cells.open, cells, coders), minlength=size)
    return plain[of] + (come - gone).reshape(codes, width)


def record_sums(codings: Codings) -> Floats:
    """(R, D, sums): the sums over the units of each record, by dimension.

    Codes that no coder gave to any record are left out: agreement on them says nothing and would hide the rest.
    """
    cells, coders, of = cells_of(codings), len(codings.coders), codings.dimension_of
    records, dimensions = cells.coders.shape
    used = np.zeros(len(codings.codes), dtype=bool)
    used[cells.code[cells.gave > 0]] = True
    kept = used[cells.code]
    at = (cells.record * dimensions + of[cells.code])[kept]
    special = np.bincount(at, minlength=records * dimensions).reshape(records, dimensions)
    plain = np.bincount(of[used], minlength=dimensions) - special
    each = features(coders)
    made = plain[:, :, None] * each[cells.coders * (coders + 1) * 2]
    m = cells.coders[cells.record, of[cells.code]] - cells.open
    pattern = _pattern(m, cells, coders)[kept]
    for column in range(each.shape[1]):
        added = np.bincount(at, weights=each[pattern, column], minlength=records * dimensions)
        made[:, :, column] += added.reshape(records, dimensions)
    return made


def _pattern(m: Ints, cells: Cells, coders: int) -> Ints:
    """The pattern of each cell."""
    # With an open mark of the other coder, who gave the code alone is no disagreement: m is 1 then.
    first = cells.first * ((cells.gave == 1) & (m == 2))
    return np.asarray((m * (coders + 1) + cells.gave) * 2 + first)
