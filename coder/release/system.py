"""A table and the tables beside it as one system of cells: what an outsider who has all of them can reckon with.

A cell is the same in two tables when it says the same of the same axes, all other axes being totals. So margins that
two tables share are one cell. Where all axes together make a table of their own, its inner cells, which nobody sees,
are in the system too: they bind tables to each other that no cell is shared by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coder.release.cube import TOTAL, Cube, Key
from coder.release.relations import Floats, Relations, relations_of

Place = frozenset[tuple[str, str]]
"""What a cell says: axis and category, without totals."""


@dataclass(frozen=True)
class Beside:
    """A table of the same records that left the house before, counted again, and the cells it showed. A table that was
    never published shows none; it only tells how the others hang together."""

    cube: Cube
    shown: frozenset[Place]
    published: bool = True


@dataclass(frozen=True)
class System:
    """All cells, those of the new table first, in its order. `known` are shown by tables beside it and cannot be taken
    back; `withheld` must not be shown: they are suppressed there, or nobody ever sees them; `guarded` are those of them
    that were suppressed and must not become known by the new table.
    """

    counts: Floats
    relations: Relations
    totals: NDArray[np.int64]
    known: NDArray[np.bool_] = field(repr=False)
    withheld: NDArray[np.bool_] = field(repr=False)
    guarded: NDArray[np.bool_] = field(repr=False)


def place_of(cube: Cube, key: Key) -> Place:
    """What the cell of a key says."""
    return frozenset((axis.id, category) for axis, category in zip(cube.axes, key, strict=True) if category != TOTAL)


def system_of(cube: Cube, beside: Sequence[Beside] = ()) -> System:
    """The system of a table and those beside it, all of the same records."""
    cubes = [cube, *(each.cube for each in beside)]
    counts: dict[Place, int] = {}
    totals: dict[Place, int] = {}
    for each in cubes:
        for key in each.cells():
            counts.setdefault(place_of(each, key), each.counts[key])
            totals.setdefault(place_of(each, key), key.count(TOTAL))
    index = {place: at for at, place in enumerate(counts)}
    own = len(cube.counts)
    shown = frozenset[Place]().union(*(each.shown for each in beside))
    suppressed = {place_of(each.cube, key) for each in beside if each.published for key in each.cube.cells()} - shown
    hidden = suppressed | {place for at, place in enumerate(counts) if at >= own and place not in shown}
    return System(
        counts=np.array(list(counts.values()), dtype=float),
        relations=relations_of(cubes, [[index[place_of(each, key)] for key in each.cells()] for each in cubes]),
        totals=np.array(list(totals.values())),
        known=_marked(index, shown & index.keys()),
        withheld=_marked(index, hidden),
        guarded=_marked(index, suppressed),
    )


def _marked(index: dict[Place, int], places: Iterable[Place]) -> NDArray[np.bool_]:
    marks = np.zeros(len(index), dtype=bool)
    marks[[index[place] for place in places]] = True
    return marks
