"""Settling what coders differ on."""

from __future__ import annotations

from fastapi import APIRouter, Response

from coder.review import (
    DifferingCase,
    Receipt,
    User,
    adjudicate,
    case_project,
    close_case,
    next_difference,
    open_difference,
    open_project,
    undo_adjudication,
)
from service.desk import Desk, DeskHere
from service.identity import SignedIn
from service.routes.parts import CaseId, Key, ProjectId, is_masked
from service.schemas import CloseIn, JudgementIn, UndoIn

router = APIRouter(tags=["adjudication"])


@router.post(
    "/projects/{project_id}/next-difference", responses={204: {"description": "Nothing waits for the caller."}}
)
def next_(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> DifferingCase:
    """The next case on which coders differ, held for the caller for as long as a lease lasts."""
    case = next_difference(desk.store, caller.user, project_id)
    if case is None:
        return Response(status_code=204)  # type: ignore[return-value]
    return shown_difference(desk, caller.user, case)


@router.get("/cases/{case_id}/differences")
def differences(case_id: CaseId, caller: SignedIn, desk: DeskHere) -> DifferingCase:
    """A case with the codes on which its coders differ, side by side."""
    return shown_difference(desk, caller.user, open_difference(desk.store, caller.user, case_id))


@router.post("/cases/{case_id}/adjudications")
def settle(case_id: CaseId, asked: JudgementIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> Receipt:
    """Write a decision on a difference: confirm, reject, change or add, with a reason."""
    judgement = asked.judgement()
    if judgement.evidence and is_masked(desk, caller.user, case_project(desk.store, caller.user, case_id)):
        judgement = desk.masking.judgement(judgement, open_difference(desk.store, caller.user, case_id).text)
    return adjudicate(desk.store, caller.user, case_id, judgement, version=asked.version, key=key)


@router.post("/cases/{case_id}/adjudications/undo")
def take_back(case_id: CaseId, asked: UndoIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> Receipt:
    """Take one of one's own adjudications back."""
    return undo_adjudication(desk.store, caller.user, case_id, asked.decision_id, version=asked.version, key=key)


@router.post("/cases/{case_id}/closing")
def closing(case_id: CaseId, asked: CloseIn, caller: SignedIn, desk: DeskHere, key: Key = None) -> Receipt:
    """Make the codes of the case final, when all differences are settled."""
    return close_case(desk.store, caller.user, case_id, version=asked.version, key=key)


def shown_difference(desk: Desk, viewer: User, case: DifferingCase) -> DifferingCase:
    """The case as its adjudicator may see it."""
    project = open_project(desk.store, viewer, case.project_id)
    return desk.masking.difference(case) if is_masked(desk, viewer, project) else case
