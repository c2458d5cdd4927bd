"""The lead's hand in single cases: give one to a coder, open a closed one again, let its words go."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response

from coder.errors import UsageError
from coder.review import User, case_project, reassign, reopen, user_named
from coder.review.purge import purge_case
from service.desk import Desk, DeskHere
from service.identity import FormSent
from service.importing import may_import
from service.pages.rendering import go
from service.routes.parts import CaseId

router = APIRouter()
Name = Annotated[str, Form(max_length=200)]


@router.post("/desk/cases/{case_id}/reassignment")
def reassignment(case_id: CaseId, desk: DeskHere, caller: FormSent, to: Name, instead_of: Name = "") -> Response:
    """Put the case before a coder, on a free place or in the place of another."""
    project_id = case_project(desk.store, caller.user, case_id).id
    may_import(desk, caller.user, project_id)  # asked before names are looked up, so that nobody learns who is there
    old = _named(desk, instead_of) if instead_of.strip() else None
    reassign(desk.store, caller.user, case_id, _named(desk, to), instead_of=old)
    return go(f"/desk/projects/{project_id}")


@router.post("/desk/cases/{case_id}/reopening")
def reopening(
    case_id: CaseId, desk: DeskHere, caller: FormSent, reason: Annotated[str, Form(max_length=1000)] = ""
) -> Response:
    """Open a closed case again."""
    project_id = case_project(desk.store, caller.user, case_id).id
    reopen(desk.store, caller.user, case_id, reason)
    return go(f"/desk/projects/{project_id}")


@router.post("/desk/cases/{case_id}/purge")
def purge(case_id: CaseId, desk: DeskHere, caller: FormSent, sure: Annotated[Literal["yes"], Form()]) -> Response:
    """Remove the words of the case for good; it has to be ticked that this is meant."""
    project_id = case_project(desk.store, caller.user, case_id).id
    purge_case(desk.store, caller.user, case_id)
    return go(f"/desk/projects/{project_id}")


def _named(desk: Desk, name: str) -> User:
    found = user_named(desk.store, name.strip())
    if found is None:
        raise UsageError("there is no account of this name")
    return found
