"""The lead's pages: settings and double coding, members, imports; and new projects, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile

from coder.errors import UsageError
from coder.review import (
    Settings,
    change_settings,
    create_project,
    members_of,
    open_project,
    progress,
    rights,
    set_member,
    user_named,
)
from coder.review.people import standing_of
from coder.review.values import Order, Role
from service.desk import DeskHere
from service.identity import FormSent, SignedIn
from service.importing import job_out, may_import, start_import
from service.pages.rendering import go, page
from service.routes.parts import ProjectId
from service.schemas import BiggestId

router = APIRouter()
Share = Annotated[float, Form(ge=0, le=1)]
Name = Annotated[str, Form(max_length=200)]


@router.post("/desk/projects")
def new_project(desk: DeskHere, caller: FormSent, name: Name) -> Response:
    """Make a project with plain settings and go to them."""
    project = create_project(desk.store, caller.user, name, Settings())
    return go(f"/desk/projects/{project.id}/lead")


@router.get("/desk/projects/{project_id}/lead")
def lead_page(request: Request, project_id: ProjectId, desk: DeskHere, caller: SignedIn) -> Response:
    """Everything a lead sets and sees."""
    may_import(desk, caller.user, project_id)
    project = open_project(desk.store, caller.user, project_id)
    may = rights(standing_of(desk.store, caller.user, project_id))
    jobs = [job_out(job) for job in desk.jobs.of_project(project_id)]
    answer = page(
        request,
        "lead.html",
        caller,
        project=project,
        members=members_of(desk.store, caller.user, project_id),
        people=progress(desk.store, caller.user, project_id) if "see_decisions" in may else [],
        jobs=jobs,
    )
    if any(job.state == "running" for job in jobs):
        answer.headers["Refresh"] = "2"
    return answer


@router.post("/desk/projects/{project_id}/settings")
def settings(
    project_id: ProjectId,
    desk: DeskHere,
    caller: FormSent,
    version: Annotated[int, Form(ge=1, le=BiggestId)],
    coders: Annotated[int, Form(ge=1, le=20)],
    order: Annotated[Order, Form()],
    unaided_share: Share,
    planted_share: Share,
    audit_share: Share,
    min_confidence: Share,
    lease_minutes: Annotated[float, Form(ge=1, le=10080)],
    must_review: Annotated[str, Form(max_length=5000)] = "",
    blind: Annotated[bool, Form()] = False,
    gentle: Annotated[bool, Form()] = False,
    masking: Annotated[bool, Form()] = False,
    export_text: Annotated[bool, Form()] = False,
) -> Response:
    """Put new settings in place."""
    old = open_project(desk.store, caller.user, project_id).settings
    wanted = Settings(
        coders=coders,
        blind=blind,
        unaided_share=unaided_share,
        planted_share=planted_share,
        audit_share=audit_share,
        order=order,
        must_review=tuple(must_review.replace(",", " ").split()),
        gentle=gentle,
        masking=masking,
        export_text=export_text,
        lease_minutes=lease_minutes,
        min_confidence=min_confidence,
        seed=old.seed,
    )
    change_settings(desk.store, caller.user, project_id, wanted, version=version)
    return go(f"/desk/projects/{project_id}/lead")


@router.post("/desk/projects/{project_id}/members")
def member(
    project_id: ProjectId,
    desk: DeskHere,
    caller: FormSent,
    name: Name,
    role: Annotated[Role | str, Form(max_length=20)],
    reads_text: Annotated[bool, Form()] = False,
) -> Response:
    """Give somebody a role; `none` takes it away."""
    may_import(desk, caller.user, project_id)
    found = user_named(desk.store, name.strip())
    if found is None:
        raise UsageError("there is no account of this name; an administrator makes it")
    wanted = None if role == "none" else role
    set_member(desk.store, caller.user, project_id, found.id, wanted, reads_text=reads_text)  # type: ignore[arg-type]
    return go(f"/desk/projects/{project_id}/lead")


@router.post("/desk/projects/{project_id}/import")
def bring(
    project_id: ProjectId,
    desk: DeskHere,
    caller: FormSent,
    file: UploadFile,
    id_column: Name = "",
    text_column: Name = "",
    queue: UploadFile | None = None,
) -> Response:
    """Import a file in the background, all of it or what the list of a recoding run names."""
    start_import(desk, caller.user, project_id, file, id_column or None, text_column or None, queue=queue)
    return go(f"/desk/projects/{project_id}/lead")
