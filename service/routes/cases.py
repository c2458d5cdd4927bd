"""The coder's way through a case: next, decide, take back, hand in; and the lead's hand in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from coder.review import (
    CaseView,
    Decision,
    Submission,
    decide,
    final_codes,
    history,
    next_case,
    open_case,
    reassign,
    reopen,
    skip,
    submit,
    undo,
)
from coder.review.purge import purge_case
from coder.review.values import Order
from service.answers import CaseStateOut
from service.desk import DeskHere
from service.identity import SignedIn
from service.routes.parts import CaseId, Key, ProjectId, case_state, on_original, shown_case, user_numbered_or_fault
from service.schemas import JudgementIn, ReasonIn, ReassignIn, SubmitIn, UndoIn

router = APIRouter(tags=["cases"])


@router.post("/projects/{project_id}/next", responses={204: {"description": "Nothing is left for the caller."}})
def next_(
    project_id: ProjectId, caller: SignedIn, desk: DeskHere, order: Annotated[Order | None, Query()] = None
) -> CaseView:
    """The next case, leased to the caller; the one they are at, if there is one."""
    case = next_case(desk.store, caller.user, project_id, order=order)
    if case is None:
        return Response(status_code=204)  # type: ignore[return-value]
    return shown_case(desk, caller.user, case)


@router.get("/cases/{case_id}")
def one_case(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> CaseView:
    """A case the caller is at, or handed in."""
    return shown_case(desk, caller.user, open_case(desk.store, caller.user, case_id))


@router.get("/cases/{case_id}/state")
def state(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> CaseStateOut:
    """Where the case stands for the caller, without its words."""
    return case_state(desk, open_case(desk.store, caller.user, case_id).state)


@router.post("/cases/{case_id}/decisions")
def decision(case_id: CaseId, asked: JudgementIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> CaseStateOut:
    """Write one decision."""
    judgement = on_original(desk, caller.user, case_id, asked.judgement())
    return case_state(desk, decide(desk.store, caller.user, case_id, judgement, version=asked.version, key=key))


@router.post("/cases/{case_id}/undo")
def take_back(case_id: CaseId, asked: UndoIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> CaseStateOut:
    """Take one of one's own decisions back."""
    return case_state(desk, undo(desk.store, caller.user, case_id, asked.decision_id, version=asked.version, key=key))


@router.post("/cases/{case_id}/submission")
def hand_in(case_id: CaseId, asked: SubmitIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> Submission:
    """Hand the case in."""
    return submit(
        desk.store,
        caller.user,
        case_id,
        version=asked.version,
        seconds=asked.seconds,
        undecided_ok=asked.undecided_ok,
        key=key,
    )


@router.post("/cases/{case_id}/skip", status_code=204)
def give_back(case_id: CaseId, asked: ReasonIn, caller: SignedIn, desk: DeskHere) -> Response:
    """Give the case back with a reason; it is not offered to the caller again."""
    skip(desk.store, caller.user, case_id, asked.reason)
    return Response(status_code=204)


@router.post("/cases/{case_id}/reassignment", status_code=204)
def reassignment(case_id: CaseId, asked: ReassignIn, caller: SignedIn, desk: DeskHere) -> Response:
    """Put the case before a coder, for leads."""
    to = user_numbered_or_fault(desk.store, asked.to)
    old = None if asked.instead_of is None else user_numbered_or_fault(desk.store, asked.instead_of)
    reassign(desk.store, caller.user, case_id, to, instead_of=old)
    return Response(status_code=204)


@router.post("/cases/{case_id}/reopening", status_code=204)
def reopening(case_id: CaseId, asked: ReasonIn, caller: SignedIn, desk: DeskHere) -> Response:
    """Open a closed case again, for leads."""
    reopen(desk.store, caller.user, case_id, asked.reason)
    return Response(status_code=204)


@router.delete("/cases/{case_id}/words", status_code=204)
def purge(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> Response:
    """Remove the words of a case for good, for leads; offsets, hashes and decisions stay."""
    purge_case(desk.store, caller.user, case_id)
    return Response(status_code=204)


@router.get("/cases/{case_id}/history")
def what_happened(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> list[Decision]:
    """The decisions on a case that the caller may see."""
    return list(history(desk.store, caller.user, case_id))


@router.get("/cases/{case_id}/final")
def final(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> list[str]:
    """The final codes of a closed case; empty before."""
    return list(final_codes(desk.store, caller.user, case_id))
