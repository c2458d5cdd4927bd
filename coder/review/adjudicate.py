"""Settle what coders differ on. The adjudicator's decisions are written like all others, each with a reason."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.cases import Row, case_row, states_of
from coder.review.closing import given
from coder.review.database import Store
from coder.review.decide import write_decision, write_undo
from coder.review.differences import DifferingCase, differing_case, unsettled
from coder.review.editions import codes_of
from coder.review.judging import checked
from coder.review.leases import ADJUDICATING, hold_for_adjudication, lease_end, open_to_settle
from coder.review.oldcodes import candidates_of
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, cases, suggestions
from coder.review.submit import close, coders_of
from coder.review.values import Judgement, Receipt, User
from coder.review.writing import Answer, Entry, receipt, received, write_once

_KINDS = ("confirm", "change", "reject", "add")


def next_difference(store: Store, viewer: User, project_id: int) -> DifferingCase | None:
    """The next case on which coders differ, held for the viewer for as long as a lease lasts; None when there is none.

    Cases that the viewer coded are passed over. Raises NotAllowed for those who do not adjudicate in the project.
    """
    now = store.clock()
    with store.write() as connection:
        demand(standing(connection, viewer, project_id), "adjudicate")
        case_id = connection.execute(_waiting(project_id, viewer.id, now)).scalar()
        if case_id is None:
            return None
        case = case_row(connection, case_id, lock=True)
        until = lease_end(now, project_of(connection, project_id).settings)
        if hold_for_adjudication(connection, case_id, viewer.id, now, until):
            details = {"case": case_id, "user": viewer.id}
            trail.append(connection, now, viewer.name, "adjudication.show", project_id, details)
        return differing_case(connection, case, viewer.id)


def open_difference(store: Store, viewer: User, case_id: int) -> DifferingCase:
    """A differing case without taking it. Raises NotAllowed, Conflict when it is not before adjudicators (any more)."""
    with store.read() as connection:
        case = case_row(connection, case_id)
        demand(standing(connection, viewer, case["project_id"]), "adjudicate")
        open_to_settle(connection, case, viewer.id)
        return differing_case(connection, case, viewer.id)


def adjudicate(
    store: Store, viewer: User, case_id: int, judgement: Judgement, *, version: int, key: str | None = None
) -> Receipt:
    """Write a decision on a differing case; it needs a reason. `version` is the case's, as in the last view or receipt.

    Raises NotAllowed, UsageError for a judgement that makes no sense or has no reason, Conflict as `decide` does.
    """
    if judgement.kind not in _KINDS:
        raise UsageError(f"an adjudicator decides: {', '.join(_KINDS)}")
    if not judgement.reason.strip():
        raise UsageError("an adjudicator's decision needs a reason")
    request = ["adjudicate", case_id, asdict(judgement), version]

    def write(entry: Entry) -> Answer:
        states = states_of(entry.connection, case_id, user_id=viewer.id, phase="adjudication")
        sensible = checked(
            judgement,
            codes=codes_of(store, entry.connection, entry.case["edition"]),
            offered=_named(entry.connection, entry.case),
            states=states,
            text_length=entry.case["text_length"],
        )
        return received(entry, write_decision(entry, sensible, states=states, showing=None))

    return write_once(
        store, viewer, case_id, "adjudication", request, version=version, key=key, write=write, tell=receipt
    )


def undo_adjudication(
    store: Store, viewer: User, case_id: int, decision_id: int, *, version: int, key: str | None = None
) -> Receipt:
    """Take one of the viewer's own decisions back, while the case is not closed. Raises as `adjudicate` does."""
    request = ["undo_adjudication", case_id, decision_id, version]

    def write(entry: Entry) -> Answer:
        return received(entry, write_undo(entry, decision_id))

    return write_once(
        store, viewer, case_id, "adjudication", request, version=version, key=key, write=write, tell=receipt
    )


def close_case(store: Store, viewer: User, case_id: int, *, version: int, key: str | None = None) -> Receipt:
    """Make the codes of a differing case final: those all coders give, and what the adjudicator said of the others.

    Raises UsageError while a difference is not settled; NotAllowed and Conflict as `adjudicate` does.
    """
    request = ["close", case_id, version]

    def write(entry: Entry) -> Answer:
        own = states_of(entry.connection, case_id, user_id=viewer.id, phase="adjudication")
        left = unsettled(coders_of(entry.connection, case_id), own)
        if left:
            raise UsageError(f"not settled yet: {', '.join(left)}")
        close(entry.connection, entry.case, "adjudicated", entry.now, viewer)
        return asdict(Receipt(version + 1))

    return write_once(
        store, viewer, case_id, "adjudication", request, version=version, key=key, write=write, tell=receipt
    )


def reopen(store: Store, by: User, case_id: int, reason: str) -> None:
    """Open a closed case again: a single-coded one goes back to its coder, another to the adjudicators.

    Raises NotAllowed unless `by` manages the project, UsageError without a reason, Conflict for cases not closed.
    """
    if not reason.strip():
        raise UsageError("a reason is needed")
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        demand(standing(connection, by, case["project_id"]), "manage")
        if case["status"] != "closed":
            raise Conflict("the case is not closed")
        status = "open" if case["coders_wanted"] == 1 else "differing"
        values = {"status": status, "closed_at": None, "closed_how": None, "closed_by_id": None}
        connection.execute(update(cases).where(cases.c.id == case_id).values(version=cases.c.version + 1, **values))
        if status == "open":
            handed_in = (assignments.c.case_id == case_id) & (assignments.c.state == "submitted")
            connection.execute(update(assignments).where(handed_in).values(state="assigned", submitted_at=None))
        details = {"case": case_id, "status": status}
        trail.append(connection, store.clock(), by.name, "reopen", case["project_id"], details)


def _waiting(project_id: int, user_id: int, now: datetime) -> Any:
    """The oldest differing case that the viewer did not code and no other adjudicator holds; one's own first."""
    theirs = assignments.alias("theirs")
    coded = (theirs.c.user_id == user_id) & (theirs.c.state != ADJUDICATING)
    held = (theirs.c.user_id != user_id) & (theirs.c.state == ADJUDICATING) & (theirs.c.until >= now)
    in_the_way = select(theirs.c.id).where(theirs.c.case_id == cases.c.id, coded | held)
    own = (
        select(assignments.c.id)
        .where(assignments.c.case_id == cases.c.id, assignments.c.user_id == user_id)
        .where(assignments.c.state == ADJUDICATING)
    )
    return (
        select(cases.c.id)
        .where(cases.c.project_id == project_id, cases.c.status == "differing", ~in_the_way.exists())
        .order_by(own.exists().desc(), cases.c.id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )


def _named(connection: Connection, case: Row) -> set[str]:
    """Codes that the machine suggested, an old code may become, or a coder gave."""
    case_id = case["id"]
    suggested = set(connection.execute(select(suggestions.c.code).where(suggestions.c.case_id == case_id)).scalars())
    asked = {each["code"] for each in candidates_of(connection, case_id)}
    return (
        suggested | asked | {code for states in coders_of(connection, case["id"]).values() for _, code in given(states)}
    )
