"""What may leave a project through whom, and the line in the trail that tells of it."""

from __future__ import annotations

from sqlalchemy import Connection

from coder.errors import NotAllowed
from coder.review import trail
from coder.review.access import rights, sees_others
from coder.review.database import Store
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.values import User


def may_export(store: Store, viewer: User, project_id: int, *, text: bool) -> bool:
    """Whether records, or with `text` narratives, may leave through the viewer."""
    with store.read() as connection:
        return _refusal(connection, viewer, project_id, text=text) is None


def check_export(store: Store, viewer: User, project_id: int, *, text: bool) -> None:
    """See that an export would be allowed; the trail is not told. Raises NotAllowed."""
    with store.read() as connection:
        refusal = _refusal(connection, viewer, project_id, text=text)
    if refusal is not None:
        raise NotAllowed(refusal)


def enter_export(store: Store, viewer: User, project_id: int, what: str, *, text: bool) -> None:
    """See that the export is allowed, and tell the trail before anything leaves. Raises NotAllowed."""
    with store.write() as connection:
        refusal = _refusal(connection, viewer, project_id, text=text)
        if refusal is not None:
            raise NotAllowed(refusal)
        trail.append(connection, store.clock(), viewer.name, "export", project_id, {"what": what, "text": text})


def _refusal(connection: Connection, viewer: User, project_id: int, *, text: bool) -> str | None:
    here = standing(connection, viewer, project_id)
    if "export" not in rights(here):
        return "not allowed, or not there"
    settings = project_of(connection, project_id).settings
    if not sees_others(here, settings):
        return "not allowed, or not there"
    if text and not ("read_text" in rights(here) and settings.export_text):
        return "the project does not let narratives leave, or not through you"
    return None
