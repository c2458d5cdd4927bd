"""Tables that left the house before, for `ictip release --beside`: read, counted again, held against the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coder.cli.console import say
from coder.errors import UsageError
from coder.release.cube import MOST_AXES, Cube

if TYPE_CHECKING:
    from coder.release.system import Beside
    from coder.release.tables import Release

_MOST_TOLD = 20
Count = Callable[[Sequence[str]], Cube]
"""Counts the run's records by axes as people write them."""


def tables_beside(paths: Iterable[Path], axes: Sequence[str], count: Count, rounded_to: int) -> list[Beside]:
    """The tables in the files, with the table of all axes together where there is one, which nobody ever sees.

    Raises UsageError for a file that is no table of these records.
    """
    from coder.release.linked import read_released, recounted
    from coder.release.system import Beside

    found = []
    together = list(axes)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            released = read_released(stream, path.name)
        found.append(recounted(released, count(released.axes), path.name, rounded_to))
        together += [axis for axis in released.axes if axis not in together]
    if found and len(axes) < len(together) <= MOST_AXES:
        try:
            found.append(Beside(count(together), frozenset(), published=False))
        except UsageError:
            say("note: all axes together have too many cells; what follows from all tables at once is not looked at")
    return found


def tell_undone(made: Release, other: Path) -> int:
    """Tell which suppressions this table and another undo; their number."""
    from coder.release.linked import read_released, undone
    from coder.release.tables import release_csv

    with other.open(encoding="utf-8", newline="") as stream:
        found = undone(read_released(release_csv(made), "table.csv"), read_released(stream, other.name))
    for each in found[:_MOST_TOLD]:
        say(f"note: {other}: {each}")
    if found:
        say(f"note: {other} shows {len(found):,} cells that must be suppressed; take it back or raise its threshold")
    return len(found)
