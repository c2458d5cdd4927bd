"""Read a Parquet file in batches of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coder.narrative.intake.columns import unique_names
from coder.narrative.intake.items import Blank, Broken, Record, Row, Table
from coder.narrative.intake.wording import refusal

_BATCH = 64
"""Rows held at a time."""

_BUFFER = 1 << 20
"""Bytes of a column read at a time, so that one huge row group is not held as a whole."""


def open_parquet(path: Path, file: str) -> Table:
    """Open a Parquet file. Raises OSError, or IntakeError when it is corrupt or holds no rows."""
    import pyarrow
    import pyarrow.parquet

    if not path.stat().st_size:
        raise refusal(file, "the file is empty")
    with path.open("rb"):
        pass  # what the operating system refuses is told as such, not as damage
    try:
        opened = pyarrow.parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER)
    except (pyarrow.ArrowException, OSError):
        raise refusal(file, "the Parquet file is damaged") from None
    with opened:
        header = unique_names(file, opened.schema_arrow.names)
        if not opened.metadata.num_rows:
            raise refusal(file, "only column names, no rows")
    return Table("parquet", None, header, _rows(path, file, header))


def _rows(path: Path, file: str, header: tuple[str, ...]) -> Iterator[Record]:
    import pyarrow
    import pyarrow.parquet

    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as opened:
            for batch in opened.iter_batches(batch_size=_BATCH):
                for at in range(batch.num_rows):
                    number += 1
                    yield _row(number, batch, at, header)
    except (pyarrow.ArrowException, OSError):
        raise refusal(file, f"the Parquet file is damaged after row {number}") from None


def _row(number: int, batch: Any, at: int, header: tuple[str, ...]) -> Record:
    try:
        values = [column[at].as_py() for column in batch.columns]
    except UnicodeDecodeError:
        return Broken(number, "undecodable", "bytes in it do not decode")
    except (ValueError, OverflowError):
        return Broken(number, "undecodable", "a value in it has no meaning in Python")
    if all(value is None for value in values):
        return Blank(number)
    return Row(number, dict(zip(header, values, strict=True)))
