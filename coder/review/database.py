"""Open the store: one engine, two kinds of transaction, a clock.

SQLite runs in WAL mode with `synchronous=FULL`: a commit returns after its log is on the disk, so what was answered
with success outlives a killed process and a lost power supply alike. `NORMAL` would save one fsync per commit and
could lose the last commits when power fails. Writers queue up: `BEGIN IMMEDIATE` takes the write lock at the start, so
no transaction fails half way because another was quicker. Threads of one process wait for each other at a lock of our
own, because SQLite waits by trying again and again, and under load the unlucky never get their turn.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from coder.errors import StoreError, UsageError
from coder.review.migrate import bring_up_to_date

Clock = Callable[[], datetime]
"""Gives the time now, with its zone."""

_BUSY_SECONDS = 30.0
_BUSY_PAUSE = 0.05
_CONNECTIONS = 40
"""As many as a service has threads: each is opened when it is first needed, and kept, because opening takes longer than
a decision."""
_WRITES = "ictip_writes"
_JSON: dict[str, Any] = {
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}
"""How columns of JSON are written and read: an import writes dozens of them for each narrative."""
_FILE_MODE = 0o600
"""The store holds narratives; it is its owner's to read."""


@dataclass(frozen=True)
class Store:
    """An open store. May be shared by threads; every call uses a connection of its own. Close it with `close`."""

    engine: Engine
    clock: Clock
    codes: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Code lists of editions that were read before, by edition. They never change, so they are kept."""
    turn: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)
    """Whose turn it is to write, among the threads of this process; for SQLite alone."""

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that changes rows: all of it or nothing. Raises StoreError when the database fails."""
        with self._turn(), self._errors(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads, from one state of the database throughout. Raises StoreError."""
        with self._errors(), self._reading.begin() as connection:
            yield connection

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a file."""
        return self.engine.dialect.name == "sqlite"

    @cached_property
    def _writing(self) -> Engine:
        return self.engine.execution_options(**{_WRITES: True})

    @cached_property
    def _reading(self) -> Engine:
        if self.is_sqlite:
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self.turn.acquire(timeout=_BUSY_SECONDS):
            raise StoreError("the store is too busy; try again")
        try:
            yield
        finally:
            self.turn.release()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Errors of the database carry the row that failed, and with it a narrative; only their kind is passed on."""
        try:
            yield
        except DBAPIError as error:
            raise StoreError(f"the database refused: {_kind(error)}") from None


def open_store(url: str | Path | None, clock: Clock, *, create: bool = True) -> Store:
    """Open the store at a database URL or in a file, creating it when it is not there; None: in the user's data folder.

    Raises UsageError for an URL that cannot be understood, StoreError when the database does not answer, was made by a
    newer version, or, without `create`, is a file that is not there.
    """
    url = default_path() if url is None else url
    engine = _sqlite(url, create) if isinstance(url, Path) else _engine(url, create)
    try:
        bring_up_to_date(engine)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened: {_kind(error)}") from None
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, clock)


def default_path() -> Path:
    """The file of the store when no other is named; its folder is created."""
    import platformdirs

    return platformdirs.user_data_path("ictip-coder", ensure_exists=True) / "review.sqlite"


def _kind(error: DBAPIError) -> str:
    """The database's own name for an error, such as SQLITE_BUSY or 23505; its message may hold a row."""
    raw = error.orig
    code = getattr(raw, "sqlite_errorname", None) or getattr(raw, "sqlstate", None)
    return f"{type(raw).__name__} ({code})" if code else type(raw).__name__


def _engine(url: str, create: bool) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UsageError("the store's URL cannot be understood; like sqlite:///desk.sqlite or postgresql://…") from None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise UsageError("a store in memory would lose every decision; name a file")
        return _sqlite(Path(parsed.database), create)
    if parsed.get_backend_name() != "postgresql":
        raise UsageError(f"the store runs on SQLite and PostgreSQL, not on {parsed.get_backend_name()}")
    try:
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            **_JSON,
        )
    except (ImportError, NoSuchModuleError):
        raise UsageError("PostgreSQL needs the extra: pip install 'ictip-coder[postgresql]'") from None


def _sqlite(path: Path, create: bool) -> Engine:
    if not create and not path.is_file():
        raise StoreError(f"{path}: there is no store")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder does not exist")
    try:
        path.touch(mode=_FILE_MODE, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or type(error).__name__}") from None
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
        **_JSON,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    _write_ahead(connection)
    for setting in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging: SQLite does not wait for others there, whatever time-out the connection has."""
    tries = int(_BUSY_SECONDS / _BUSY_PAUSE)
    for left in reversed(range(tries)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_BUSY_PAUSE)


def _begin(connection: Connection) -> None:
    """Begin by hand: the driver would begin late and without the write lock."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
