"""Counts of records by one to three axes, with the totals over each of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.errors import UsageError

TOTAL = "_T"
"""Category of a total, as SDMX code lists write it."""
UNKNOWN = "_U"
"""Category of records for which an axis says nothing."""
MOST_AXES = 3
MOST_CELLS = 20_000
"""More cells than this are too many to read, and too many to protect in reasonable time."""

Key = tuple[str, ...]
"""One category per axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its categories with their labels, in order, without the total.

    On an axis with `several`, a record may stand in more than one category, so that the total is less than the sum.
    """

    id: str
    label: str
    categories: Mapping[str, str]
    several: bool = False

    @property
    def with_total(self) -> tuple[str, ...]:
        """All categories, the total last."""
        return (*self.categories, TOTAL)


@dataclass(frozen=True)
class Cube:
    """Counts by key, every cell of the axes and their totals, in row order."""

    axes: tuple[Axis, ...]
    counts: Mapping[Key, int] = field(repr=False)

    def cells(self) -> Iterator[Key]:
        """The keys of all cells in row order, the last axis running fastest, totals last."""
        return itertools.product(*(axis.with_total for axis in self.axes))


def count_cube(axes: Sequence[Axis], records: Iterable[Sequence[Iterable[str]]]) -> Cube:
    """Count records, each given as its categories by axis; an axis without any counts as unknown.

    Raises UsageError for no axis or more than three, for too many cells, and for several categories where a record has
    one; KeyError for a category the axis does not have.
    """
    _refuse(axes)
    counts: Counter[Key] = Counter()
    unknown = [False] * len(axes)
    for record in records:
        placed = [tuple(dict.fromkeys(categories)) or (UNKNOWN,) for categories in record]
        for at, (axis, categories) in enumerate(zip(axes, placed, strict=True)):
            unknown[at] |= categories == (UNKNOWN,)
            if len(categories) > 1 and not axis.several:
                raise UsageError(f"{axis.id}: a record has several values, but the axis takes one")
            for category in categories:
                if category != UNKNOWN:
                    axis.categories[category]
        counts.update(itertools.product(*((*categories, TOTAL) for categories in placed)))
    seen = tuple(_with_unknown(axis) if found else axis for axis, found in zip(axes, unknown, strict=True))
    _refuse(seen)
    return Cube(seen, {key: counts[key] for key in itertools.product(*(axis.with_total for axis in seen))})


def _with_unknown(axis: Axis) -> Axis:
    return Axis(axis.id, axis.label, {**axis.categories, UNKNOWN: "Not stated"}, axis.several)


def _refuse(axes: Sequence[Axis]) -> None:
    if not 1 <= len(axes) <= MOST_AXES:
        raise UsageError(f"a table has 1 to {MOST_AXES} axes, not {len(axes)}")
    if len({axis.id for axis in axes}) < len(axes):
        raise UsageError("an axis is named twice")
    cells = 1
    for axis in axes:
        cells *= len(axis.with_total)
    if cells > MOST_CELLS:
        raise UsageError(f"the table would have {cells:,} cells; {MOST_CELLS:,} are the most")
