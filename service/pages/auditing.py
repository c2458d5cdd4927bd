"""The auditor's page: figures, the trail and its check. No narrative stands on it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coder.review import counts, open_project, progress, rights
from coder.review.people import standing_of
from coder.review.trail_export import trail_page
from coder.review.verifying import verify
from service.desk import DeskHere
from service.identity import SignedIn
from service.pages.rendering import page
from service.routes.parts import After, ProjectId

router = APIRouter()
_ROWS = 50


@router.get("/desk/projects/{project_id}/audit")
def audit_page(
    request: Request, project_id: ProjectId, desk: DeskHere, caller: SignedIn, after: After = 0, check: bool = False
) -> Response:
    """Figures and trail of a project; with `check` the records are checked against the trail."""
    project = open_project(desk.store, caller.user, project_id)
    rows = trail_page(desk.store, caller.user, project_id, after=after, limit=_ROWS)
    may = rights(standing_of(desk.store, caller.user, project_id))
    return page(
        request,
        "audit.html",
        caller,
        project=project,
        counts=counts(desk.store, caller.user, project_id),
        people=progress(desk.store, caller.user, project_id) if "see_decisions" in may else [],
        rights=may,
        rows=rows,
        full=_ROWS,
        verdict=verify(desk.store) if check else None,
    )
