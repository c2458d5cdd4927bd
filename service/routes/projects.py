"""Projects, their members, and narratives into them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from coder.records import Narrative
from coder.review import (
    CaseLine,
    CoderProgress,
    Settings,
    change_settings,
    counts,
    create_project,
    import_narratives,
    list_cases,
    members_of,
    open_project,
    progress,
    projects_of,
    set_member,
)
from coder.review.people import standing_of
from coder.review.values import Project, Status
from service.answers import JobOut, MemberOut, ProjectOut
from service.desk import Desk, DeskHere
from service.identity import Caller, SignedIn
from service.importing import imported_out, job_out, may_import, start_import
from service.routes.parts import After, Limit, ProjectId, UserId
from service.schemas import MemberIn, NarrativesIn, ProjectIn, SettingsChange, SettingsIn

router = APIRouter(tags=["projects"])


@router.get("/projects")
def projects(caller: SignedIn, desk: DeskHere) -> list[ProjectOut]:
    """The projects in which the caller has a part."""
    return [project_out(desk, caller, project) for project in projects_of(desk.store, caller.user)]


@router.post("/projects", status_code=201)
def new_project(asked: ProjectIn, caller: SignedIn, desk: DeskHere) -> ProjectOut:
    """Make a project; its maker becomes its lead. For administrators."""
    project = create_project(desk.store, caller.user, asked.name, settings_of(asked.settings))
    return project_out(desk, caller, project)


@router.get("/projects/{project_id}")
def one_project(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> ProjectOut:
    """A project with its settings and counts. Coders of a blind project are told their own work only."""
    return project_out(desk, caller, open_project(desk.store, caller.user, project_id))


@router.put("/projects/{project_id}/settings")
def settings(project_id: ProjectId, asked: SettingsChange, caller: SignedIn, desk: DeskHere) -> ProjectOut:
    """Put new settings in place; cases imported before keep theirs."""
    wanted = settings_of(asked.settings)
    project = change_settings(desk.store, caller.user, project_id, wanted, version=asked.version)
    return project_out(desk, caller, project)


@router.get("/projects/{project_id}/members")
def members(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> list[MemberOut]:
    """Who works in the project."""
    return [
        MemberOut(id=member.user.id, name=member.user.name, role=member.role, reads_text=member.reads_text)
        for member in members_of(desk.store, caller.user, project_id)
    ]


@router.put("/projects/{project_id}/members/{user_id}", status_code=204)
def member(project_id: ProjectId, user_id: UserId, asked: MemberIn, caller: SignedIn, desk: DeskHere) -> Response:
    """Give a user a role in the project, another one, or none."""
    set_member(desk.store, caller.user, project_id, user_id, asked.role, reads_text=asked.reads_text)
    return Response(status_code=204)


@router.post("/projects/{project_id}/narratives")
def narratives(project_id: ProjectId, asked: NarrativesIn, caller: SignedIn, desk: DeskHere) -> JobOut:
    """Code a few narratives and add them. Sending them again adds nothing."""
    may_import(desk, caller.user, project_id)
    edition = desk.editions.current()
    items = [Narrative(item.id, item.text) for item in asked.narratives]
    done = import_narratives(desk.store, caller.user, project_id, items, edition.coder(), edition.manifest)
    return imported_out(0, done)


@router.post("/projects/{project_id}/files", status_code=202)
def files(
    project_id: ProjectId,
    file: UploadFile,
    caller: SignedIn,
    desk: DeskHere,
    id_column: Annotated[str | None, Query(max_length=200)] = None,
    text_column: Annotated[str | None, Query(max_length=200)] = None,
    queue: UploadFile | None = None,
) -> JobOut:
    """Import a file (CSV, JSON Lines, Excel, Parquet, text) in the background; GET imports tells how far it is.

    With the queue of a recoding run only its narratives are added, and the old codes it asks about are shown with them.
    """
    columns = (id_column or None, text_column or None)
    return job_out(start_import(desk, caller.user, project_id, file, *columns, queue=queue))


@router.get("/projects/{project_id}/imports")
def imports(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> list[JobOut]:
    """The imports since the service started, newest first."""
    may_import(desk, caller.user, project_id)
    return [job_out(job) for job in desk.jobs.of_project(project_id)]


@router.get("/projects/{project_id}/cases")
def cases(
    project_id: ProjectId,
    caller: SignedIn,
    desk: DeskHere,
    status: Annotated[Status | None, Query()] = None,
    after: After = 0,
    limit: Limit = 50,
) -> list[CaseLine]:
    """Cases in order of their numbers: all for those who see decisions, one's own for coders."""
    return list_cases(desk.store, caller.user, project_id, status=status, after=after, limit=limit)


@router.get("/projects/{project_id}/progress")
def how_far(project_id: ProjectId, caller: SignedIn, desk: DeskHere) -> list[CoderProgress]:
    """How far each coder is."""
    return progress(desk.store, caller.user, project_id)


def settings_of(asked: SettingsIn) -> Settings:
    """Settings as the domain knows them."""
    return Settings(**asked.model_dump() | {"must_review": tuple(asked.must_review)})


def project_out(desk: Desk, caller: Caller, project: Project) -> ProjectOut:
    """A project as the caller sees it."""
    return ProjectOut(
        id=project.id,
        name=project.name,
        version=project.version,
        settings=SettingsIn(**asdict(project.settings)),
        created_at=project.created_at,
        role=standing_of(desk.store, caller.user, project.id).role,
        counts=counts(desk.store, caller.user, project.id),
    )
