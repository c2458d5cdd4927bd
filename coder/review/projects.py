"""Projects and their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from coder.errors import Conflict, NotAllowed, UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.cases import case_row
from coder.review.database import Store
from coder.review.people import demand_administrator, put_member, standing
from coder.review.schema import assignments, cases, members, projects, users
from coder.review.values import Order, Project, Settings, User

_LONGEST_NAME = 200
_MOST_CODERS = 20
_PROJECT = select(projects).where(projects.c.id == bindparam("project"))
_SETTINGS = frozenset(each.name for each in fields(Settings))


def create_project(store: Store, by: User, name: str, settings: Settings) -> Project:
    """Make a project; `by` becomes its lead.

    Raises NotAllowed unless `by` is an administrator, UsageError for a bad name or settings, Conflict for a name taken.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a project's name has 1 to {_LONGEST_NAME} printable characters")
    check_settings(settings)
    row = {"name": name, "settings": asdict(settings), "created_at": store.clock()}
    with store.write() as connection:
        demand_administrator(connection, by)
        try:
            number = connection.execute(insert(projects).returning(projects.c.id), row).scalar_one()
        except IntegrityError:
            raise Conflict("there is a project of this name") from None
        put_member(connection, number, by.id, "lead")
        details = {"project": number, "name": name, "settings": row["settings"], "lead": by.id}
        trail.append(connection, store.clock(), by.name, "project.create", number, details)
        return project_of(connection, number)


def change_settings(store: Store, by: User, project_id: int, settings: Settings, *, version: int) -> Project:
    """Put new settings in place. Cases imported before keep their number of coders, their lot and their suggestions.

    Raises NotAllowed, UsageError for bad settings, Conflict when the settings were changed since `version`.
    """
    check_settings(settings)
    with store.write() as connection:
        demand(standing(connection, by, project_id), "manage")
        old = project_of(connection, project_id)
        changed = connection.execute(
            update(projects)
            .where(projects.c.id == project_id, projects.c.version == version)
            .values(settings=asdict(settings), version=version + 1)
        )
        if changed.rowcount != 1:
            raise Conflict("the settings were changed meanwhile")
        before, after = asdict(old.settings), asdict(settings)
        details = {name: {"old": before[name], "new": after[name]} for name in after if before[name] != after[name]}
        trail.append(connection, store.clock(), by.name, "project.settings", project_id, details)
        return project_of(connection, project_id)


def projects_of(store: Store, viewer: User) -> list[Project]:
    """The projects whose member the viewer is, by name; all of them for an administrator."""
    with store.read() as connection:
        mine = select(members.c.project_id).where(members.c.user_id == viewer.id)
        admin = select(users.c.administrator).where(users.c.id == viewer.id, users.c.active)
        query = select(projects).order_by(projects.c.name)
        if not connection.execute(admin).scalar():
            query = query.where(projects.c.id.in_(mine))
        return [_project(row) for row in connection.execute(query).mappings()]


def open_project(store: Store, viewer: User, project_id: int) -> Project:
    """One project. Raises NotAllowed for those who have no part in it."""
    with store.read() as connection:
        here = standing(connection, viewer, project_id)
        if here.role is None and not here.administrator:
            raise NotAllowed("not allowed, or not there")
        return project_of(connection, project_id)


def case_project(store: Store, viewer: User, case_id: int) -> Project:
    """The project of a case. Raises NotAllowed for those who have no part in it."""
    with store.read() as connection:
        number = case_row(connection, case_id)["project_id"]
    return open_project(store, viewer, number)


def counts(store: Store, viewer: User, project_id: int) -> dict[str, int]:
    """How many cases the project has by status (open, differing, closed), and `all` of them.

    A coder of a blind project is told their own work instead: closed is what they handed in, open all the rest.
    """
    project = open_project(store, viewer, project_id)
    query = select(cases.c.status, func.count()).where(cases.c.project_id == project_id).group_by(cases.c.status)
    with store.read() as connection:
        found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
        if project.settings.blind and standing(connection, viewer, project_id).role == "coder":
            found = _own_counts(connection, viewer, project_id, sum(found.values()))
    by_status = {status: found.get(status, 0) for status in ("open", "differing", "closed")}
    return by_status | {"all": sum(by_status.values())}


def _own_counts(connection: Connection, viewer: User, project_id: int, every: int) -> dict[str, int]:
    query = (
        select(func.count())
        .select_from(assignments.join(cases, cases.c.id == assignments.c.case_id))
        .where(cases.c.project_id == project_id, assignments.c.user_id == viewer.id, assignments.c.state == "submitted")
    )
    done = int(connection.execute(query).scalar_one())
    return {"open": every - done, "closed": done}


def project_of(connection: Connection, project_id: int) -> Project:
    """The project, without asking who wants to know. Raises NotAllowed when there is none."""
    row = connection.execute(_PROJECT, {"project": project_id}).mappings().one_or_none()
    if row is None:
        raise NotAllowed("not allowed, or not there")
    return _project(row)


def check_settings(settings: Settings) -> None:
    """Raise UsageError for settings that make no sense, naming the first at fault."""
    if not 1 <= settings.coders <= _MOST_CODERS:
        raise UsageError(f"coders: from 1 to {_MOST_CODERS}")
    for name in ("unaided_share", "planted_share", "audit_share", "min_confidence"):
        if not 0 <= getattr(settings, name) <= 1:
            raise UsageError(f"{name}: from 0 to 1")
    if settings.order not in get_args(Order):
        raise UsageError(f"order: one of {', '.join(get_args(Order))}")
    if not 1 <= settings.lease_minutes <= 7 * 24 * 60:
        raise UsageError("lease_minutes: from 1 minute to a week")


def _project(row: Mapping[Any, Any]) -> Project:
    stored = {name: value for name, value in row["settings"].items() if name in _SETTINGS}
    settings = Settings(**stored | {"must_review": tuple(stored.get("must_review", ()))})
    return Project(row["id"], row["name"], settings, row["version"], row["created_at"])
