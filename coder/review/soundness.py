"""Whether the database is in order: as a file, as a schema, and as the records of a review desk."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from coder.review.database import Store
from coder.review.leases import COUNTING
from coder.review.migrate import NEWEST, revision
from coder.review.schema import assignments, cases, narratives
from coder.review.verifying import verify


def check(store: Store) -> list[str]:
    """What is wrong with the store, in words without any text of a narrative; empty when all is well."""
    with store.read() as connection:
        faults = [*_file(connection), *_schema(connection), *_slots(connection), *_words(connection)]
    return [*faults, *verify(store).faults]


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if found != ["ok"]:
        yield f"file: damaged in {len(found)} places"
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        yield f"file: {len(broken)} rows name rows that are not there"


def _schema(connection: Connection) -> Iterator[str]:
    found = revision(connection)
    if found != NEWEST:
        yield f"schema: {found} instead of {NEWEST}"


def _slots(connection: Connection) -> Iterator[str]:
    taken = (
        select(func.count())
        .where(assignments.c.case_id == cases.c.id, assignments.c.state.in_(COUNTING))
        .scalar_subquery()
    )
    wrong = select(cases.c.id).where(cases.c.free_slots != cases.c.coders_wanted - taken).limit(100)
    for number in connection.execute(wrong).scalars():
        yield f"case {number}: its free places do not fit its assignments"


def _words(connection: Connection) -> Iterator[str]:
    there = select(narratives.c.case_id).where(narratives.c.case_id == cases.c.id).exists()
    wrong = select(cases.c.id).where(there == cases.c.purged_at.is_not(None)).limit(100)
    for number in connection.execute(wrong).scalars():
        yield f"case {number}: its narrative is missing, or there after a purge"
