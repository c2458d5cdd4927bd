"""Suppress small cells, and as many others as it takes that nobody can work them out from the totals.

Primary: a count above 0 and below the threshold. Complementary: for each small cell, a linear programme finds the
cheapest change of the whole table that keeps every total and moves the small cell as far as it must be able to move;
the cells that change are suppressed too (Kelly, Golden and Assad, "Cell suppression: disclosure protection for
sensitive tabular data", Networks 22, 1992). Cells that turn out not to be needed are shown again.

What is promised: from all shown cells, and from knowing that no count is below 0, the range that can be worked out for
each small cell reaches from 1 or less to threshold - 1 or more, so the table tells no more than the rule itself; and no
suppressed cell can be worked out exactly. Totals are cells like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from coder.errors import CoderError, UsageError
from coder.release.cube import TOTAL, Cube, Key
from coder.release.relations import Floats, Relations, relations_of

_CHANGED = 1e-6
_ZERO_WEIGHT = 6.0
_TOTAL_WEIGHT = 4.0
"""How much rather a cell within the table is given up than a total, per axis it is the total of."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """The keys that are not shown: small ones, and those that protect them. The two must not be told apart outside."""

    primary: frozenset[Key]
    complementary: frozenset[Key]

    @property
    def all(self) -> frozenset[Key]:
        """Every key that is not shown."""
        return self.primary | self.complementary


def suppress(cube: Cube, threshold: int) -> Suppression:
    """The cells of a table that must not be shown. Raises UsageError for a threshold below 2."""
    if threshold < 2:
        raise UsageError("the threshold must be 2 or more: only counts below it are suppressed")
    keys = list(cube.cells())
    counts = np.array([cube.counts[key] for key in keys], dtype=float)
    small = np.flatnonzero((counts > 0) & (counts < threshold))
    if not len(small):
        return Suppression(frozenset(), frozenset())
    work = _Work(counts, relations_of(cube), _weights(keys, counts), small, max(threshold - 1, 2))
    for target in small[np.argsort(-counts[small], kind="stable")]:
        work.protect(int(target))
    work.show_again()
    hidden = {keys[at] for at in np.flatnonzero(work.hidden)}
    primary = frozenset(keys[at] for at in small)
    return Suppression(primary, frozenset(hidden) - primary)


def _weights(keys: Iterable[Key], counts: Floats) -> Floats:
    """What it costs to give a cell up: more for large counts, for zeros, and most for totals."""
    totals = np.array([key.count(TOTAL) for key in keys])
    return np.where(counts > 0, 1 + np.log1p(counts), _ZERO_WEIGHT) * _TOTAL_WEIGHT**totals


@dataclass
class _Work:
    """The search. `witnesses` holds, by small cell and direction, a full table that agrees with all shown cells and
    has that cell far enough in that direction."""

    counts: Floats
    relations: Relations
    weights: Floats
    small: NDArray[np.intp]
    most: int
    hidden: NDArray[np.bool_] = field(init=False)
    witnesses: dict[tuple[int, int], Floats] = field(default_factory=dict)
    tables: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hidden = np.zeros(len(self.counts), dtype=bool)
        self.hidden[self.small] = True

    def protect(self, target: int) -> None:
        """Hide what it takes that `target` can lie anywhere from 1 to `most`."""
        for direction, wanted in ((1, self.most), (-1, 1)):
            if self._reached(self.counts, target, direction, wanted):
                continue
            table = self._known(target, direction, wanted)
            if table is None:
                table = self._cheapest(target, direction, wanted)
                self.hidden |= np.abs(table - self.counts) > _CHANGED
                self.tables.append(table)
            self.witnesses[target, direction] = table

    def _known(self, target: int, direction: int, wanted: int) -> Floats | None:
        """A table that changes hidden cells only and is far enough: one found for another cell, or a new one."""
        for table in reversed(self.tables):
            if self._reached(table, target, direction, wanted):
                return table
        table = self.relations.extreme(self.counts, np.flatnonzero(self.hidden), target, direction)
        self.tables.append(table)
        return table if self._reached(table, target, direction, wanted) else None

    def show_again(self) -> None:
        """Show cells that no small cell needs, the dearest first."""
        extra = [at for at in np.flatnonzero(self.hidden) if at not in set(self.small.tolist())]
        for at in sorted(extra, key=lambda at: (-self.weights[at], at)):
            self._try_to_show(int(at))

    def _try_to_show(self, cell: int) -> None:
        hidden = self.hidden.copy()
        hidden[cell] = False
        places = np.flatnonzero(hidden)
        renewed: dict[tuple[int, int], Floats] = {}
        fresh: list[Floats] = []
        for (target, direction), table in self.witnesses.items():
            if abs(table[cell] - self.counts[cell]) <= _CHANGED:
                continue
            wanted = self.most if direction > 0 else 1
            near = (each for each in fresh if self._reached(each, target, direction, wanted))
            found = next(near, None)
            if found is None:
                found = self.relations.extreme(self.counts, places, target, direction)
                fresh.append(found)
            if not self._reached(found, target, direction, wanted):
                return
            renewed[target, direction] = found
        self.hidden = hidden
        self.witnesses |= renewed

    def _reached(self, table: Floats, target: int, direction: int, wanted: int) -> bool:
        return bool(direction * table[target] >= direction * wanted - _CHANGED)

    def _cheapest(self, target: int, direction: int, wanted: int) -> Floats:
        """The table, nearest by weight of the cells still shown, that has `wanted` at the target."""
        cost = np.where(self.hidden, 0.0, self.weights)
        size = len(cost)
        low, high = np.zeros(2 * size), np.full(2 * size, np.inf)
        high[size:] = self.counts  # a count can fall to 0 at most
        step = abs(wanted - self.counts[target])
        up, down = (target, size + target) if direction > 0 else (size + target, target)
        low[up], high[up], high[down] = step, step, 0.0
        found = linprog(
            np.concatenate([cost, cost]),
            A_ub=sparse.hstack([self.relations.at_most, -self.relations.at_most], format="csr"),
            b_ub=-(self.relations.at_most @ self.counts),
            A_eq=sparse.hstack([self.relations.equal, -self.relations.equal], format="csr"),
            b_eq=np.zeros(self.relations.equal.shape[0]),
            bounds=np.column_stack([low, high]),
            method="highs",
        )
        if not found.success:
            raise CoderError("the table cannot be protected; drop an axis or join categories")
        table: Floats = self.counts + found.x[:size] - found.x[size:]
        return table
