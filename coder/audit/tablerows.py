"""Rows of a delimited table as coded rows, long (a code a row) or wide (all codes of a record in one cell).

A long row without a code says that the coder coded the record and gave it nothing. Columns are found by their names,
in any order and any case; all others are passed over unless they are asked for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coder.audit.gather import CodedRow
from coder.audit.rowparts import (
    Refused,
    RowOptions,
    code_of,
    group_of,
    name_of,
    number_of,
    probability_of,
    share_of,
    time_of,
    was_coded,
)
from coder.errors import Fault, IntakeError

_KINDS = {
    "id": ("id", "record", "record_id", "case_id", "case"),
    "coder": ("coder", "coder_id"),
    "code": ("code",),
    "codes": ("codes",),
}
"""Names a column may have, the first that is there counts."""
_DELIMITERS = ",;\t|"
_BETWEEN_CODES = re.compile(r"[\s,;|]+")


def table_rows(path: Path, options: RowOptions) -> Iterator[CodedRow | Fault]:
    """The rows below the header. Raises IntakeError when the header lacks the id or the code column."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        header = stream.readline()
        if not header.strip():
            raise IntakeError(f"{path.name}: the first line is empty; a header is needed")
        stream.seek(0)
        delimiter = max(_DELIMITERS, key=header.count)
        records = _records(stream, delimiter)
        _, names = next(records)
        columns = [name.strip().casefold() for name in names] if isinstance(names, list) else []
        layout = _layout(columns, options)
        for row, cells in records:
            yield _row(cells, columns, row, layout, options)


def _records(stream: IO[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """First line number and cells of each record that is not empty; None for broken quotes."""
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        row = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield row, None
            continue
        if any(cells):
            yield row, cells


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns with the ids, the coders (None without) and the codes; `wide` when one cell holds several codes."""

    id: str
    coder: str | None
    code: str
    wide: bool


def _layout(columns: Sequence[str], options: RowOptions) -> _Layout:
    found = {kind: next((name for name in names if name in columns), None) for kind, names in _KINDS.items()}
    code, codes = found["code"], found["codes"]
    if found["id"] is None or (code is None and codes is None):
        raise IntakeError(f"{options.file}: the header needs a column id and a column code or codes")
    missing = [name for name in (*options.groups, *options.numbers) if name.casefold() not in columns]
    if missing:
        raise IntakeError(f"{options.file}: the header has no column {', '.join(missing)}")
    return _Layout(found["id"], found["coder"], code or codes or "", wide=code is None)


def _row(
    cells: list[str] | None, columns: Sequence[str], row: int, layout: _Layout, options: RowOptions
) -> CodedRow | Fault:
    if cells is None:
        return Fault(options.file, row, "quotation marks do not add up")
    if len(cells) != len(columns):
        return Fault(options.file, row, f"{len(cells)} fields, but the header has {len(columns)}")
    named = dict(zip(columns, cells, strict=True))
    try:
        return _coded(named, row, layout, options)
    except Refused as error:
        return Fault(options.file, row, str(error))


def _coded(cells: Mapping[str, str], row: int, layout: _Layout, options: RowOptions) -> CodedRow:
    cell = cells[layout.code].strip()
    pieces = (_BETWEEN_CODES.split(cell.strip(" ,;|")) if layout.wide else [cell]) if cell else []
    share = None if layout.wide else share_of(cells.get("confidence"), "confidence")
    named = cells[layout.coder].strip() if layout.coder else ""
    coder = options.everywhere or named or options.coder or cells.get("edition")
    numbers = {name: number_of(cells[name.casefold()].strip(), name) for name in options.numbers}
    return CodedRow(
        file=options.file,
        row=row,
        id=name_of(_unguarded(cells[layout.id]), "id"),
        coder=name_of(coder or options.otherwise, "coder"),
        codes=tuple(code_of(piece) for piece in pieces),
        confidences=() if share is None or not pieces else (share,),
        threshold=options.threshold,
        coded=was_coded(cells.get("status")),
        partial=not layout.wide,
        coded_at=time_of(cells.get("coded_at")),
        seconds=number_of(cells.get("seconds"), "seconds", low=0),
        probability=probability_of(cells.get("inclusion_probability")),
        groups={name: group_of(cells[name.casefold()].strip(), name) for name in options.groups},
        numbers={name: number for name, number in numbers.items() if number is not None},
    )


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
