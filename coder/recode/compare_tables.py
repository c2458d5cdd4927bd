"""A comparison as CSV tables, for statistics programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from coder.export.table import guarded
from coder.recode.compare import Comparison, Move
from coder.recode.corrected import Corrected
from coder.scheme import Scheme

TOTALS = (
    "by",
    "value",
    "dimension",
    "code",
    "label",
    "crosswalked",
    "recoded",
    "both",
    "entered",
    "left",
    "open",
    "bridge_ratio",
    "bridge_low",
    "bridge_high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "corrected_note",
)
"""Columns of the totals; `by` and `value` are empty for all records."""
OLD = ("by", "value", "old", "outcome", "records")
REASONS = ("code", "label", "direction", "reason", "records")
MOVERS = ("id", "code", "direction", "reason")


def totals_csv(found: Comparison, corrected: Mapping[str, Corrected], scheme: Scheme) -> Iterator[str]:
    """One row per group and code, codes in the order of the list."""
    yield line(TOTALS)
    for (by, value), cells in sorted(found.cells.items()):
        for code in scheme.in_order(cells):
            cell, entry = cells[code], scheme.codes[code]
            bridge = cell.bridge() or ("", "", "")
            right = corrected.get(code) if not by else None
            told = (right.value, right.low, right.high, right.reason) if right else ("", "", "", "")
            counts = (cell.before, cell.after, cell.both, cell.entered, cell.left, cell.open)
            yield line([by, value, entry.dimension, code, entry.label, *counts, *map(_rounded, (*bridge, *told))])


def old_csv(found: Comparison) -> Iterator[str]:
    """One row per group, old code and what became of it."""
    yield line(OLD)
    for (by, value), counts in sorted(found.old.items()):
        for (old, outcome), records in sorted(counts.items()):
            yield line([by, value, old, outcome, records])


def reasons_csv(found: Comparison, scheme: Scheme) -> Iterator[str]:
    """One row per code, direction and reason, the most records first within a code."""
    yield line(REASONS)
    place = {code: at for at, code in enumerate(scheme.codes)}
    ordered = sorted(found.reasons.items(), key=lambda item: (place[item[0][0]], -item[1], item[0]))
    for (code, entered, reason), records in ordered:
        yield line([code, scheme.codes[code].label, direction(entered), reason, records])


def mover_line(move: Move) -> str:
    """The row of a record that moved."""
    return line([move.id, move.code, direction(move.entered), move.reason])


def direction(entered: bool) -> str:
    """How a move is called."""
    return "entered" if entered else "left"


def line(cells: Iterable[object] | Sequence[object]) -> str:
    """A row of CSV with its line end, texts guarded against being run as formulas."""
    text = io.StringIO()
    plain = [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(text, lineterminator="\n").writerow(plain)
    return text.getvalue()


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else "" if value is None else value
