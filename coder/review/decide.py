"""Write decisions down. Nothing is ever changed or deleted: taking back is a decision of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, func, insert, select

from coder.errors import UsageError
from coder.review import trail
from coder.review.cases import offered_to, states_of, undoable_of
from coder.review.database import Store
from coder.review.editions import codes_of
from coder.review.judging import checked, effects
from coder.review.schema import decisions, remarks, showings
from coder.review.values import CaseState, CodeState, Judgement, State, User
from coder.review.writing import Answer, Entry, received, write_once

_DECISION = insert(decisions).returning(decisions.c.id)
_SHOWN = select(func.max(showings.c.id)).where(
    showings.c.case_id == bindparam("case"), showings.c.user_id == bindparam("user")
)


def decide(
    store: Store, viewer: User, case_id: int, judgement: Judgement, *, version: int, key: str | None = None
) -> CaseState:
    """Write one decision of a coder and renew the lease; gives where the case stands then.

    `version` is the one of the last view or answer; `key` makes sending again harmless. Raises NotAllowed, UsageError
    for a judgement that makes no sense, Conflict for a stale version, a lost lease or a key used for something else.
    """
    request = ["decide", case_id, asdict(judgement), version]

    def write(entry: Entry) -> Answer:
        states = states_of(entry.connection, case_id, user_id=viewer.id, phase="coding")
        sensible = checked(
            judgement,
            codes=codes_of(store, entry.connection, entry.case["edition"]),
            offered=offered_to(entry.connection, entry.case),
            states=states,
            text_length=entry.case["text_length"],
        )
        return received(entry, write_decision(entry, sensible, states=states, showing=_showing(entry)))

    return write_once(store, viewer, case_id, "coding", request, version=version, key=key, write=write, tell=_state)


def undo(
    store: Store, viewer: User, case_id: int, decision_id: int, *, version: int, key: str | None = None
) -> CaseState:
    """Take one of the viewer's own decisions on an open case back, by a decision of its own.

    Raises as `decide` does; UsageError for decisions that are not the viewer's, were taken back, or are an undo.
    """
    request = ["undo", case_id, decision_id, version]

    def write(entry: Entry) -> Answer:
        return received(entry, write_undo(entry, decision_id))

    return write_once(store, viewer, case_id, "coding", request, version=version, key=key, write=write, tell=_state)


def write_undo(entry: Entry, decision_id: int) -> int:
    """The row that takes a decision back, and its number. Raises UsageError where that cannot be."""
    query = select(decisions).where(
        decisions.c.id == decision_id,
        decisions.c.case_id == entry.case["id"],
        decisions.c.user_id == entry.viewer.id,
        decisions.c.phase == entry.phase,
        decisions.c.kind != "undo",
    )
    taken = entry.connection.execute(query).mappings().one_or_none()
    if taken is None:
        raise UsageError("there is no decision of yours to take back here")
    again = select(decisions.c.id).where(decisions.c.undoes == decision_id)
    if entry.connection.execute(again).first() is not None:
        raise UsageError("this decision was taken back before")
    judgement = Judgement("undo", taken["dimension"], taken["code"], taken["new_code"])
    states = states_of(entry.connection, entry.case["id"], user_id=entry.viewer.id, phase=entry.phase)
    return write_decision(entry, judgement, states=states, showing=taken["showing_id"], undoes=decision_id)


def write_decision(
    entry: Entry,
    judgement: Judgement,
    *,
    states: tuple[CodeState, ...],
    showing: int | None,
    undoes: int | None = None,
) -> int:
    """Lay down a decision that was checked, and its row in the trail with old and new value; gives its number."""
    connection, case, viewer = entry.connection, entry.case, entry.viewer
    row = {
        "case_id": case["id"],
        "user_id": viewer.id,
        "phase": entry.phase,
        "kind": judgement.kind,
        "dimension": judgement.dimension,
        "code": judgement.code,
        "new_code": judgement.new_code,
        "evidence": [[span.start, span.end] for span in judgement.evidence],
        "undoes": undoes,
        "showing_id": showing,
        "edition": case["edition"],
    }
    number: int = connection.execute(_DECISION, row | {"at": entry.now}).scalar_one()
    if judgement.reason:
        connection.execute(insert(remarks), {"decision_id": number, "text": judgement.reason})
    if judgement.kind == "undo":
        after = states_of(connection, case["id"], user_id=viewer.id, phase=entry.phase)
        new = {state.code: state.state for state in after}
    else:
        new = effects(judgement)
    old = {state.code: state.state for state in states}
    touched = sorted({code for code in (judgement.code, judgement.new_code) if code} or {""})
    details = {"decision": number, **row, **{"old": _told(old, touched), "new": _told(new, touched)}}
    trail.append(connection, entry.now, viewer.name, "decide", case["project_id"], details)
    return number


def _state(entry: Entry, answer: Answer) -> CaseState:
    """Where the case stands now: read in the transaction that wrote, so that nobody has to ask again."""
    connection, case, user_id = entry.connection, entry.case, entry.viewer.id
    return CaseState(
        **answer,
        edition=case["edition"],
        codes=states_of(connection, case["id"], user_id=user_id, phase=entry.phase),
        undoable=undoable_of(connection, case["id"], user_id=user_id, phase=entry.phase),
    )


def _showing(entry: Entry) -> int | None:
    """The number of what the coder was shown last."""
    return entry.connection.execute(_SHOWN, {"case": entry.case["id"], "user": entry.viewer.id}).scalar()


def _told(states: Mapping[str, State], codes: Sequence[str]) -> list[list[str | None]]:
    """Codes and their states as the trail tells them; an empty code stands for the dimension as a whole."""
    return [[code, states.get(code)] for code in codes]
