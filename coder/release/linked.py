"""Tables of the same records that share cells: what one suppresses, the other must not show.

Which cells are the same is told in `coder.release.system`. Axes are told apart by their ids, so a table by PUR and one
by PUR@2 share only what they have besides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.errors import UsageError
from coder.release.cube import TOTAL, Cube
from coder.release.system import Beside, Place, place_of
from coder.release.tables import rounded

_LABEL = "_label"
_COUNT, _STATUS = "records", "status"


@dataclass(frozen=True)
class Released:
    """A table as it left the house: its axes, which cells it shows and which it suppresses."""

    axes: tuple[str, ...]
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
    return Released(tuple(axes), shown, frozenset(suppressed))


def recounted(released: Released, cube: Cube, name: str, rounded_to: int) -> Beside:
    """A released table with the counts behind it. Raises UsageError, naming the file, when `cube` is not what it was
    made from."""
    counts = {place_of(cube, key): count for key, count in cube.counts.items()}
    same = counts.keys() == released.shown.keys() | released.suppressed
    if not same or any(rounded(counts[place], rounded_to) != count for place, count in released.shown.items()):
        raise UsageError(
            f"{name} was made of other records, other codes, or rounded otherwise; make it again from this run"
        )
    return Beside(cube, frozenset(released.shown))


def undone(here: Released, there: Released) -> tuple[Undone, ...]:
    """The cells that one of two tables suppresses and the other shows, in the order of what they say."""
    both = [Undone(place, here=True) for place in here.suppressed & there.shown.keys()]
    both += [Undone(place, here=False) for place in there.suppressed & here.shown.keys()]
    return tuple(sorted(both, key=lambda each: (not each.here, sorted(each.place))))
