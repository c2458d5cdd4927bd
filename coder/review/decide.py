"""Write decisions down. Nothing is ever changed or deleted: taking back is a decision of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.answers import answered, remember
from coder.review.cases import Row, case_row, states_of
from coder.review.database import Store
from coder.review.editions import codes_of
from coder.review.judging import checked, effects
from coder.review.leases import held
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, decisions, remarks, showings, suggestions
from coder.review.values import CodeState, Judgement, Phase, Receipt, State, User


def decide(
    store: Store, viewer: User, case_id: int, judgement: Judgement, *, version: int, key: str | None = None
) -> Receipt:
    """Write one decision of a coder and renew the lease.

    `version` is the one of the last view or receipt; `key` makes sending again harmless. Raises NotAllowed, UsageError
    for a judgement that makes no sense, Conflict for a stale version, a lost lease or a key used for something else.
    """
    request = ["decide", case_id, asdict(judgement), version]
    now = store.clock()
    with store.write() as connection:
        case, assignment, before = _entered(store, connection, viewer, case_id, key, request, now)
        if before is not None:
            return Receipt(**before)
        _same_version(assignment, version)
        shown = _showing(connection, case_id, viewer.id)
        states = states_of(connection, case_id, user_id=viewer.id, phase="coding")
        judgement = checked(
            judgement,
            codes=codes_of(store, connection, case["edition"]),
            offered=_offered(connection, case),
            states=states,
            text_length=case["text_length"],
        )
        number = write_decision(connection, case, viewer, "coding", judgement, now, states=states, showing=shown)
        return _received(store, connection, viewer, assignment, key, request, number)


def undo(
    store: Store, viewer: User, case_id: int, decision_id: int, *, version: int, key: str | None = None
) -> Receipt:
    """Take one of the viewer's own decisions on an open case back, by a decision of its own.

    Raises as `decide` does; UsageError for decisions that are not the viewer's, were taken back, or are an undo.
    """
    request = ["undo", case_id, decision_id, version]
    now = store.clock()
    with store.write() as connection:
        case, assignment, before = _entered(store, connection, viewer, case_id, key, request, now)
        if before is not None:
            return Receipt(**before)
        _same_version(assignment, version)
        number = write_undo(connection, case, viewer, "coding", decision_id, now)
        return _received(store, connection, viewer, assignment, key, request, number)


def write_undo(connection: Connection, case: Row, viewer: User, phase: Phase, decision_id: int, now: datetime) -> int:
    """The row that takes a decision back, and its number. Raises UsageError where that cannot be."""
    query = select(decisions).where(
        decisions.c.id == decision_id,
        decisions.c.case_id == case["id"],
        decisions.c.user_id == viewer.id,
        decisions.c.phase == phase,
        decisions.c.kind != "undo",
    )
    taken = connection.execute(query).mappings().one_or_none()
    if taken is None:
        raise UsageError("there is no decision of yours to take back here")
    again = select(decisions.c.id).where(decisions.c.undoes == decision_id)
    if connection.execute(again).first() is not None:
        raise UsageError("this decision was taken back before")
    judgement = Judgement("undo", taken["dimension"], taken["code"], taken["new_code"])
    states = states_of(connection, case["id"], user_id=viewer.id, phase=phase)
    return write_decision(
        connection, case, viewer, phase, judgement, now, states=states, showing=taken["showing_id"], undoes=decision_id
    )


def write_decision(
    connection: Connection,
    case: Row,
    viewer: User,
    phase: Phase,
    judgement: Judgement,
    now: datetime,
    *,
    states: tuple[CodeState, ...],
    showing: int | None,
    undoes: int | None = None,
) -> int:
    """Lay down a decision that was checked, and its row in the trail with old and new value; gives its number."""
    row = {
        "case_id": case["id"],
        "user_id": viewer.id,
        "phase": phase,
        "kind": judgement.kind,
        "dimension": judgement.dimension,
        "code": judgement.code,
        "new_code": judgement.new_code,
        "evidence": [[span.start, span.end] for span in judgement.evidence],
        "undoes": undoes,
        "showing_id": showing,
        "edition": case["edition"],
    }
    number: int = connection.execute(insert(decisions).returning(decisions.c.id), row | {"at": now}).scalar_one()
    if judgement.reason:
        connection.execute(insert(remarks), {"decision_id": number, "text": judgement.reason})
    if judgement.kind == "undo":
        after = states_of(connection, case["id"], user_id=viewer.id, phase=phase)
        new = {state.code: state.state for state in after}
    else:
        new = effects(judgement)
    old = {state.code: state.state for state in states}
    touched = sorted({code for code in (judgement.code, judgement.new_code) if code} or {""})
    details = {"decision": number, **row, **{"old": _told(old, touched), "new": _told(new, touched)}}
    trail.append(connection, now, viewer.name, "decide", case["project_id"], details)
    return number


def _entered(
    store: Store, connection: Connection, viewer: User, case_id: int, key: str | None, request: Any, now: datetime
) -> tuple[Row, Row, dict[str, Any] | None]:
    """Lock the case and see that the viewer may write on it; with the answer, if the request was answered before."""
    case = case_row(connection, case_id, lock=True)
    demand(standing(connection, viewer, case["project_id"]), "code")
    before = answered(connection, viewer, key, request)
    if before is not None:
        return case, {}, before
    settings = project_of(connection, case["project_id"]).settings
    return case, held(connection, case, viewer.id, now, settings), None


def _same_version(assignment: Row, version: int) -> None:
    if assignment["version"] != version:
        raise Conflict("the case was changed meanwhile, perhaps in another window; load it again")


def _received(
    store: Store, connection: Connection, viewer: User, assignment: Row, key: str | None, request: Any, number: int
) -> Receipt:
    version = assignment["version"] + 1
    here = assignments.c.id == assignment["id"]
    connection.execute(update(assignments).where(here).values(version=version))
    receipt = Receipt(version, number)
    remember(store, connection, viewer, key, request, asdict(receipt))
    return receipt


def _showing(connection: Connection, case_id: int, user_id: int) -> int | None:
    query = select(func.max(showings.c.id)).where(showings.c.case_id == case_id, showings.c.user_id == user_id)
    return connection.execute(query).scalar()


def _offered(connection: Connection, case: Row) -> set[str]:
    """The codes that were suggested to the coder; none on a case that is shown without suggestions."""
    if not case["aided"]:
        return set()
    here = (suggestions.c.case_id == case["id"]) & (suggestions.c.edition == case["edition"])
    return set(connection.execute(select(suggestions.c.code).where(here)).scalars())


def _told(states: Mapping[str, State], codes: Sequence[str]) -> list[list[str | None]]:
    """Codes and their states as the trail tells them; an empty code stands for the dimension as a whole."""
    return [[code, states.get(code)] for code in codes]
