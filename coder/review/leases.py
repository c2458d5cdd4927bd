"""Who is at which case. A lease is one coder's hold on a case for a while; a case has as many as coders are wanted.

States of an assignment: `leased` (the coder is at it), `assigned` (a lead put it there, without an end), `submitted`,
three that count no longer, `skipped`, `expired`, `reassigned`, and `adjudicating`, which never counted.
`cases.free_slots` is always the number of coders wanted less the assignments that count; the database itself refuses
to let it fall below zero.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from coder.errors import Conflict, NotAllowed
from coder.review.cases import Row
from coder.review.schema import assignments, cases
from coder.review.values import Settings

HELD = ("leased", "assigned")
COUNTING = (*HELD, "submitted")
"""States that take a slot."""
_RENEWED_AFTER = timedelta(minutes=1)
"""A lease is written anew at most this often."""
ADJUDICATING = "adjudicating"
"""State of somebody who settles differences: takes no slot, keeps other adjudicators away until it runs out."""
_EXPIRED = (
    select(assignments.c.id, cases.c.id.label("case_id"))
    .join(cases, cases.c.id == assignments.c.case_id)
    .where(assignments.c.state == "leased", assignments.c.until < bindparam("now"))
    .where(cases.c.project_id == bindparam("project"))
    .order_by(cases.c.id)
    .with_for_update(of=cases, key_share=True, skip_locked=True)
)
_GIVE = update(cases).where(cases.c.id == bindparam("case")).values(free_slots=cases.c.free_slots + 1)
_TAKE = update(cases).where(cases.c.id == bindparam("case")).values(free_slots=cases.c.free_slots - 1)
_ASSIGN = insert(assignments)
_ASSIGNMENT = select(assignments).where(
    assignments.c.case_id == bindparam("case"), assignments.c.user_id == bindparam("user")
)


def lease_end(now: datetime, settings: Settings) -> datetime:
    """When a lease taken or renewed now runs out."""
    return now + timedelta(minutes=settings.lease_minutes)


def free_expired(connection: Connection, project_id: int, now: datetime) -> None:
    """Give the slots of leases that ran out back to their cases."""
    for assignment_id, case_id in connection.execute(_EXPIRED, {"project": project_id, "now": now}).all():
        still = (assignments.c.id == assignment_id) & (assignments.c.state == "leased") & (assignments.c.until < now)
        gone = connection.execute(update(assignments).where(still).values(state="expired", until=None))
        if gone.rowcount:
            give_back(connection, case_id)


def give_back(connection: Connection, case_id: int) -> None:
    """One slot more."""
    connection.execute(_GIVE, {"case": case_id})


def take(connection: Connection, case_id: int, user_id: int, now: datetime, until: datetime | None) -> Row:
    """Take a slot of a case that is locked and has one; `until` None: assigned by a lead."""
    connection.execute(_TAKE, {"case": case_id})
    state = "assigned" if until is None else "leased"
    old = assignment_of(connection, case_id, user_id)
    values = {"state": state, "since": now, "until": until}
    if old is None:
        connection.execute(_ASSIGN, {"case_id": case_id, "user_id": user_id, **values})
    else:
        connection.execute(update(assignments).where(assignments.c.id == old["id"]).values(**values))
    found = assignment_of(connection, case_id, user_id)
    assert found is not None
    return found


def assignment_of(connection: Connection, case_id: int, user_id: int) -> Row | None:
    """Somebody's assignment to a case, in whatever state."""
    return connection.execute(_ASSIGNMENT, {"case": case_id, "user": user_id}).mappings().one_or_none()


def held(connection: Connection, case: Row, user_id: int, now: datetime, settings: Settings) -> Row:
    """The assignment by which somebody may write on a case that is locked; its lease is renewed.

    A lease that ran out is taken again while nobody else has the slot, so that a break loses nothing. Raises Conflict
    when the case is somebody else's now, was handed in, or was never this person's.
    """
    found = assignment_of(connection, case["id"], user_id)
    if found is None or found["state"] in {"skipped", "reassigned", ADJUDICATING}:
        raise Conflict("this case is not yours; ask for the next one")
    if found["state"] == "submitted" or case["status"] != "open":
        raise Conflict("this case was handed in")
    until = lease_end(now, settings)
    if found["state"] == "expired":
        if case["free_slots"] < 1:
            raise Conflict("the lease ran out and the case went to somebody else")
        return take(connection, case["id"], user_id, now, until)
    if found["state"] == "leased" and found["until"] + _RENEWED_AFTER < until:
        connection.execute(update(assignments).where(assignments.c.id == found["id"]).values(until=until))
    return found


def open_to_settle(connection: Connection, case: Row, user_id: int) -> Row:
    """The case, when its differences may be settled by this person.

    Raises NotAllowed for one who coded it, Conflict when it is not before adjudicators (any more).
    """
    own = assignment_of(connection, case["id"], user_id)
    if own is not None and own["state"] != ADJUDICATING:
        raise NotAllowed("nobody settles differences on a case they coded")
    if case["status"] != "differing":
        raise Conflict("this case is not before adjudicators")
    return case


def hold_for_adjudication(connection: Connection, case_id: int, user_id: int, now: datetime, until: datetime) -> bool:
    """Hold a case that is locked for an adjudicator; True when it was not held by them before."""
    old = assignment_of(connection, case_id, user_id)
    if old is None:
        row = {"case_id": case_id, "user_id": user_id, "state": ADJUDICATING, "since": now, "until": until}
        connection.execute(insert(assignments), row)
    else:
        connection.execute(update(assignments).where(assignments.c.id == old["id"]).values(until=until))
    return old is None
