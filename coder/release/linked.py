"""Tables of the same records that share cells: what one suppresses, the other must not show.

A cell is the same in two tables when it says the same of the same axes, all other axes being totals. Cells are told
apart by the ids of their axes, so a table by PUR@1 and one by PUR@2 share only what they have besides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.errors import UsageError
from coder.release.cube import TOTAL

_LABEL = "_label"
_COUNT, _STATUS = "records", "status"

Place = frozenset[tuple[str, str]]
"""What a cell says: axis and category, without totals."""


@dataclass(frozen=True)
class Released:
    """A table as it left the house: which cells it shows and which it suppresses."""

    shown: Mapping[Place, int]
    suppressed: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Undone:
    """A cell that one table suppresses and the other shows; `here` is True where this table's suppression is undone."""

    place: Place
    here: bool

    def __str__(self) -> str:
        cell = ", ".join(f"{axis} = {category}" for axis, category in sorted(self.place)) or "the total of all records"
        return f"{cell}: suppressed {'here, shown there' if self.here else 'there, shown here'}"


def read_released(lines: Iterable[str], name: str) -> Released:
    """The table that `release_csv` wrote. Raises UsageError, naming the file, for anything else."""
    rows = csv.DictReader(lines)
    columns = list(rows.fieldnames or ())
    axes = [column for column in columns if column + _LABEL in columns]
    if not axes or columns[-2:] != [_COUNT, _STATUS]:
        raise UsageError(f"{name}: not a table.csv that ictip release wrote")
    shown: dict[Place, int] = {}
    suppressed = set()
    for number, row in enumerate(rows, 2):
        place = frozenset((axis, row[axis]) for axis in axes if row[axis] != TOTAL)
        if row[_STATUS]:
            suppressed.add(place)
        elif (row[_COUNT] or "").isdecimal():
            shown[place] = int(row[_COUNT])
        else:
            raise UsageError(f"{name}, row {number}: no count and no status")
    return Released(shown, frozenset(suppressed))


def undone(here: Released, there: Released) -> tuple[Undone, ...]:
    """The cells that one of two tables suppresses and the other shows, in the order of what they say."""
    both = [Undone(place, here=True) for place in here.suppressed & there.shown.keys()]
    both += [Undone(place, here=False) for place in there.suppressed & here.shown.keys()]
    return tuple(sorted(both, key=lambda each: (not each.here, sorted(each.place))))
