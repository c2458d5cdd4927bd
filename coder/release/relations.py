"""What adds up to what in a table: all that an outsider can use to work out a cell that is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from coder.release.cube import TOTAL, Cube, Key

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relations:
    """Over n cells: `equal` (rows, n) times the counts is 0, `at_most` (rows, n) times the counts is 0 or less."""

    equal: sparse.csr_array
    at_most: sparse.csr_array

    def extreme(self, counts: Floats, hidden: NDArray[np.intp], target: int, direction: int) -> Floats:
        """A full table that agrees with all shown cells and has the most (1) or the least (-1) at `target`.

        `hidden` are the cells that are not shown, `target` one of them. No count is below 0. Where the relations set no
        bound, a little over twice the largest count stands for it.
        """
        shown = counts.copy()
        shown[hidden] = 0.0
        found = linprog(
            np.where(hidden == target, -float(direction), 0.0),
            A_ub=self.at_most[:, hidden],
            b_ub=-(self.at_most @ shown),
            A_eq=self.equal[:, hidden],
            b_eq=-(self.equal @ shown),
            bounds=(0, 2 * float(counts.max()) + 10),
            method="highs",
        )
        table = shown
        table[hidden] = found.x if found.success else counts[hidden]
        return table


def relations_of(cubes: Sequence[Cube], places: Sequence[Sequence[int]]) -> Relations:
    """The relations along every axis of every table, for every choice of categories or totals on its other axes.

    `places` has, for each table, the columns of its cells in their order; tables that share cells share columns.
    """
    equal, at_most = _Rows(), _Rows()
    for cube, columns in zip(cubes, places, strict=True):
        _add(cube, dict(zip(cube.cells(), columns, strict=True)), equal, at_most)
    size = 1 + max(max(columns) for columns in places)
    return Relations(equal.matrix(size), at_most.matrix(size))


def _add(cube: Cube, place: Mapping[Key, int], equal: _Rows, at_most: _Rows) -> None:
    for at, axis in enumerate(cube.axes):
        for key in place:
            if key[at] != TOTAL:
                continue
            parts = [place[_moved(key, at, category)] for category in axis.categories]
            if not axis.several:
                equal.add({place[key]: -1.0, **dict.fromkeys(parts, 1.0)})
                continue
            at_most.add({place[key]: 1.0, **dict.fromkeys(parts, -1.0)})
            for part in parts:
                at_most.add({part: 1.0, place[key]: -1.0})


def _moved(key: Key, at: int, category: str) -> Key:
    return (*key[:at], category, *key[at + 1 :])


class _Rows:
    """Rows of a sparse matrix, one after the other."""

    def __init__(self) -> None:
        self._values: list[float] = []
        self._columns: list[int] = []
        self._starts = [0]

    def add(self, row: dict[int, float]) -> None:
        self._columns += row.keys()
        self._values += row.values()
        self._starts.append(len(self._columns))

    def matrix(self, columns: int) -> sparse.csr_array:
        """All rows added so far."""
        shape = (len(self._starts) - 1, columns)
        return sparse.csr_array((self._values, self._columns, self._starts), shape=shape)
