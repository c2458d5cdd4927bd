"""Codings as a CSV table, one row per suggestion, for spreadsheets and statistics programs.

A narrative without suggestions has one row with an empty code, so that none vanishes. The survivors' words are left
out unless asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from coder.export.wording import on_one_line
from coder.records import Coding, Suggestion

COLUMNS = (
    "id",
    "edition",
    "language",
    "status",
    "dimension",
    "unit",
    "code",
    "label",
    "confidence",
    "rank",
    "evidence",
    "sources",
)
"""The columns. `evidence` holds character offsets as start-end, end-exclusive, separated by semicolons; `sources` the
finder of each."""

QUOTES = "quotes"
"""The further column with the words themselves, separated by ` | `."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(codings: Iterable[Coding], *, quotes: bool = False) -> Iterator[str]:
    """The header, then the rows, each with its line end. `quotes` adds the words of the narrative."""
    yield _line([*COLUMNS, QUOTES] if quotes else COLUMNS)
    for coding in codings:
        for row in rows_of(coding, quotes=quotes):
            yield _line(row)


def rows_of(coding: Coding, *, quotes: bool = False) -> Iterator[list[str]]:
    """The rows of one coding, cells guarded against being run as formulas."""
    head = [coding.id, coding.edition, coding.language, coding.status]
    if not coding.suggestions:
        yield [guarded(cell) for cell in head] + [""] * (len(COLUMNS) - len(head) + quotes)
    for item in coding.suggestions:
        yield [guarded(cell) for cell in [*head, *_cells(item, quotes=quotes)]]


def guarded(cell: str) -> str:
    """The cell, led by an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cells(item: Suggestion, *, quotes: bool) -> list[str]:
    cells = [
        item.dimension,
        item.unit,
        item.code,
        item.label,
        str(item.confidence),
        str(item.rank),
        ";".join(f"{evidence.start}-{evidence.end}" for evidence in item.evidence),
        ";".join(evidence.source for evidence in item.evidence),
    ]
    if quotes:
        cells.append(" | ".join(on_one_line(evidence.quote) for evidence in item.evidence))
    return cells


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
