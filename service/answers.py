"""The answers that are no value of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from coder.review import Role
from coder.review.values import State
from service.schemas import SettingsIn


class EditionOut(BaseModel):
    """Which edition answers, and what code list it suggests from. `status` says that the list is a working scheme."""

    edition: str
    scheme: str
    status: str
    title: str


class Ready(BaseModel):
    """Whether everything is there: `edition` is `opening`, `open`, or what went wrong."""

    ready: bool
    edition: str
    store: str


class SessionOut(BaseModel):
    """Who is signed in, and the token to send as X-CSRF-Token with every write of this session."""

    id: int
    name: str
    administrator: bool
    csrf: str | None


class SecretOut(BaseModel):
    """Something new whose secret is told here and never again."""

    id: int
    name: str
    secret: str | None


class CodeOut(BaseModel):
    """A code of the list."""

    code: str
    dimension: str
    dimension_label: str
    label: str
    definition: str
    includes: str
    excludes: str
    parent: str | None
    retired: bool


class StateOut(BaseModel):
    """What one person holds on a code; `code` is empty where it is about the dimension."""

    dimension: str
    code: str
    label: str
    state: State
    decision_id: int


class NoteOut(BaseModel):
    """What an edit rule says of the codes that hold."""

    severity: Literal["error", "warning", "info"]
    message: str
    codes: list[str]


class CaseStateOut(BaseModel):
    """Where a case stands for its coder. `decision_id` is that of the write that this answers."""

    version: int
    decision_id: int | None = None
    codes: list[StateOut]
    notes: list[NoteOut]
    undoable: list[int]


class JobOut(BaseModel):
    """An import: how far it is and what became of it; `missing` are ids of a list that were in no row of the file."""

    id: int
    state: Literal["running", "done", "failed"]
    read: int
    added: int
    present: int
    refused: int
    missing: int = 0
    reasons: list[str]
    fault: str


class AuditOut(BaseModel):
    """The newest audit of a project. While it runs, and when it failed, summary and documents are those of the one
    before."""

    state: Literal["none", "running", "done", "failed"]
    by: str
    started_at: datetime | None
    summary: list[str]
    documents: list[str]
    fault: str


class ProjectOut(BaseModel):
    """A project as its viewer sees it."""

    id: int
    name: str
    version: int
    settings: SettingsIn
    created_at: datetime
    role: Role | None
    counts: dict[str, int]


class MemberOut(BaseModel):
    """A member of a project."""

    id: int
    name: str
    role: Role
    reads_text: bool


class TrailRow(BaseModel):
    """A row of the audit trail."""

    seq: int
    at: str
    who: str
    what: str
    project: int | None
    details: dict[str, object]
    previous: str
    hash: str


class VerdictOut(BaseModel):
    """What a check of the records found."""

    sound: bool
    rows: int
    head: str
    faults: list[str]
