"""Bringing a code list from elsewhere: a CSV or XLSX table with any column names becomes a scheme folder."""

from __future__ import annotations

import contextlib
import csv
import datetime
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from coder.errors import Fault, SchemeError, UsageError
from coder.scheme.codes import Scheme
from coder.scheme.load import ABOUT, CODES, load_scheme, read_about, read_dimensions
from coder.scheme.parse import COLUMNS, REQUIRED, parse_codes
from coder.scheme.tables import Row, Table, read_csv

_WORKBOOKS = (".xlsx", ".xlsm")
_HEADER_WITHIN = 20  # rows; titles and notes often stand above the header of a spreadsheet
_NAME_AND_VERSION = re.compile(r"(?P<name>.+)-(?P<version>\d[A-Za-z0-9._]*)")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_ZEROS = re.compile("0+")

_NumberedRows = Sequence[tuple[int, Sequence[str]]]


def import_scheme(source: Path, target: Path, columns: Mapping[str, str], *, sheet: str | None = None) -> Scheme:
    """Read a code list with foreign column names, check it and write it as the scheme folder `target`.

    `columns` maps our column names to those of the source, as in {"code": "Kode"}; code, label and dimension
    are needed. Source columns that are not named are left behind; a name that is not one of ours becomes a
    further column. In CSV files commas, semicolons or tabs separate cells. `sheet` names the sheet of a
    workbook, the first by default. Whole numbers in number cells lose their decimals (101.0 is "101"); text
    cells stay as they are.

    Writes codes.csv, and scheme.toml unless there is one; a folder name such as "fruit-2" gives name and
    version. A dimensions.csv in the target counts when the codes are checked. Raises UsageError when the target
    has a codes.csv already, a needed column is not named or the sheet is not there; SchemeError with all
    faults, in rows of the source.
    """
    _refuse(source, target, columns, sheet)
    faults: list[Fault] = []
    rows = _sheet_rows(source, sheet, faults) if _is_workbook(source) else _csv_rows(source, columns, faults)
    table = _pick(source, rows, columns, faults)
    dimensions = read_dimensions(target, faults)
    read_about(target, faults)
    if table:
        allowed = None if dimensions is None else [dimension.id for dimension in dimensions]
        parse_codes(table, allowed, faults)
    if faults or table is None:
        raise SchemeError(faults)
    _write(target, table)
    return load_scheme(target)


def _refuse(source: Path, target: Path, columns: Mapping[str, str], sheet: str | None) -> None:
    if (target / CODES).exists():
        raise UsageError(f"{target / CODES} exists already and is not overwritten")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder")
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise UsageError(f"name the source's column for {', '.join(missing)} (our name first, then the source's)")
    if sheet is not None and not _is_workbook(source):
        raise UsageError(f"{source.name} is not a workbook and has no sheet {sheet}")


def _is_workbook(source: Path) -> bool:
    return source.suffix.lower() in _WORKBOOKS


def _csv_rows(source: Path, columns: Mapping[str, str], faults: list[Fault]) -> _NumberedRows:
    """Rows under the separator that shows most of the wanted columns; with no difference it is the comma."""
    tries: list[tuple[int, _NumberedRows, list[Fault]]] = []
    for delimiter in (",", ";", "\t"):
        found: list[Fault] = []
        rows = read_csv(source, found, delimiter=delimiter)
        head = _header(rows, columns)
        tries.append((len(set(columns.values()).intersection(rows[head][1]) if rows else ()), rows, found))
    _, best, its_faults = max(tries, key=lambda one: one[0])  # max takes the first of equals
    faults.extend(its_faults)
    return best


def _sheet_rows(source: Path, sheet: str | None, faults: list[Fault]) -> _NumberedRows:
    """Rows of a sheet that hold anything, with sheet row numbers; empty after a fault."""
    import openpyxl  # heavy, and only this function needs it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with contextlib.closing(openpyxl.load_workbook(source, read_only=True, data_only=True)) as book:
            sheets = {page.title: page for page in book.worksheets}
            if not sheets:  # charts only
                return []
            if sheet is not None and sheet not in sheets:
                raise UsageError(f"{source.name} has no sheet {sheet}; it has {', '.join(sheets)}")
            page = next(iter(sheets.values())) if sheet is None else sheets[sheet]
            page.reset_dimensions()  # the size some programs note in the file is wrong and would cut rows off
            return list(_filled(page.iter_rows()))
    except OSError as error:
        faults.append(Fault(source.name, 0, f"cannot be read ({error.strerror})"))
    except (zipfile.BadZipFile, zlib.error, EOFError, InvalidFileException, KeyError, ValueError, ParseError):
        faults.append(Fault(source.name, 0, "this is not a readable workbook"))
    return []


def _filled(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        cells = [_cell_text(cell) for cell in row]
        if any(cells):
            yield number, cells


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        # A number shown as 007 (format "000") is meant with its zeros.
        shown = cell.number_format or ""
        return str(int(value)).zfill(len(shown) if _ZEROS.fullmatch(shown) else 1)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def _header(rows: _NumberedRows, columns: Mapping[str, str]) -> int:
    """Place of the header: the first of the upper rows with all wanted columns, else the first row."""
    wanted = set(columns.values())
    places = range(min(len(rows), _HEADER_WITHIN))
    return next((place for place in places if wanted <= {cell.strip() for cell in rows[place][1]}), 0)


def _pick(source: Path, rows: _NumberedRows, columns: Mapping[str, str], faults: list[Fault]) -> Table | None:
    """The wanted columns under our names; None when one of them is missing or there twice."""
    if not rows:
        if not faults:  # otherwise it is known why
            faults.append(Fault(source.name, 0, "there is no row in it"))
        return None
    head = _header(rows, columns)
    names = [cell.strip() for cell in rows[head][1]]
    for theirs in dict.fromkeys(columns.values()):
        if names.count(theirs) != 1:
            reason = f"two columns are named {theirs}" if theirs in names else f"column {theirs} is missing"
            faults.append(Fault(source.name, rows[head][0], reason))
    if any(names.count(theirs) != 1 for theirs in columns.values()):
        return None
    ours = [column for column in COLUMNS if column in columns]
    ours += [column for column in columns if column not in COLUMNS]
    places = [names.index(columns[column]) for column in ours]
    picked: list[Row] = []
    for number, cells in rows[head + 1 :]:
        whole = len(cells) == len(names) or _is_workbook(source)  # sheets leave empty cells at the end out
        if not whole:
            faults.append(Fault(source.name, number, f"{len(cells)} cells, but the header has {len(names)}"))
        texts = [cells[place].strip() if place < len(cells) else "" for place in places]
        picked.append(Row(number, dict(zip(ours, texts, strict=True)), whole))
    return Table(source.name, tuple(ours), tuple(picked))


def _write(target: Path, table: Table) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if not (target / ABOUT).exists():
        (target / ABOUT).write_text(_about(target.resolve().name, table.file), encoding="utf-8")
    with (target / CODES).open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([row.cell(column) for column in table.columns] for row in table.rows)


def _about(folder: str, source: str) -> str:
    parts = _NAME_AND_VERSION.fullmatch(folder)
    name = _NOT_IN_NAMES.sub("-", parts["name"] if parts else folder).strip("-._") or "scheme"
    about = {
        "name": name,
        "version": parts["version"] if parts else "0",
        "title": folder,
        "status": "imported list",
        "note": f"Imported from {source}.",
    }
    # JSON text is TOML text, as long as other characters than ASCII are not escaped
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items())
