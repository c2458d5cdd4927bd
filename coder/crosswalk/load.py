"""Opening a crosswalk: NAME.csv with its lines, NAME.toml beside it with what it leads from and to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coder.crosswalk.faults import line_faults
from coder.crosswalk.lines import SCHEME, Crosswalk, Kind, Line
from coder.errors import Fault, SchemeError, UsageError
from coder.scheme import Scheme, load_scheme
from coder.scheme.tables import Row, Table, csv_rows, read_bytes, to_table, toml_values

COLUMNS = ("variable", "value", "kind", "new", "share", "note", "source")
FOLDER = "crosswalks"
"""Where the crosswalks of a training folder lie."""
_LISTS = "lists"
_NEEDED = ("variable", "value", "kind", "new")
_TEXTS = ("title", "from", "to", "separator")


def list_crosswalks(folder: Path) -> tuple[str, ...]:
    """Names of the crosswalks of a training folder, sorted."""
    return tuple(sorted(path.stem for path in (folder / FOLDER).glob("*.csv")))


def find_crosswalk(name: str, folder: Path) -> Path:
    """The file of a crosswalk: `name` itself when it is a CSV file, else the one of that name in a training folder.

    Raises UsageError that lists the names there are.
    """
    path = Path(name)
    if path.suffix == ".csv" and path.is_file():
        return path
    known = list_crosswalks(folder)
    if name not in known:
        raise UsageError(f"there is no crosswalk of that name; there are {', '.join(known) or 'none'}")
    return folder / FOLDER / f"{name}.csv"


def load_crosswalk(path: Path, scheme: Scheme) -> tuple[Crosswalk, Scheme]:
    """Read a crosswalk and the list it leads to: `scheme`, or the list in `lists/<to>` beside the file.

    Columns are `COLUMNS`, share, note and source optional. Raises SchemeError with all faults of both files.
    """
    faults: list[Fault] = []
    lines = read_bytes(path, faults)
    beside = path.with_suffix(".toml")
    about = _about(read_bytes(beside, faults) if beside.exists() else None, beside.name, faults)
    target = _target(path, str(about.get("to", SCHEME)), scheme, faults)
    crosswalk = _parse(path.name, lines, about, (scheme, target), faults) if lines is not None else None
    if faults or crosswalk is None or target is None:
        raise SchemeError(faults)
    return crosswalk, target


def parse_crosswalk(file: str, lines: bytes, about: bytes | None, scheme: Scheme) -> Crosswalk:
    """A crosswalk to `scheme` from the content of its two files; `file` is the name of the CSV file.

    Raises SchemeError with all faults, also when it leads to another list.
    """
    faults: list[Fault] = []
    values = _about(about, Path(file).with_suffix(".toml").name, faults)
    if values.get("to", SCHEME) != SCHEME:
        faults.append(Fault(file, 0, "it does not lead to the scheme"))
    crosswalk = _parse(file, lines, values, (scheme, scheme), faults)
    if faults:
        raise SchemeError(faults)
    return crosswalk


def _parse(
    file: str,
    raw: bytes,
    about: Mapping[str, Any],
    lists: tuple[Scheme, Scheme | None],
    faults: list[Fault],
) -> Crosswalk:
    """The crosswalk, with the faults of its lines; `lists` are the scheme and the list it leads to."""
    scheme, target = lists
    table = to_table(file, csv_rows(raw, file, faults), _NEEDED, faults)
    lines = _lines(table, faults) if table else ()
    if target is not None:
        faults += line_faults(file, lines, target)
    if about.get("from") == SCHEME:
        faults += _source_faults(file, lines, scheme)
    return Crosswalk(
        name=Path(file).stem,
        title=str(about.get("title", Path(file).stem)),
        source=str(about.get("from", "")),
        target=str(about.get("to", SCHEME)),
        lines=lines,
        missing=frozenset(map(str, about.get("missing", ()))),
        separator=str(about.get("separator", ";")),
    )


def _about(raw: bytes | None, file: str, faults: list[Fault]) -> dict[str, Any]:
    about = {} if raw is None else toml_values(raw, file, faults) or {}
    for key, value in about.items():
        if key in _TEXTS:
            good = isinstance(value, str) and bool(value)
        elif key == "missing":
            good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        else:
            faults.append(Fault(file, 0, f"{key} is not known here; known are {', '.join(_TEXTS)}, missing"))
            continue
        if not good:
            faults.append(Fault(file, 0, f"{key} must be {'a list of texts' if key == 'missing' else 'text'}"))
    return about


def _target(path: Path, name: str, scheme: Scheme, faults: list[Fault]) -> Scheme | None:
    if name == SCHEME:
        return scheme
    folder = path.parent / _LISTS / name
    if Path(name).name != name or not folder.is_dir():
        faults.append(Fault(path.with_suffix(".toml").name, 0, f"the list it leads to is not in {_LISTS}/"))
        return None
    try:
        return load_scheme(folder)
    except SchemeError as error:
        faults += error.faults
        return None


def _source_faults(file: str, lines: tuple[Line, ...], scheme: Scheme) -> list[Fault]:
    """Old codes that are not in the scheme they should come from."""
    found = []
    for line in lines:
        if line.variable and line.variable not in scheme.dimensions:
            found.append(Fault(file, line.row, "variable is no dimension of the scheme"))
        elif line.value not in ("", "*") and line.value not in scheme.codes:
            found.append(Fault(file, line.row, "value is no code of the scheme"))
    return found


def _lines(table: Table, faults: list[Fault]) -> tuple[Line, ...]:
    return tuple(_line(table.file, row, faults) for row in table.rows if row.whole)


def _line(file: str, row: Row, faults: list[Fault]) -> Line:
    share: float | None = None
    if row.cell("share"):
        try:
            share = float(row.cell("share"))
        except ValueError:
            faults.append(Fault(file, row.number, "share is not a number"))
    kind: Kind = row.cell("kind")  # type: ignore[assignment]  # checked by line_faults
    return Line(
        variable=row.cell("variable"),
        value=row.cell("value"),
        kind=kind,
        new=row.cell("new"),
        share=share,
        note=row.cell("note"),
        source=row.cell("source"),
        row=row.number,
    )
