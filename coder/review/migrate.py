"""Bring a database to the newest schema. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from coder.errors import StoreError

NEWEST = "0006"
"""The newest migration in `migrations/versions`."""
_LOCK = 4205309
"""Key of PostgreSQL's advisory lock: one process migrates, the others wait. An arbitrary number."""


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing, all or none. Raises StoreError for a database of a newer version."""
    with engine.connect() as connection:
        found = revision(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise StoreError(f"the store has schema {found}; this program knows schemas up to {NEWEST}")
    with engine.execution_options(ictip_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if revision(connection) != NEWEST:
            _upgrade(connection)


def revision(connection: Connection) -> str | None:
    """The schema a database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
