"""Hand out cases: the coder's own open one first, then what a lead gave, then the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.cases import (
    Row,
    case_row,
    decisions_of,
    found_in,
    offers_of,
    planted_ids,
    states_of,
    words_of,
)
from coder.review.database import Store
from coder.review.leases import HELD, assignment_of, free_expired, give_back, held, lease_end, take
from coder.review.oldcodes import candidates_of, old_codes_of
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, cases, showings, users
from coder.review.values import CaseView, Order, Project, User

_ORDERS: dict[Order, list[Any]] = {
    "oldest": [cases.c.id],
    "uncertain": [cases.c.uncertainty.desc(), cases.c.id.desc()],
    "stratified": [cases.c.turn, cases.c.id],
    "must_review": [cases.c.precedence, cases.c.id],
    "random": [cases.c.draw, cases.c.id],
}
_OPEN_TO_SAME = ("expired",)
_ME = select(users.c.id).where(users.c.id == bindparam("user")).with_for_update(key_share=True)
_OWN = (
    select(assignments.c.case_id)
    .join(cases, cases.c.id == assignments.c.case_id)
    .where(assignments.c.user_id == bindparam("user"), assignments.c.state.in_(HELD))
    .where(cases.c.project_id == bindparam("project"), cases.c.status == "open")
    .order_by(assignments.c.state.desc(), assignments.c.id)
    .limit(1)
)
"""The case the coder is at, an open lease before one that a lead gave."""
_SHOWN = (
    select(showings.c.id)
    .where(showings.c.case_id == bindparam("case"), showings.c.user_id == bindparam("user"))
    .limit(1)
)
_SHOW = insert(showings).returning(showings.c.id)
_LONGEST_REASON = 1000


def next_case(store: Store, viewer: User, project_id: int, *, order: Order | None = None) -> CaseView | None:
    """The case the coder is to work on, leased to them; None when the queue has nothing for them.

    A coder has one open case at a time: asking again gives the same one. `order` overrides the project's. Raises
    NotAllowed for those who do not code in the project.
    """
    now = store.clock()
    with store.write() as connection:
        demand(standing(connection, viewer, project_id), "code")
        project = project_of(connection, project_id)
        # One request of a coder after the other, lest two at once lease two cases.
        connection.execute(_ME, {"user": viewer.id})
        free_expired(connection, project_id, now)
        here = {"project": project_id, "user": viewer.id}
        case_id = connection.execute(_OWN, here).scalar()
        if case_id is None:
            case_id = connection.execute(_queued(order or project.settings.order), here).scalar()
            if case_id is None:
                return None
            take(connection, case_id, viewer.id, now, lease_end(now, project.settings))
        return _opened(connection, case_row(connection, case_id, lock=True), viewer, project, now)


def open_case(store: Store, viewer: User, case_id: int) -> CaseView:
    """A case as its coder sees it, without taking it: one they are at, or one they handed in.

    Raises NotAllowed for those who never had it.
    """
    with store.read() as connection:
        case = case_row(connection, case_id)
        demand(standing(connection, viewer, case["project_id"]), "code")
        assignment = assignment_of(connection, case_id, viewer.id)
        if assignment is None or assignment["state"] not in {*HELD, "submitted", "expired"}:
            raise Conflict("this case is not yours; ask for the next one")
        return _view(connection, case, assignment, viewer, _asked(connection, case))


def skip(store: Store, viewer: User, case_id: int, reason: str) -> None:
    """Give a case back with a reason; it is not offered to this coder again. Raises Conflict, UsageError."""
    _check_reason(reason)
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        project = project_of(connection, case["project_id"])
        demand(standing(connection, viewer, project.id), "code")
        assignment = held(connection, case, viewer.id, store.clock(), project.settings)
        _leave(connection, assignment, "skipped", reason)
        details = {"case": case_id, "user": viewer.id}
        trail.append(connection, store.clock(), viewer.name, "skip", project.id, details)


def reassign(store: Store, by: User, case_id: int, to_user: User, *, instead_of: User | None = None) -> None:
    """Put a case before a coder: on a free slot, or in the place of another who is at it (`instead_of`).

    Raises NotAllowed unless `by` manages the project, UsageError when the other is no coder of it, Conflict when no
    slot is free or the coder handed it in.
    """
    now = store.clock()
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        demand(standing(connection, by, case["project_id"]), "manage")
        if standing(connection, to_user, case["project_id"]).role != "coder":
            raise UsageError("a case can be given to coders of its project only")
        free_expired(connection, case["project_id"], now)
        if instead_of is not None:
            assignment = assignment_of(connection, case_id, instead_of.id)
            if assignment is None or assignment["state"] not in HELD:
                raise Conflict("that coder is not at this case")
            _leave(connection, assignment, "reassigned", "")
        found = assignment_of(connection, case_id, to_user.id)
        if found is not None and found["state"] in {*HELD, "submitted"}:
            raise Conflict("the coder has this case already")
        if case["status"] != "open" or case_row(connection, case_id)["free_slots"] < 1:
            raise Conflict("the case has no free place")
        take(connection, case_id, to_user.id, now, None)
        old = None if instead_of is None else instead_of.id
        details = {"case": case_id, "old": old, "new": to_user.id}
        trail.append(connection, now, by.name, "reassign", case["project_id"], details)


@cache
def _queued(order: Order) -> Select[Any]:
    """The first case with a free slot that the coder had not before. Cases locked by others are passed over."""
    had = (
        select(assignments.c.id)
        .where(assignments.c.case_id == cases.c.id, assignments.c.user_id == bindparam("user"))
        .where(assignments.c.state.not_in(_OPEN_TO_SAME))
    )
    return (
        select(cases.c.id)
        .where(cases.c.project_id == bindparam("project"), cases.c.status == "open", cases.c.free_slots > 0)
        .where(~had.exists())
        .order_by(*_ORDERS[order])
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )


def _opened(connection: Connection, case: Row, viewer: User, project: Project, now: datetime) -> CaseView:
    """The view, and a record of what was shown, once for each case and person."""
    assignment = held(connection, case, viewer.id, now, project.settings)
    asked = _asked(connection, case)
    view = _view(connection, case, assignment, viewer, asked)
    if connection.execute(_SHOWN, {"case": case["id"], "user": viewer.id}).first() is None:
        ids = [offer.id for offer in view.offers]
        row = {
            "case_id": case["id"],
            "user_id": viewer.id,
            "at": now,
            "aided": view.aided,
            "edition": view.edition,
            "suggestion_ids": ids,
            "planted_ids": planted_ids(connection, ids),
            "candidate_ids": [each["id"] for each in asked],
        }
        number = connection.execute(_SHOW, row).scalar_one()
        details = {"showing": number, **{name: row[name] for name in row if name != "at"}}
        trail.append(connection, now, viewer.name, "show", project.id, details)
    return view


def _asked(connection: Connection, case: Row) -> Sequence[Row]:
    """The candidates of old codes that are shown: none to those who code unaided."""
    return candidates_of(connection, case["id"]) if case["aided"] else ()


def _view(connection: Connection, case: Row, assignment: Row, viewer: User, asked: Sequence[Row]) -> CaseView:
    words = words_of(connection, case["id"])
    found = found_in(connection, case["id"])
    offers = offers_of(connection, case["id"], case["edition"], words) if case["aided"] else ()
    return CaseView(
        id=case["id"],
        project_id=case["project_id"],
        narrative_id=case["narrative_id"],
        text=None if words is None else words["text"],
        fields={} if words is None else words["fields"],
        language=case["language"],
        familiarity=case["familiarity"],
        edition=case["edition"],
        status="closed" if assignment["state"] == "submitted" else "open",
        aided=case["aided"],
        version=assignment["version"],
        until=assignment["until"],
        offers=offers,
        old_codes=old_codes_of(asked),
        denied=tuple(found["denied"]) if case["aided"] else (),
        checks=tuple(found["checks"]) if case["aided"] else (),
        decisions=decisions_of(connection, case["id"], user_id=viewer.id, phase="coding", words=True),
        codes=states_of(connection, case["id"], user_id=viewer.id, phase="coding"),
    )


def _leave(connection: Connection, assignment: Row, state: str, reason: str) -> None:
    here = assignments.c.id == assignment["id"]
    connection.execute(update(assignments).where(here).values(state=state, until=None, reason=reason))
    give_back(connection, assignment["case_id"])


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise UsageError(f"a reason of 1 to {_LONGEST_REASON} characters is needed")
