"""Audits of a project, for those who may export its records."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from service.answers import AuditOut
from service.auditing import audit_of, document_of, start_audit
from service.desk import DeskHere
from service.identity import SignedIn
from service.problems import Refusal
from service.routes.parts import ProjectId
from service.schemas import AuditIn

router = APIRouter(tags=["audits"])
_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"
"""Stricter than that of the desk's pages but for the style, which the report itself pins by its hash."""
Document = Annotated[str, Path(pattern=r"^[a-z_-]{1,40}\.(html|json|jsonl|csv|zip)$", examples=["report.html"])]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {name.split(";")[0]: {} for name in _TYPES.values()}, "description": "A document of the audit"}
}


@router.get("/projects/{project_id}/audit")
def audit(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> AuditOut:
    """The newest audit since the service started: how far it is, what it says, its documents."""
    return audit_of(desk, caller.user, project_id)


@router.post("/projects/{project_id}/audit", status_code=202)
def new_audit(project_id: ProjectId, asked: AuditIn, caller: SignedIn, desk: DeskHere) -> AuditOut:
    """Audit the coding in the background; GET tells how far it is. One audit of a project at a time."""
    start_audit(desk, caller.user, project_id, asked)
    return audit_of(desk, caller.user, project_id)


@router.get("/projects/{project_id}/audit/{document}", response_class=Response, responses=_FILES)
def document(project_id: ProjectId, document: Document, caller: SignedIn, desk: DeskHere) -> Response:
    """A document of the newest audit; the report with narratives for those who may read and take them out alone."""
    content = document_of(desk, caller.user, project_id, document)
    if content is None:
        raise Refusal(404, "there is no audit yet, or no such document in it")
    kind = document.rsplit(".", 1)[1]
    shown = {"Content-Security-Policy": _REPORT_POLICY}
    saved = {"Content-Disposition": f'attachment; filename="audit-{project_id}-{document}"'}
    return Response(content, media_type=_TYPES[kind], headers=shown if kind == "html" else saved)
