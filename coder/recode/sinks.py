"""The finished parts, in order, as files people use: Parquet or CSV, and the refused rows as JSON Lines.

The bytes depend on the rows, the shard size and the version of pyarrow alone: row groups are the shards, and no file
holds a time or a path.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.export.table import guarded
from coder.recode.plan import Format
from coder.recode.storage import written_whole
from coder.recode.tables import schemas, unpack

if TYPE_CHECKING:
    import pyarrow

REJECTS = "rejects.jsonl"

Parts = Callable[[], Iterable[bytes]]
"""Gives the parts in order, anew each time."""


def write_tables(folder: Path, parts: Parts, keep: Sequence[str], format_: Format, *, crosswalk: bool) -> list[str]:
    """Write every table and tell the files' names. Raises OSError; a file that could not be written is not there.

    `crosswalk` says whether the plan has one; without, its table is left out.
    """
    made = []
    for name, schema in schemas(keep).items():
        if name == "crosswalk" and not crosswalk:
            continue
        file = REJECTS if name == "rejects" else f"{name}.{format_}"
        tables = (unpack(part, name) for part in parts())
        with written_whole(folder / file) as stream:
            if name == "rejects":
                _write_jsonl(stream, tables)
            elif format_ == "csv":
                _write_csv(stream, schema, tables)
            else:
                _write_parquet(stream, schema, tables)
        made.append(file)
    return made


def _write_parquet(stream: Any, schema: pyarrow.Schema, tables: Iterable[pyarrow.Table]) -> None:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd", version="2.6") as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)


def _write_csv(stream: Any, schema: pyarrow.Schema, tables: Iterable[pyarrow.Table]) -> None:
    stream.write(_csv([schema.names]))
    for table in tables:
        columns = [table.column(name).to_pylist() for name in schema.names]
        stream.write(_csv([[_cell(value) for value in row] for row in zip(*columns, strict=True)]))


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
        case _:
            return str(value)


def _write_jsonl(stream: Any, tables: Iterable[pyarrow.Table]) -> None:
    for table in tables:
        for row in table.to_pylist():
            stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
