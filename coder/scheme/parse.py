"""Turning table rows into codes and dimensions, and finding every fault on the way.

The functions append to `faults` and return what could be read; the caller raises once, with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from coder.errors import Fault
from coder.scheme.codes import Cardinality, Choose, Code, Dimension, Suggested, Unit
from coder.scheme.tables import Row, Table

REQUIRED = ("code", "label", "dimension")
COLUMNS = (
    "code",
    "parent",
    "dimension",
    "label",
    "definition",
    "includes",
    "excludes",
    "implies",
    "crosswalk",
    "source",
    "basis",
    "residual",
    "retired",
)
"""The columns of a code list in the order they are written. Semicolons separate several implied codes."""

_YES_NO = {"": False, "no": False, "yes": True}
_BAD_IN_ID = re.compile(r"[\s;,*]")
_DIMENSION_WORDS: Mapping[str, tuple[str, ...]] = {
    # allowed words by column; the first is the default
    "unit": ("event", "victim", "perpetrator", "reporting_entity"),
    "cardinality": ("multi", "single"),
    "choose": ("best", "highest"),
    "suggested": ("yes", "when_stated", "no"),
}


def parse_dimensions(table: Table, faults: list[Fault]) -> tuple[Dimension, ...]:
    """Dimensions of a table in order. A missing column or empty cell takes the default of `Dimension`."""
    rows = _with_unique_id(table, "dimension", faults)
    return tuple(_dimension(table.file, row, faults if row.whole else []) for row in rows.values())


def _dimension(file: str, row: Row, faults: list[Fault]) -> Dimension:
    words = {}
    for column, allowed in _DIMENSION_WORDS.items():
        words[column] = row.cell(column) or allowed[0]
        if words[column] not in allowed:
            faults.append(Fault(file, row.number, f"{column} must be one of {', '.join(allowed)}"))
    if row.cell("choose") and words["cardinality"] == "multi":
        faults.append(Fault(file, row.number, "choose is for single dimensions only"))
    return Dimension(
        id=row.cell("dimension"),
        label=row.cell("label") or row.cell("dimension"),
        unit=cast(Unit, words["unit"]),
        cardinality=cast(Cardinality, words["cardinality"]),
        choose=cast(Choose, words["choose"]),
        suggested=cast(Suggested, words["suggested"]),
        note=row.cell("note"),
    )


def parse_codes(table: Table, dimensions: Collection[str] | None, faults: list[Fault]) -> tuple[Code, ...]:
    """Codes of a table in order. `dimensions` are the ids a code may name; None allows any."""
    for row in table.rows:
        for column in ("label", "dimension"):
            if row.whole and not row.cell(column):
                faults.append(Fault(table.file, row.number, f"{column} is empty"))
    rows = _with_unique_id(table, "code", faults)
    if not table.rows and not any(fault.file == table.file for fault in faults):
        faults.append(Fault(table.file, 0, "there is no code in it"))
    for code, row in rows.items():
        problems = _code_problems(code, row, rows, dimensions) if row.whole else ()
        faults.extend(Fault(table.file, row.number, problem) for problem in problems)
    for circle in _parent_circles(rows):
        first = min(circle, key=lambda code: rows[code].number)
        words = "is its own parent" if len(circle) == 1 else f"is in a parent circle of {len(circle)}"
        faults.append(Fault(table.file, rows[first].number, f"code {first} {words}"))
    extra = [column for column in table.columns if column not in COLUMNS]
    return tuple(_code(row, extra) for row in rows.values())


def _with_unique_id(table: Table, column: str, faults: list[Fault]) -> dict[str, Row]:
    """Rows by id, without rows whose id is empty, malformed or taken; those leave a fault."""
    rows: dict[str, Row] = {}
    for row in table.rows:
        id_ = row.cell(column)
        if not id_:
            faults.append(Fault(table.file, row.number, f"{column} is empty"))
        elif _BAD_IN_ID.search(id_):
            # The id is not shown: a cell with blanks in it may be text that slipped into this column.
            reason = f"{column} holds a blank, comma, semicolon or asterisk"
            faults.append(Fault(table.file, row.number, reason))
        elif id_ in rows:
            reason = f"{column} {id_} stands in row {rows[id_].number} too"
            faults.append(Fault(table.file, row.number, reason))
        else:
            rows[id_] = row
    return rows


def _code_problems(code: str, row: Row, rows: Mapping[str, Row], dimensions: Collection[str] | None) -> Iterator[str]:
    yield from _parent_problems(code, row, rows)
    for target in _split(row.cell("implies")):
        if target == code:
            yield f"code {code} implies itself"
        elif target not in rows:
            yield f"code {code} implies a code that is not in the list{_named(target)}"
    dimension = row.cell("dimension")
    if dimension and dimensions is not None and dimension not in dimensions:
        yield f"code {code} is of a dimension that is not in dimensions.csv{_named(dimension)}"
    if row.cell("residual").lower() not in _YES_NO:
        yield "residual must be yes, no or empty"
    yield from _retired_problems(code, row, rows)


def _parent_problems(code: str, row: Row, rows: Mapping[str, Row]) -> Iterator[str]:
    parent = row.cell("parent")
    if not parent:
        return
    if parent not in rows:
        yield f"code {code} has a parent that is not in the list{_named(parent)}"
    elif rows[parent].whole and row.cell("dimension") != rows[parent].cell("dimension"):
        yield f"code {code} has its parent {parent} in another dimension"


def _retired_problems(code: str, row: Row, rows: Mapping[str, Row]) -> Iterator[str]:
    retired = row.cell("retired")
    if retired.lower() in _YES_NO:
        return
    if retired == code:
        yield f"code {code} is its own successor"
    elif retired not in rows:
        yield f"code {code} is retired for a code that is not in the list{_named(retired)} (or write yes)"
    elif rows[retired].cell("retired").lower() not in ("", "no"):
        yield f"code {code} is retired for {retired}, which is retired itself"


def _parent_circles(rows: Mapping[str, Row]) -> Iterator[list[str]]:
    """Every circle of parents once, each as the codes on it."""
    done: set[str] = set()
    for start in rows:
        path: list[str] = []
        code = start
        while code in rows and code not in done:
            done.add(code)
            path.append(code)
            code = rows[code].cell("parent")
        if code in path:
            yield path[path.index(code) :]


def _code(row: Row, extra: Sequence[str]) -> Code:
    retired = row.cell("retired")
    successor = None if retired.lower() in _YES_NO else retired
    return Code(
        id=row.cell("code"),
        label=row.cell("label"),
        dimension=row.cell("dimension"),
        parent=row.cell("parent") or None,
        definition=row.cell("definition"),
        includes=row.cell("includes"),
        excludes=row.cell("excludes"),
        implies=_split(row.cell("implies")),
        crosswalk=row.cell("crosswalk"),
        source=row.cell("source"),
        basis=row.cell("basis"),
        residual=_YES_NO.get(row.cell("residual").lower(), False),
        retired=bool(successor) or retired.lower() == "yes",
        successor=successor,
        extra={column: row.cell(column) for column in extra},
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _named(id_: str) -> str:
    """The id for a message, if it looks like one: a sentence in the wrong column must not be repeated."""
    return "" if _BAD_IN_ID.search(id_) or len(id_) > 40 else f": {id_}"
