"""Give the trail out, as it stands: without any text, because none is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from coder.errors import UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.database import Store
from coder.review.people import demand_administrator, standing
from coder.review.schema import trail as trail_rows
from coder.review.values import User

MOST_ROWS = 1000
"""Longest page of the trail."""


def trail_page(
    store: Store, viewer: User, project_id: int | None, *, after: int = 0, limit: int = 100
) -> list[dict[str, Any]]:
    """Rows of the trail with a number above `after`: of one project, or of everything for administrators.

    Keys: seq, at, who, what, project, details, previous, hash. Raises NotAllowed, UsageError for a limit outside 1 to
    1000.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise UsageError(f"limit: from 1 to {MOST_ROWS}")
    with store.read() as connection:
        if project_id is None:
            demand_administrator(connection, viewer)
        else:
            demand(standing(connection, viewer, project_id), "trail")
        return list(_rows(connection, project_id, after, limit))


def whole_trail(store: Store, project_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Every row, for whoever has the database in their hands anyway: the command line."""
    with store.read() as connection:
        yield from _rows(connection, project_id, 0, None)


def _rows(connection: Connection, project_id: int | None, after: int, limit: int | None) -> Iterator[dict[str, Any]]:
    query = select(trail_rows).where(trail_rows.c.seq > after).order_by(trail_rows.c.seq).limit(limit)
    if project_id is not None:
        query = query.where(trail_rows.c.project_id == project_id)
    for row in connection.execute(query, execution_options={"yield_per": MOST_ROWS}).mappings():
        yield {
            "seq": row["seq"],
            "at": row["at"],
            "who": row["who"],
            "what": row["what"],
            "project": row["project_id"],
            "details": trail.read_details(row["details"]),
            "previous": row["previous"],
            "hash": row["hash"],
        }
