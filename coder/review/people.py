"""Accounts and members: who exists, who works in which project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from coder.errors import Conflict, NotAllowed, UsageError
from coder.review import trail
from coder.review.access import Standing, demand
from coder.review.database import Store
from coder.review.schema import members, users
from coder.review.values import Member, Role, User

SYSTEM = "system"
"""Who did it, where nobody was signed in: the first start."""
_LONGEST_NAME = 200
_STANDING = (
    select(users.c.administrator, members.c.role, members.c.reads_text)
    .outerjoin(members, (members.c.project_id == bindparam("project")) & (members.c.user_id == users.c.id))
    .where(users.c.id == bindparam("user"), users.c.active)
)


def add_user(store: Store, by: User | None, name: str, *, administrator: bool = False) -> User:
    """Make an account. `by` is None on the first start alone, for the first administrator.

    Raises NotAllowed unless `by` is an administrator, UsageError for a bad name, Conflict for a name that is taken.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a user's name has 1 to {_LONGEST_NAME} printable characters")
    with store.write() as connection:
        if by is None and connection.execute(select(users.c.id).limit(1)).first() is not None:
            raise NotAllowed("the first account was made before")
        if by is not None:
            demand_administrator(connection, by)
        row = {"name": name, "administrator": administrator or by is None, "created_at": store.clock()}
        try:
            number = connection.execute(insert(users).returning(users.c.id), row).scalar_one()
        except IntegrityError:
            raise Conflict("there is a user of this name") from None
        details = {"user": number, "name": name, "administrator": row["administrator"]}
        trail.append(connection, store.clock(), SYSTEM if by is None else by.name, "user.add", None, details)
    return User(number, name, bool(row["administrator"]))


def change_user(
    store: Store, by: User, user_id: int, *, administrator: bool | None = None, active: bool | None = None
) -> User:
    """Make somebody an administrator or no longer one, or close or reopen an account; None leaves it as it is.

    Raises NotAllowed unless `by` is an administrator, UsageError when no active administrator would be left.
    """
    wanted = {"administrator": administrator, "active": active}
    changes = {name: value for name, value in wanted.items() if value is not None}
    with store.write() as connection:
        demand_administrator(connection, by)
        if changes:
            connection.execute(update(users).where(users.c.id == user_id).values(**changes))
        user = _user(connection.execute(select(users).where(users.c.id == user_id)).mappings().one_or_none())
        left = select(users.c.id).where(users.c.administrator, users.c.active).limit(1)
        if connection.execute(left).first() is None:
            raise UsageError("one active administrator has to stay")
        trail.append(connection, store.clock(), by.name, "user.change", None, {"user": user_id, **changes})
    return user


def user_named(store: Store, name: str) -> User | None:
    """The account of that name, active or not; None when there is none."""
    with store.read() as connection:
        row = connection.execute(select(users).where(users.c.name == name)).mappings().one_or_none()
    return None if row is None else _user(row)


def first_administrator(store: Store) -> User | None:
    """The active administrator whose account is the oldest; None before the first start."""
    query = select(users).where(users.c.administrator, users.c.active).order_by(users.c.id).limit(1)
    with store.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _user(row)


def user_numbered(store: Store, user_id: int) -> User | None:
    """The account of that number, active or not; None when there is none."""
    with store.read() as connection:
        row = connection.execute(select(users).where(users.c.id == user_id)).mappings().one_or_none()
    return None if row is None else _user(row)


def all_users(store: Store, viewer: User) -> list[User]:
    """All accounts by name. Raises NotAllowed unless the viewer is an administrator."""
    with store.read() as connection:
        demand_administrator(connection, viewer)
        return [_user(row) for row in connection.execute(select(users).order_by(users.c.name)).mappings()]


def set_member(
    store: Store, by: User, project_id: int, user_id: int, role: Role | None, *, reads_text: bool = False
) -> None:
    """Give a user a role in a project, another one, or none (None). `reads_text` matters for auditors only.

    Raises NotAllowed unless `by` may manage the project, UsageError for an unknown role or user.
    """
    if role is not None and role not in get_args(Role):
        raise UsageError(f"a role is one of {', '.join(get_args(Role))}")
    with store.write() as connection:
        demand(standing(connection, by, project_id), "manage")
        if connection.execute(select(users.c.id).where(users.c.id == user_id)).first() is None:
            raise UsageError("there is no such user")
        here = (members.c.project_id == project_id) & (members.c.user_id == user_id)
        old = connection.execute(select(members.c.role).where(here)).scalar()
        connection.execute(delete(members).where(here))
        if role is not None:
            put_member(connection, project_id, user_id, role, reads_text=reads_text)
        details = {"user": user_id, "old": old, "new": role, "reads_text": reads_text}
        trail.append(connection, store.clock(), by.name, "member.set", project_id, details)


def put_member(connection: Connection, project_id: int, user_id: int, role: Role, *, reads_text: bool = False) -> None:
    """Write the membership; whether it is allowed was asked before."""
    reads = reads_text or role != "auditor"
    row = {"project_id": project_id, "user_id": user_id, "role": role, "reads_text": reads}
    connection.execute(insert(members), row)


def members_of(store: Store, viewer: User, project_id: int) -> list[Member]:
    """The members of a project by name. Raises NotAllowed for those who neither manage it nor see its decisions."""
    query = select(users, members.c.role, members.c.reads_text).join(members, members.c.user_id == users.c.id)
    with store.read() as connection:
        demand(standing(connection, viewer, project_id), "trail")
        rows = connection.execute(query.where(members.c.project_id == project_id).order_by(users.c.name)).mappings()
        return [Member(_user(row), row["role"], row["reads_text"]) for row in rows]


def standing(connection: Connection, viewer: User, project_id: int) -> Standing:
    """What the viewer is in a project, read afresh. Raises NotAllowed for accounts that were closed."""
    row = connection.execute(_STANDING, {"user": viewer.id, "project": project_id}).one_or_none()
    if row is None:
        raise NotAllowed("not allowed, or not there")
    return Standing(project_id, viewer.id, row.administrator, row.role, bool(row.reads_text))


def standing_of(store: Store, viewer: User, project_id: int) -> Standing:
    """What the viewer is in a project, for whoever shows it. Raises NotAllowed for accounts that were closed."""
    with store.read() as connection:
        return standing(connection, viewer, project_id)


def demand_administrator(connection: Connection, viewer: User) -> None:
    """Raise NotAllowed unless the viewer is an active administrator."""
    query = select(users.c.id).where(users.c.id == viewer.id, users.c.active, users.c.administrator)
    if connection.execute(query).first() is None:
        raise NotAllowed("not allowed, or not there")


def _user(row: Mapping[Any, Any] | None) -> User:
    if row is None:
        raise UsageError("there is no such user")
    return User(row["id"], row["name"], row["administrator"], row["active"])
