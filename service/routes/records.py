"""What goes out: records, labelled narratives, the audit trail and its check."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from coder.review.people import demand_administrator
from coder.review.records import decision_records, labelled_narratives
from coder.review.trail_export import trail_page
from coder.review.verifying import verify
from service.answers import TrailRow, VerdictOut
from service.desk import DeskHere
from service.identity import SignedIn
from service.masking import redact
from service.routes.parts import After, Limit, ProjectId, lines

router = APIRouter(tags=["records"])
_LINES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/x-ndjson": {}}, "description": "JSON Lines"}}


@router.get("/projects/{project_id}/records", response_class=StreamingResponse, responses=_LINES)
def records(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> StreamingResponse:
    """What was decided, as JSON Lines without any text: one record for each coder and case, then the final codes."""
    return lines(decision_records(desk.store, caller.user, project_id), f"records-{project_id}")


@router.get("/projects/{project_id}/labelled", response_class=StreamingResponse, responses=_LINES)
def labelled(
    project_id: ProjectId,
    caller: SignedIn,
    desk: DeskHere,
    masked: Annotated[bool, Query(description="Without names, numbers and addresses.")] = True,
) -> StreamingResponse:
    """Closed cases as labelled narratives for `ictip build --add`, where the project lets narratives leave."""
    redaction = redact if masked else None
    return lines(labelled_narratives(desk.store, caller.user, project_id, redact=redaction), f"labelled-{project_id}")


@router.get("/projects/{project_id}/trail")
def project_trail(
    project_id: ProjectId, caller: SignedIn, desk: DeskHere, after: After = 0, limit: Limit = 100
) -> list[TrailRow]:
    """The audit trail of a project; it holds no text."""
    rows = trail_page(desk.store, caller.user, project_id, after=after, limit=limit)
    return [TrailRow(**row) for row in rows]


@router.get("/trail")
def trail(caller: SignedIn, desk: DeskHere, after: After = 0, limit: Limit = 100) -> list[TrailRow]:
    """The whole audit trail, for administrators."""
    return [TrailRow(**row) for row in trail_page(desk.store, caller.user, None, after=after, limit=limit)]


@router.get("/projects/{project_id}/verdict")
def verdict(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> VerdictOut:
    """Check the whole trail and all records against it, for those who may read the project's trail."""
    trail_page(desk.store, caller.user, project_id, limit=1)
    return _verdict(desk)


@router.get("/verdict")
def whole_verdict(caller: SignedIn, desk: DeskHere) -> VerdictOut:
    """Check the whole trail and all records against it, for administrators."""
    with desk.store.read() as connection:
        demand_administrator(connection, caller.user)
    return _verdict(desk)


def _verdict(desk: DeskHere) -> VerdictOut:
    found = verify(desk.store)
    return VerdictOut(sound=found.sound, rows=found.rows, head=found.head, faults=list(found.faults))
