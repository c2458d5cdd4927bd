"""Back the store up and bring it back, on SQLite and PostgreSQL alike, and from one to the other.

A backup is gzipped JSON Lines: a head (format, schema, time), then for each table its name and columns and its rows as
lists, then a foot with the number of rows and the SHA-256 of all lines before it. It is one state of the database,
taken while others work. Sessions and throttle counters are left out: after coming back people sign in again.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from sqlalchemy import Connection, Table, func, insert, select, text

from coder.errors import StoreError, UsageError
from coder.review.columns import metadata, stamp
from coder.review.database import Store
from coder.review.migrate import NEWEST
from coder.review.schema import trail_head, users
from coder.review.schema_accounts import first_tokens, sessions, throttles

FORMAT = 1
_LEFT_OUT = {sessions, throttles, first_tokens}
_AT_ONCE = 1000


def backup(store: Store, stream: IO[bytes], *, progress: Callable[[int], None] = lambda rows: None) -> int:
    """Write a backup; gives the number of rows. Raises StoreError when the database fails."""
    hashed = hashlib.sha256()
    rows = 0
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0) as packed, store.read() as connection:
        for value in _lines(store, connection):
            line = _line(value)
            hashed.update(line)
            packed.write(line)
            rows += isinstance(value, list)
            if rows % _AT_ONCE == 0:
                progress(rows)
        packed.write(_line({"rows": rows, "sha256": hashed.hexdigest()}))
    return rows


def restore(store: Store, stream: IO[bytes], *, progress: Callable[[int], None] = lambda rows: None) -> int:
    """Bring a backup into an empty store: all of it or nothing; gives the number of rows.

    Raises UsageError for a store that is not empty, StoreError for a backup that is broken, cut off, changed or of
    another schema.
    """
    with store.write() as connection:
        for table in (users, trail_head):
            if connection.execute(select(table).limit(1)).first() is not None:
                raise UsageError("a backup can be brought into an empty store only; name another file or database")
        try:
            rows = _read(connection, stream, progress)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"the backup cannot be read: {type(error).__name__}") from None
        if connection.dialect.name == "postgresql":
            _count_on(connection)
    return rows


def _lines(store: Store, connection: Connection) -> Iterator[dict[str, Any] | list[Any]]:
    yield {"format": FORMAT, "schema": NEWEST, "made_at": stamp(store.clock())}
    for table in _tables():
        yield {"table": table.name, "columns": [column.name for column in table.columns]}
        query = select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
            yield [stamp(value) if isinstance(value, datetime) else value for value in row]


def _read(connection: Connection, stream: IO[bytes], progress: Callable[[int], None]) -> int:
    hashed = hashlib.sha256()
    tables = {table.name: table for table in _tables()}
    table: Table | None = None
    names: Sequence[str] = ()
    rows = 0
    with gzip.GzipFile(fileobj=stream, mode="rb") as packed:
        lines = iter(packed)
        head = next(lines, b"")
        hashed.update(head)
        _check_head(json.loads(head))
        for is_row, group in itertools.groupby(lines, key=lambda line: line.startswith(b"[")):
            while is_row and (chunk := list(itertools.islice(group, _AT_ONCE))):
                if table is None:
                    raise ValueError("rows before a table")
                _put(connection, table, names, chunk)
                rows += len(chunk)
                hashed.update(b"".join(chunk))
                progress(rows)
            for line in () if is_row else group:
                value = json.loads(line)
                if "sha256" in value:
                    if (value["rows"], value["sha256"]) != (rows, hashed.hexdigest()):
                        raise StoreError("the backup was changed or cut off: its hash does not fit")
                    return rows
                hashed.update(line)
                table, names = tables[value["table"]], value["columns"]
    raise StoreError("the backup was cut off: its last line is missing")


def _check_head(head: dict[str, Any]) -> None:
    if head.get("format") != FORMAT:
        raise StoreError(f"the backup has format {head.get('format')}; this program reads format {FORMAT}")
    if head.get("schema") != NEWEST:
        raise StoreError(f"the backup has schema {head.get('schema')}, not {NEWEST}; use the version that wrote it")


def _put(connection: Connection, table: Table, names: Sequence[str], lines: Sequence[bytes]) -> None:
    moments = {column.name for column in table.columns if type(column.type).__name__ == "Moment"}
    rows = []
    for line in lines:
        row = dict(zip(names, json.loads(line), strict=True))
        rows.append({name: _moment(row[name]) if name in moments else row[name] for name in row})
    connection.execute(insert(table), rows)


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL's counters go on after the highest number that came back."""
    for table in _tables():
        if "id" in table.columns and table.columns["id"].autoincrement is True:
            highest = connection.execute(select(func.max(table.columns["id"]))).scalar()
            if highest is not None:
                query = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
                connection.execute(query, {"table": table.name, "highest": highest})


def _tables() -> list[Table]:
    """Tables in an order in which each comes after those it names."""
    return [table for table in metadata.sorted_tables if table not in _LEFT_OUT]


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()
