"""Read PLAN.toml into a Plan. All faults are told at once, by the key at fault."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, get_args

from coder.errors import DataError, Fault, UsageError
from coder.recode.crossing import with_shipped
from coder.recode.plan import EngineName, Format, Input, OldStyle, Output, Plan, Section, Work
from coder.recode.sql import url_problem
from coder.recode.tables import RESERVED

_SECTIONS = ("input", "output", "edition", "crosswalk", "routing", "work")
_MOST_WORKERS = 1024
_MOST_ROWS = 100_000


class _Table:
    """One table of the file, read key by key; wrong values leave a fault and give the default."""

    def __init__(self, file: str, name: str, values: object, faults: list[Fault]) -> None:
        self._file, self._name, self._faults = file, name, faults
        self.values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self._taken: set[str] = set()
        if not isinstance(values, dict):
            self.fault("", "is not a table")

    def fault(self, key: str, reason: str) -> None:
        where = f"[{self._name}] {key}".strip() if self._name else key
        self._faults.append(Fault(self._file, 0, f"{where} {reason}"))

    def take(self, key: str) -> Any:
        self._taken.add(key)
        return self.values.get(key)

    def text(self, key: str) -> str | None:
        value = self.take(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.fault(key, "is not a text")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        listed = [value] if isinstance(value, str) else value
        if listed is None:
            return ()
        if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
            self.fault(key, "is not a list of texts")
            return ()
        if len(set(listed)) < len(listed):
            self.fault(key, "names something twice")
        return tuple(listed)

    def word(self, key: str, allowed: Collection[str], default: str) -> Any:
        value = self.take(key)
        if value is None or value in allowed:
            return default if value is None else value
        self.fault(key, f"is not one of {', '.join(allowed)}")
        return default

    def whole(self, key: str, default: int | None, low: int, high: int) -> int | None:
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(key, f"is not a whole number from {low} to {high}")
        return default

    def share(self, key: str, default: float) -> float:
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self.fault(key, "is not a number from 0 to 1")
        return default

    def refuse_others(self) -> None:
        for key in self.values:
            if key not in self._taken:
                self.fault(key, f"is not known; known: {', '.join(sorted(self._taken))}")


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises DataError with all its faults, UsageError when there is no such file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    return parse_plan(content, path)


def parse_plan(content: bytes, path: Path) -> Plan:
    """The plan in the bytes of a file that lies, or lay, at `path`. Raises DataError with all its faults."""
    try:
        text = content.decode("utf-8-sig")
        record = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8"
        raise DataError([Fault(path.name, 0, f"is no TOML: {reason}")]) from None
    faults: list[Fault] = []
    plan = _plan(record, text, path.absolute(), faults)
    if faults:
        raise DataError(faults)
    return plan


def _plan(record: Mapping[str, Any], text: str, path: Path, faults: list[Fault]) -> Plan:
    tables = {name: _Table(path.name, name, record.get(name, {}), faults) for name in _SECTIONS}
    top = _Table(path.name, "", record, faults)
    for name in _SECTIONS:
        top.take(name)
    seed = top.whole("seed", 0, 0, 2**63 - 1) or 0
    top.refuse_others()
    base = path.parent
    edition = tables["edition"]
    folder, edition_id = edition.text("folder"), edition.text("id")
    plan = Plan(
        file=path,
        text=text,
        input=_input(tables["input"]),
        output=_output(tables["output"], base),
        edition=None if folder is None else base / folder,
        edition_id=edition_id,
        seed=seed,
        crosswalk=_crosswalk(tables["crosswalk"], base),
        routing=_section(tables["routing"], base),
        work=_work(tables["work"]),
    )
    for name in ("input", "output", "edition", "work"):
        tables[name].refuse_others()
    return plan


def _input(table: _Table) -> Input:
    read = Input(
        paths=table.texts("paths"),
        url=table.text("url"),
        query=table.text("query"),
        id_column=table.text("id_column"),
        text_column=table.text("text_column"),
        sheet=table.text("sheet"),
        keep=table.texts("keep"),
        old_columns=table.texts("old_columns"),
        old_separator=table.text("old_separator") or ";",
        old_style=table.word("old_style", get_args(OldStyle), "value"),
    )
    if bool(read.paths) == bool(read.url):
        table.fault("", "needs either paths or url")
    if (read.url is None) != (read.query is None):
        table.fault("", "needs url and query together")
    problem = url_problem(read.url) if read.url else None
    if problem:
        table.fault("url", problem)
    if read.url and (read.id_column is None or read.text_column is None):
        table.fault("", "needs id_column and text_column for a query")
    if read.id_column is not None and read.id_column == read.text_column:
        table.fault("id_column", "is the text column")
    for name in read.keep:
        if name in RESERVED:
            table.fault("keep", f"names {name}, which is a column of the output; rename it in the input")
        if name in (read.id_column, read.text_column):
            table.fault("keep", f"names {name}: the id is kept anyway, the narrative never")
    return read


def _output(table: _Table, base: Path) -> Output:
    folder = table.text("folder")
    if folder is None:
        table.fault("folder", "is missing")
    return Output(
        folder=base / (folder or ""),
        format=table.word("format", get_args(Format), "parquet"),
        min_confidence=table.share("min_confidence", 0.2),
        rows_per_shard=table.whole("rows_per_shard", 200, 1, _MOST_ROWS) or 200,
    )


def _work(table: _Table) -> Work:
    return Work(
        engine=table.word("engine", get_args(EngineName), "pool"),
        workers=table.whole("workers", None, 1, _MOST_WORKERS),
        address=table.text("address"),
    )


def _crosswalk(table: _Table, base: Path) -> Section:
    section = _section(table, base)
    try:
        return with_shipped(section)
    except UsageError as error:
        table.fault("name", f"is not known: {error}")
        return section


def _section(table: _Table, base: Path) -> Section:
    files: dict[str, bytes] = {}
    for key, value in table.values.items():
        if key != "file" and not key.endswith("_file"):
            continue
        try:
            files[key] = (base / value).read_bytes()
        except (OSError, TypeError):
            table.fault(key, "cannot be read")
    return Section(dict(table.values), files)
