"""A table as CSV: one row per cell, what is not shown left empty and marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.export.table import guarded
from coder.release.cube import TOTAL, Cube, Key
from coder.release.suppress import Suppression, suppress
from coder.release.system import Beside

SUPPRESSED = "suppressed"
TOTAL_LABEL = "Total"


@dataclass(frozen=True)
class Release:
    """A table as it may be shown. `shown` holds the counts, rounded where that was asked, of the cells that are."""

    cube: Cube
    suppression: Suppression
    threshold: int
    rounded_to: int
    shown: dict[Key, int]

    def label(self, at: int, category: str) -> str:
        """Label of a category of the axis at a place."""
        return TOTAL_LABEL if category == TOTAL else self.cube.axes[at].categories[category]


def release(cube: Cube, *, threshold: int, rounded_to: int = 1, beside: Sequence[Beside] = ()) -> Release:
    """Suppress, so that the tables `beside` this one tell no more with it than without; then round what is shown to the
    nearest multiple of `rounded_to`, halves up. Rounded cells need not add up to their rounded totals. Raises as
    `suppress` does."""
    suppression = suppress(cube, threshold, beside)
    hidden = suppression.all
    shown = {key: rounded(count, rounded_to) for key, count in cube.counts.items() if key not in hidden}
    return Release(cube, suppression, threshold, rounded_to, shown)


def rounded(count: int, to: int) -> int:
    """The nearest multiple of `to`, halves up."""
    return (2 * count + to) // (2 * to) * to


def release_csv(made: Release) -> Iterator[str]:
    """A header, then a row per cell: id and label by axis, the count, and `suppressed` where there is none.

    Small cells and the cells that protect them carry the same mark: telling them apart would tell the counts.
    """
    axes = made.cube.axes
    yield _line([name for axis in axes for name in (axis.id, f"{axis.id}_label")] + ["records", "status"])
    for key in made.cube.cells():
        cells = [text for at, category in enumerate(key) for text in (category, made.label(at, category))]
        shown = made.shown.get(key)
        status = SUPPRESSED if shown is None else ""
        yield _line([*map(guarded, cells), "" if shown is None else str(shown), status])


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
