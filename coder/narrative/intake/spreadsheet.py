"""Read an .xlsx workbook row by row.

Rows whose cells are all empty are passed over as blank. The library keeps the workbook's table of strings in memory;
all else is streamed. Formulas count with the values last saved; a failed one (#REF!) costs the row only where an id or
a text should be. A merged cell has its value in its first row; the others are empty.
"""

from __future__ import annotations

import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from coder.narrative.intake.columns import find_id_name, unique_names
from coder.narrative.intake.items import Blank, Broken, FormulaError, Options, Record, Row, Table
from coder.narrative.intake.source import magic_of
from coder.narrative.intake.wording import counted, os_refusal, refusal, shown, shown_names

_LARGEST_PART = 2 << 30
"""Bytes of a part of the workbook once unpacked, against archives made to fill the memory."""

_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ZEROS = re.compile("0+")

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What openpyxl lets through when a workbook is not what it seems."""

_Numbered = tuple[int, Sequence[Any]]
"""A sheet row: its number and its cells."""


def open_spreadsheet(path: Path, file: str, options: Options) -> Table:
    """Open the sheet asked for, else the first. Raises IntakeError for workbooks that cannot be read."""
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb"))
            _refuse_other(stream, file)
        except OSError as error:
            raise os_refusal(file, error) from None
        workbook = _load(stream, file)
        stack.callback(workbook.close)
        sheet, notes = _choose_sheet(workbook, file, options.sheet)
        cells = _quietly(file, sheet)
        names, cells, title = _header(file, cells)
        header = unique_names(file, names)
        notes = (*notes, title) if title else notes
        ids = options.id_column if options.id_column in header else find_id_name(header)
        key = None if ids is None else header.index(ids)
        rows = _rows(cells, header, key, stack.pop_all())
    return Table("xlsx", None, header, rows, notes)


def _refuse_other(stream: BinaryIO, file: str) -> None:
    start = stream.read(8)
    if not start:
        raise refusal(file, "the file is empty")
    if magic_of(start) == "ole":
        if _ENCRYPTED in start + stream.read(1 << 24):
            raise refusal(file, "the workbook is protected by a password; save it without")
        raise refusal(file, "this is an old Excel file (.xls); save it as .xlsx")
    if magic_of(start) != "zip":
        raise refusal(file, "this is not an .xlsx workbook")
    stream.seek(0)


def _load(stream: BinaryIO, file: str) -> Any:
    import openpyxl

    try:
        with zipfile.ZipFile(stream) as archive:
            if any(part.file_size > _LARGEST_PART for part in archive.infolist()):
                raise refusal(file, "the workbook unpacks to more than 2 GiB; give it as CSV")
        stream.seek(0)
        with warnings.catch_warnings():
            # Warnings about styles and extensions say nothing about the cells, and some quote cell values.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except _DAMAGED:
        raise refusal(file, "the workbook is damaged or no .xlsx") from None


def _choose_sheet(workbook: Any, file: str, asked: str | None) -> tuple[Any, tuple[str, ...]]:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if not sheets:
        raise refusal(file, "the workbook has no sheet with cells")
    if asked is not None and asked not in sheets:
        raise refusal(file, f"there is no sheet {shown(asked)}; its sheets: {shown_names(sheets)}")
    name = asked if asked is not None else next(iter(sheets))
    notes: tuple[str, ...] = ()
    if asked is None and len(sheets) > 1:
        others = counted(len(sheets) - 1, "other sheet")
        notes = (f"sheet {shown(name)} read, the first one (guessed); {others} not read",)
    # The dimensions a sheet claims for itself may be wrong, or reach to the last of a million rows.
    sheets[name].reset_dimensions()
    return sheets[name], notes


def _quietly(file: str, sheet: Any) -> Iterator[_Numbered]:
    """The rows of a sheet, without the library's warnings. Raises IntakeError where the sheet is damaged."""
    rows = sheet.iter_rows()
    number = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
        except _DAMAGED:
            raise refusal(file, f"the sheet is damaged after row {number}") from None
        if row is None:
            return
        number += 1
        yield number, row


def _header(file: str, cells: Iterator[_Numbered]) -> tuple[list[str], Iterator[_Numbered], str | None]:
    """The column names, the rows below, and a note when a title stood above them.

    A title is a row with a single filled cell above a row with several.
    """
    filled = ((number, row) for number, row in cells if _trimmed(row))
    first = next(filled, None)
    if first is None:
        raise refusal(file, "the sheet is empty")
    names = _trimmed(first[1])
    if sum(map(_is_filled, names)) > 1:
        return _as_names(names), cells, None
    second = next(filled, None)
    if second is None:
        return _as_names(names), cells, None
    below = _trimmed(second[1])
    if sum(map(_is_filled, below)) > 1:
        return _as_names(below), cells, f"row {first[0]} passed over, taken as a title (guessed)"
    return _as_names(names), itertools.chain([second], cells), None


def _as_names(values: Sequence[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _rows(cells: Iterator[_Numbered], header: Sequence[str], key: int | None, stack: ExitStack) -> Iterator[Record]:
    with stack:
        for number, row in cells:
            values = _trimmed(row, key)
            if not values:
                yield Blank(number)
            elif len(values) > len(header):
                reason = f"{counted(len(values), 'cell')}, but the header has {len(header)}"
                yield Broken(number, "too_many_fields", reason)
            else:
                values += [None] * (len(header) - len(values))
                yield Row(number, dict(zip(header, values, strict=True)))


def _trimmed(row: Sequence[Any], key: int | None = None) -> list[Any]:
    """The values of a row without the empty ones at its end; `key` is where the id stands."""
    values = [_value(cell) for cell in row]
    if key is not None and key < len(row):
        values[key] = _padded(row[key], values[key])
    while values and not _is_filled(values[-1]):
        values.pop()
    return values


def _value(cell: Any) -> Any:
    if cell.data_type == "e":
        return FormulaError(cell.value if cell.value in _ERRORS else "of an unknown kind")
    if isinstance(cell.value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell.value)
    return cell.value


def _padded(cell: Any, value: Any) -> Any:
    """A whole number shown with leading zeros keeps them: the sheet's reader knows the case as 0042, not 42."""
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return value


def _is_filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())
