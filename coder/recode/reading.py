"""A finished run, read back record by record; nothing is held but the record at hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.errors import UsageError
from coder.export.table import guarded
from coder.recode.rows import Crossed
from coder.recode.tables import RESERVED
from coder.records import Claim
from coder.scheme import Scheme

MANIFEST = "manifest.json"
_GUARD = "'"


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code of a narrative as the run wrote it; `confidence` is None where the claim is not affirmed."""

    code: str
    dimension: str
    claim: Claim
    confidence: float | None
    accepted: bool
    sources: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A record of a run: the columns passed through, its road with the reason, its old codes, and what
    they and the text gave."""

    id: str
    fields: dict[str, str] = field(repr=False)
    status: str
    road: str
    old_codes: tuple[str, ...]
    found: tuple[FoundCode, ...]
    crossed: tuple[Crossed, ...]
    reason: str = ""


def read_run(folder: Path) -> Iterator[RunRecord]:
    """The records of a finished run, in its order. Raises UsageError for a folder without one, OSError."""
    records = _rows(folder, "records")
    if records is None:
        raise UsageError(f"{folder} holds no finished run (records.parquet or records.csv)")
    codes = _Groups(_rows(folder, "codes") or ())
    crossed = _Groups(_rows(folder, "crosswalk") or ())
    for row in records:
        id_ = row["id"]
        yield RunRecord(
            id=id_,
            fields={name: value or "" for name, value in row.items() if name not in RESERVED},
            status=row["status"],
            road=row["road"],
            old_codes=_parts(row["old_codes"]),
            found=tuple(_found(each) for each in codes.of(id_)),
            crossed=tuple(_crossed(each) for each in crossed.of(id_)),
            reason=row["reason"] or "",
        )


def check_scheme(folder: Path, scheme: Scheme) -> None:
    """Raise UsageError when the run was made with another code list than `scheme`, or is not finished."""
    try:
        made_with = json.loads((folder / MANIFEST).read_bytes())["scheme"]
    except (OSError, ValueError, KeyError):
        raise UsageError(f"{folder} holds no finished run ({MANIFEST})") from None
    if made_with != f"{scheme.name}-{scheme.version}":
        raise UsageError(f"the run was made with the code list {made_with}; name its edition with --edition")


class _Groups:
    """Rows of a table that follow the order of the records, handed out record by record."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, id_: str) -> Iterator[dict[str, Any]]:
        """The rows of the record that comes next."""
        while self._next is not None and self._next["id"] == id_:
            yield self._next
            self._next = next(self._rows, None)


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]] | None:
    parquet, table = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        return _parquet_rows(parquet)
    return _csv_rows(table) if table.is_file() else None


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=1000):
            yield from batch.to_pylist()


def _csv_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {name: _plain(cell) for name, cell in row.items()}


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from running it."""
    bare = cell[1:]
    return bare if cell.startswith(_GUARD) and guarded(bare) == cell else cell


def _found(row: dict[str, Any]) -> FoundCode:
    confidence = row["confidence"]
    return FoundCode(
        code=row["code"],
        dimension=row["dimension"],
        claim=row["claim"],
        confidence=None if confidence in (None, "") else float(confidence),
        accepted=row["accepted"] in (True, "true"),
        sources=_parts(row["sources"]),
        rules=_parts(row["rules"]),
    )


def _crossed(row: dict[str, Any]) -> Crossed:
    share = row["share"]
    number = None if share in (None, "") else float(share)
    return Crossed(row["old"], row["code"] or "", row["line"] or "", row["outcome"], number, row["reason"] or "")


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split(";") if part)
