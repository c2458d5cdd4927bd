"""The auditor's page: figures, the audit report, the trail and its check. No narrative stands on it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from coder.errors import UsageError
from coder.review import counts, open_project, progress, rights
from coder.review.leaving import may_export
from coder.review.people import standing_of
from coder.review.trail_export import trail_page
from coder.review.verifying import verify
from service.auditing import audit_of, start_audit
from service.desk import DeskHere
from service.identity import FormSent, SignedIn
from service.pages.rendering import go, page
from service.routes.parts import After, ProjectId
from service.schemas import AuditIn

router = APIRouter()
_ROWS = 50
Day = Annotated[str, Form(max_length=10)]


@router.get("/desk/projects/{project_id}/audit")
def audit_page(
    request: Request, project_id: ProjectId, desk: DeskHere, caller: SignedIn, after: After = 0, check: bool = False
) -> Response:
    """Figures and trail of a project; with `check` the records are checked against the trail."""
    project = open_project(desk.store, caller.user, project_id)
    rows = trail_page(desk.store, caller.user, project_id, after=after, limit=_ROWS)
    may = rights(standing_of(desk.store, caller.user, project_id))
    audits = may_export(desk.store, caller.user, project_id, text=False)
    audit = audit_of(desk, caller.user, project_id) if audits else None
    answer = page(
        request,
        "audit.html",
        caller,
        project=project,
        counts=counts(desk.store, caller.user, project_id),
        people=progress(desk.store, caller.user, project_id) if "see_decisions" in may else [],
        audit=audit,
        reads_text=may_export(desk.store, caller.user, project_id, text=True),
        rows=rows,
        full=_ROWS,
        verdict=verify(desk.store) if check else None,
    )
    if audit is not None and audit.state == "running":
        answer.headers["Refresh"] = "3"
    return answer


@router.post("/desk/projects/{project_id}/audit")
def begin(
    project_id: ProjectId,
    desk: DeskHere,
    caller: FormSent,
    since: Day = "",
    split: Day = "",
    target: Annotated[float, Form(ge=0.001, le=0.5)] = 0.1,
    settled: Annotated[bool, Form()] = False,
    text: Annotated[bool, Form()] = False,
) -> Response:
    """Begin an audit; the page tells how far it is."""
    days = {"since": _day(since), "split": _day(split)}
    start_audit(desk, caller.user, project_id, AuditIn(settled=settled, target=target, text=text, **days))
    return go(f"/desk/projects/{project_id}/audit")


def _day(given: str) -> date | None:
    """A day as browsers send it; None for an empty field. Raises UsageError."""
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError("a day looks like 2026-03-31") from None
