"""Reading the tables a scheme is written in: cells with their row numbers, faults instead of surprises.

A fault names the file, the row and the column, never what stands in a cell.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.errors import Fault

_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its 1-based number in the file and its stripped cells by column name.

    `whole` is False when the row had a wrong number of cells: its fault is noted, and only its first cells
    can be trusted.
    """

    number: int
    cells: dict[str, str]
    whole: bool = True

    def cell(self, column: str) -> str:
        """The cell of a column; empty when the table has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: the file's name, its columns and its rows in order."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_csv(path: Path, faults: list[Fault], *, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Rows of a CSV file that hold anything, each with the line it starts on. Empty after a fault."""
    raw = read_bytes(path, faults)
    return [] if raw is None else csv_rows(raw, path.name, faults, delimiter=delimiter)


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    """A TOML file as a mapping; None, and a fault with its line, when it cannot be read."""
    raw = read_bytes(path, faults)
    return None if raw is None else toml_values(raw, path.name, faults)


def read_bytes(path: Path, faults: list[Fault]) -> bytes | None:
    """Content of a file; None, and a fault, when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        faults.append(Fault(path.name, 0, f"cannot be read ({error.strerror})"))
        return None


def csv_rows(raw: bytes, file: str, faults: list[Fault], *, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """`read_csv` of content that is at hand; `file` is its name for faults."""
    text = _decoded(raw, file, faults)
    return [] if text is None else list(_rows_of(text, file, delimiter, faults))


def toml_values(raw: bytes, file: str, faults: list[Fault]) -> dict[str, Any] | None:
    """`read_toml` of content that is at hand; `file` is its name for faults."""
    text = _decoded(raw, file, faults)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _TOML_LINE.search(str(error))
        faults.append(Fault(file, int(line[1]) if line else 0, "this is not well-formed TOML"))
        return None


def _decoded(raw: bytes, file: str, faults: list[Fault]) -> str | None:
    """UTF-8 text, with or without byte order mark; None, and a fault, when there is none."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object`, not `raw`: the codec has cut off the byte order mark before it counts positions.
        row = error.object.count(b"\n", 0, error.start) + 1
        faults.append(Fault(file, row, f"byte 0x{error.object[error.start]:02x} is not UTF-8"))
        return None
    if not text.strip():
        faults.append(Fault(file, 0, "the file is empty"))
        return None
    return text


def _rows_of(text: str, file: str, delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    # newline="" keeps line breaks inside quotes; str.splitlines would also cut at form feeds and the like.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, row
            start = reader.line_num + 1
    except csv.Error:
        faults.append(Fault(file, start, "broken quotes: a quoted cell is not closed or goes on after it"))


def to_table(
    file: str, rows: Iterable[tuple[int, Sequence[str]]], required: Collection[str], faults: list[Fault]
) -> Table | None:
    """Take the first row as column names and the others as rows.

    None when there is no usable header. Rows with a wrong number of cells stay, so that other rows may still
    name their ids, but are not `whole`. Both leave faults.
    """
    numbered = iter(rows)
    head = next(numbered, None)
    if head is None:
        return None
    columns = tuple(cell.strip() for cell in head[1])
    problems = [*_header_problems(columns), *_missing(columns, required)]
    faults.extend(Fault(file, head[0], problem) for problem in problems)
    if problems:
        return None
    kept: list[Row] = []
    for number, cells in numbered:
        whole = len(cells) == len(columns)
        kept.append(Row(number, dict(zip(columns, map(str.strip, cells), strict=False)), whole))
        if not whole:
            faults.append(Fault(file, number, f"{len(cells)} cells, but the header has {len(columns)}"))
    return Table(file, columns, tuple(kept))


def _header_problems(columns: Sequence[str]) -> Iterator[str]:
    for place, column in enumerate(columns, start=1):
        if not column:
            yield f"column {place} has no name"
        elif column in columns[: place - 1]:
            yield f"two columns are named {column}"


def _missing(columns: Sequence[str], required: Collection[str]) -> Iterator[str]:
    missing = [column for column in required if column not in columns]
    hint = " (columns are separated by commas)" if len(columns) == 1 and len(missing) > 1 else ""
    for column in missing:
        yield f"column {column} is missing{hint}"
