"""Coming in: sign in, the first administrator, the list of projects, one project's page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from coder.errors import CoderError
from coder.review import counts, exposure, list_cases, members_of, open_project, projects_of, rights
from coder.review.accounts import first_token_waits
from coder.review.people import standing_of
from service.desk import Desk, DeskHere
from service.identity import Caller, FormSent, SignedIn, known_caller
from service.pages.rendering import go, page
from service.problems import SIGN_IN, Refusal
from service.routes.parts import After, ProjectId
from service.signing_in import from_own_page, set_cookie, sign_in, sign_out, sign_up_first

router = APIRouter()
_HOME = "/desk"
_OWN_CASES = 50
"""How many of a coder's cases are listed on one page."""

Field = Annotated[str, Form(max_length=200)]


@router.get("/")
def root() -> Response:
    """To the desk."""
    return go(_HOME)


@router.get(SIGN_IN)
def sign_in_page(request: Request, desk: DeskHere, next: str = _HOME) -> Response:
    """Sign in, or make the first administrator while there is nobody."""
    if known_caller(desk, request) is not None:
        return go(_HOME)
    if first_token_waits(desk.store):
        return page(request, "first.html", None, fault="")
    return page(request, "sign_in.html", None, next=_inside(next), name="", fault="")


@router.post(SIGN_IN, dependencies=[Depends(from_own_page)])
def signed_in_page(
    request: Request, desk: DeskHere, name: Field, password: Field, next: Annotated[str, Form(max_length=300)] = _HOME
) -> Response:
    """Sign in and go on to where one wanted to go."""
    try:
        _, token = sign_in(desk, request, name, password)
    except Refusal as refusal:
        return page(request, "sign_in.html", None, refusal.status, next=_inside(next), name=name, fault=str(refusal))
    answer = go(_inside(next))
    set_cookie(desk, answer, token)
    return answer


@router.post("/desk/first", dependencies=[Depends(from_own_page)])
def first_page(request: Request, desk: DeskHere, token: Field, name: Field, password: Field) -> Response:
    """Make the first administrator."""
    try:
        _, session = sign_up_first(desk, token, name, password)
    except CoderError as fault:
        return page(request, "first.html", None, 422, fault=str(fault))
    answer = go(_HOME)
    set_cookie(desk, answer, session)
    return answer


@router.post("/desk/sign-out")
def signed_out_page(desk: DeskHere, caller: FormSent) -> Response:
    """Sign out."""
    answer = go(SIGN_IN)
    sign_out(desk, answer, caller)
    return answer


@router.get(_HOME)
def home(request: Request, desk: DeskHere, caller: SignedIn) -> Response:
    """The projects in which one has a part, with what there is to do."""
    rows = []
    for project in projects_of(desk.store, caller.user):
        role = standing_of(desk.store, caller.user, project.id).role
        rows.append({"project": project, "role": role, "counts": counts(desk.store, caller.user, project.id)})
    return page(request, "home.html", caller, rows=rows, exposure=today(desk, caller))


@router.get("/desk/projects/{project_id}")
def project_page(
    request: Request, project_id: ProjectId, desk: DeskHere, caller: SignedIn, after: After = 0, done: bool = False
) -> Response:
    """One project: what its viewer may do in it, and their cases."""
    project = open_project(desk.store, caller.user, project_id)
    here = standing_of(desk.store, caller.user, project_id)
    may = rights(here)
    sees_cases = here.role == "coder" or "see_decisions" in may
    return page(
        request,
        "project.html",
        caller,
        project=project,
        role=here.role,
        rights=may,
        counts=counts(desk.store, caller.user, project_id),
        cases=list_cases(desk.store, caller.user, project_id, after=after, limit=_OWN_CASES) if sees_cases else [],
        coders=_coders(desk, caller, project_id) if "manage" in may else None,
        full=_OWN_CASES,
        done=done,
        exposure=today(desk, caller),
    )


def _coders(desk: Desk, caller: Caller, project_id: int) -> list[str]:
    """The names of those to whom a case can be given."""
    return [each.user.name for each in members_of(desk.store, caller.user, project_id) if each.role == "coder"]


def today(desk: Desk, caller: Caller) -> dict[str, float]:
    """What the caller was exposed to in the last 24 hours."""
    return asdict(exposure(desk.store, caller.user, desk.store.clock() - timedelta(hours=24)))


def _inside(path: str) -> str:
    """The path, if it leads to a page of the desk; else home. Never to another site."""
    return path if path.startswith("/desk") and "//" not in path and "\\" not in path else _HOME
