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

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from coder.errors import CoderError, UsageError
from coder.release.cube import Cube, Key
from coder.release.relations import Floats
from coder.release.system import Beside, System, system_of

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


def suppress(cube: Cube, threshold: int, beside: Sequence[Beside] = ()) -> Suppression:
    """The cells of a table that must not be shown.

    With tables `beside` it, nothing can be worked out from all of them together: what they suppress stays suppressed,
    and what they show counts as known. A small cell that one of them shows is suppressed here and known all the same.
    Raises UsageError for a threshold below 2, and CoderError where tables beside it leave no way to protect a cell.
    """
    if threshold < 2:
        raise UsageError("the threshold must be 2 or more: only counts below it are suppressed")
    system = system_of(cube, beside)
    keys = list(cube.cells())
    own = np.arange(len(system.counts)) < len(keys)
    small = own & (system.counts > 0) & (system.counts < threshold)
    work = _Work(system, _weights(system), small & ~system.known)
    for target in _by_count(work.small, system.counts):
        work.protect(target, 1, max(threshold - 1, 2))
        work.protect(target, -1, 1)
    for target in _by_count(system.guarded & ~work.small, system.counts):
        work.protect(target, 1, int(system.counts[target]) + 1)
    work.show_again()
    hidden = {keys[at] for at in np.flatnonzero((work.hidden | small) & own)}
    primary = frozenset(keys[at] for at in np.flatnonzero(small))
    return Suppression(primary, frozenset(hidden) - primary)


def _by_count(cells: NDArray[np.bool_], counts: Floats) -> list[int]:
    """The cells, the largest count first: what protects them often protects the smaller ones."""
    places = np.flatnonzero(cells)
    return [int(at) for at in places[np.argsort(-counts[places], kind="stable")]]


def _weights(system: System) -> Floats:
    """What it costs to give a cell up: more for large counts, for zeros, and most for totals."""
    counts = system.counts
    weights: Floats = np.where(counts > 0, 1 + np.log1p(counts), _ZERO_WEIGHT) * _TOTAL_WEIGHT**system.totals
    return weights


@dataclass
class _Work:
    """The search. `witnesses` holds, by cell and direction, how far that cell must be able to go, and a full table that
    agrees with all shown cells and has it there."""

    system: System
    weights: Floats
    small: NDArray[np.bool_]
    hidden: NDArray[np.bool_] = field(init=False)
    witnesses: dict[tuple[int, int], tuple[int, Floats]] = field(default_factory=dict)
    tables: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hidden = self.small | self.system.withheld

    @property
    def counts(self) -> Floats:
        """What the cells hold."""
        return self.system.counts

    def protect(self, target: int, direction: int, wanted: int) -> None:
        """Hide what it takes that `target` can be `wanted` or more (1), or less (-1)."""
        if _reached(self.counts, target, direction, wanted):
            return
        table = self._known(target, direction, wanted)
        if table is None:
            table = self._cheapest(target, direction, wanted)
            self.hidden |= np.abs(table - self.counts) > _CHANGED
            self.tables.append(table)
        self.witnesses[target, direction] = wanted, table

    def _known(self, target: int, direction: int, wanted: int) -> Floats | None:
        """A table that changes hidden cells only and is far enough: one found for another cell, or a new one."""
        for table in reversed(self.tables):
            if _reached(table, target, direction, wanted):
                return table
        table = self._extreme(self.hidden, target, direction)
        self.tables.append(table)
        return table if _reached(table, target, direction, wanted) else None

    def _extreme(self, hidden: NDArray[np.bool_], target: int, direction: int) -> Floats:
        return self.system.relations.extreme(self.counts, np.flatnonzero(hidden), target, direction)

    def show_again(self) -> None:
        """Show cells that nothing needs, the dearest first."""
        extra = np.flatnonzero(self.hidden & ~self.small & ~self.system.withheld)
        for at in sorted(extra, key=lambda at: (-self.weights[at], at)):
            self._try_to_show(int(at))

    def _try_to_show(self, cell: int) -> None:
        hidden = self.hidden.copy()
        hidden[cell] = False
        renewed: dict[tuple[int, int], tuple[int, Floats]] = {}
        fresh: list[Floats] = []
        for (target, direction), (wanted, table) in self.witnesses.items():
            if abs(table[cell] - self.counts[cell]) <= _CHANGED:
                continue
            near = (each for each in fresh if _reached(each, target, direction, wanted))
            found = next(near, None)
            if found is None:
                found = self._extreme(hidden, target, direction)
                fresh.append(found)
            if not _reached(found, target, direction, wanted):
                return
            renewed[target, direction] = wanted, found
        self.hidden = hidden
        self.witnesses |= renewed

    def _cheapest(self, target: int, direction: int, wanted: int) -> Floats:
        """The table, nearest by weight of the cells still shown, that has `wanted` at the target; cells that tables
        beside this one show stay as they are."""
        relations = self.system.relations
        cost = np.where(self.hidden, 0.0, self.weights)
        size = len(cost)
        low, high = np.zeros(2 * size), np.full(2 * size, np.inf)
        high[size:] = self.counts  # a count can fall to 0 at most
        high[np.tile(self.system.known, 2)] = 0.0
        step = abs(wanted - self.counts[target])
        up, down = (target, size + target) if direction > 0 else (size + target, target)
        low[up], high[up], high[down] = step, step, 0.0
        found = linprog(
            np.concatenate([cost, cost]),
            A_ub=sparse.hstack([relations.at_most, -relations.at_most], format="csr"),
            b_ub=-(relations.at_most @ self.counts),
            A_eq=sparse.hstack([relations.equal, -relations.equal], format="csr"),
            b_eq=np.zeros(relations.equal.shape[0]),
            bounds=np.column_stack([low, high]),
            method="highs",
        )
        if not found.success:
            raise CoderError(
                "the table cannot be protected; drop an axis, join categories, or leave out a linked table"
            )
        table: Floats = self.counts + found.x[:size] - found.x[size:]
        return table


def _reached(table: Floats, target: int, direction: int, wanted: int) -> bool:
    return bool(direction * table[target] >= direction * wanted - _CHANGED)
