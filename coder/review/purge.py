"""Let the words go: texts, fields, reasons. Offsets, hashes, decisions and the trail stay.

On SQLite the words are overwritten in the file (`secure_delete`) and the log is emptied. PostgreSQL keeps dead rows
until VACUUM, and both keep what older backups hold: those are for their keeper to remove.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from coder.errors import UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.cases import case_row
from coder.review.database import Store
from coder.review.people import standing
from coder.review.schema import assignments, cases, decisions, narratives, remarks
from coder.review.values import User

_AT_ONCE = 500


def purge_closed(store: Store, by: User, project_id: int, *, before: datetime) -> int:
    """Remove the words of all cases that were closed before then; gives how many. Raises NotAllowed."""
    waiting = (
        select(cases.c.id)
        .where(cases.c.project_id == project_id, cases.c.status == "closed", cases.c.closed_at < before)
        .where(cases.c.purged_at.is_(None))
        .order_by(cases.c.id)
        .limit(_AT_ONCE)
    )
    done = 0
    while True:
        with store.write() as connection:
            demand(standing(connection, by, project_id), "manage")
            numbers = connection.execute(waiting).scalars().all()
            _purge(store, connection, by, project_id, numbers)
        done += len(numbers)
        if len(numbers) < _AT_ONCE:
            break
    _empty_log(store)
    return done


def purge_case(store: Store, by: User, case_id: int) -> None:
    """Remove the words of one case, whatever its state; one that was not closed is withdrawn: closed without codes of
    its own, handed out no more. Raises NotAllowed, UsageError when its words are gone already.
    """
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        demand(standing(connection, by, case["project_id"]), "manage")
        if case["purged_at"] is not None:
            raise UsageError("the words of this case are gone already")
        if case["status"] != "closed":
            withdrawn = {"status": "closed", "closed_how": "withdrawn", "closed_at": store.clock()}
            connection.execute(update(cases).where(cases.c.id == case_id).values(**withdrawn))
        _purge(store, connection, by, case["project_id"], [case_id])
    _empty_log(store)


def _purge(store: Store, connection: Connection, by: User, project_id: int, numbers: Sequence[int]) -> None:
    if not numbers:
        return
    made = select(decisions.c.id).where(decisions.c.case_id.in_(numbers))
    connection.execute(delete(narratives).where(narratives.c.case_id.in_(numbers)))
    connection.execute(delete(remarks).where(remarks.c.decision_id.in_(made)))
    connection.execute(update(assignments).where(assignments.c.case_id.in_(numbers)).values(reason=""))
    connection.execute(update(cases).where(cases.c.id.in_(numbers)).values(purged_at=store.clock()))
    trail.append(connection, store.clock(), by.name, "purge", project_id, {"cases": list(numbers)})


def _empty_log(store: Store) -> None:
    """Write SQLite's log into the file and cut it off, so that no words are left in it."""
    if store.is_sqlite:
        raw = store.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
