"""What signing in needs: sessions, API tokens, throttle counters, the first administrator's token.

Secrets come here as hashes; this part compares and keeps them and never sees one in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from coder.errors import NotAllowed
from coder.review import trail
from coder.review.database import Store
from coder.review.people import demand_administrator
from coder.review.schema import users
from coder.review.schema_accounts import api_tokens, first_tokens, sessions, throttles
from coder.review.values import User

_SESSION = (
    select(sessions, users.c.name, users.c.administrator)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.token_hash == bindparam("token"), users.c.active)
)
_TOKEN = (
    select(api_tokens.c.expires_at, users)
    .join(users, users.c.id == api_tokens.c.user_id)
    .where(api_tokens.c.token_hash == bindparam("token"), api_tokens.c.revoked_at.is_(None), users.c.active)
)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    user: User
    csrf_hash: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for programs, without its secret."""

    id: int
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def password_hash(store: Store, name: str) -> tuple[User, str | None] | None:
    """The active account of that name and its password hash; None when there is none."""
    with store.read() as connection:
        row = connection.execute(select(users).where(users.c.name == name, users.c.active)).one_or_none()
    return None if row is None else (User(row.id, row.name, row.administrator), row.password_hash)


def set_password(store: Store, by: User, user_id: int, hashed: str) -> None:
    """Set one's own password, or as an administrator anybody's; that user's sessions end. Raises NotAllowed."""
    with store.write() as connection:
        if by.id != user_id:
            demand_administrator(connection, by)
        found = connection.execute(update(users).where(users.c.id == user_id).values(password_hash=hashed))
        if found.rowcount != 1:
            raise NotAllowed("not allowed, or not there")
        connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
        trail.append(connection, store.clock(), by.name, "password.set", None, {"user": user_id})


def rehash_password(store: Store, user_id: int, hashed: str) -> None:
    """The same password under newer parameters: sessions stay, the trail says nothing."""
    with store.write() as connection:
        connection.execute(update(users).where(users.c.id == user_id).values(password_hash=hashed))


def start_session(store: Store, user: User, token_hash: str, csrf_hash: str, *, lasts: timedelta) -> None:
    """Keep a session; sessions that ran out are removed on the way."""
    now = store.clock()
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at < now))
        row = {"token_hash": token_hash, "user_id": user.id, "csrf_hash": csrf_hash, "created_at": now, "seen_at": now}
        connection.execute(insert(sessions), row | {"expires_at": now + lasts})
        trail.append(connection, now, user.name, "session.start", None, {"user": user.id})


def session_of(store: Store, token_hash: str, *, idle: timedelta) -> Session | None:
    """The session of a token, unless it ran out, was idle for longer than `idle`, or its account was closed.

    That it was seen is written down at most once a minute.
    """
    now = store.clock()
    with store.read() as connection:
        row = connection.execute(_SESSION, {"token": token_hash}).one_or_none()
    if row is None or row.expires_at <= now or row.seen_at + idle <= now:
        return None
    if row.seen_at + timedelta(minutes=1) <= now:
        with store.write() as connection:
            here = sessions.c.token_hash == token_hash
            connection.execute(update(sessions).where(here).values(seen_at=now))
    return Session(User(row.user_id, row.name, row.administrator), row.csrf_hash, row.expires_at)


def end_session(store: Store, token_hash: str) -> None:
    """Sign out. Nothing happens for a session that is not there."""
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def add_token(store: Store, user: User, label: str, token_hash: str, expires_at: datetime | None) -> int:
    """Keep a token of the user's own; gives its number."""
    now = store.clock()
    row = {"user_id": user.id, "label": label, "token_hash": token_hash, "created_at": now, "expires_at": expires_at}
    with store.write() as connection:
        number: int = connection.execute(insert(api_tokens).returning(api_tokens.c.id), row).scalar_one()
        trail.append(connection, now, user.name, "token.add", None, {"token": number, "user": user.id})
    return number


def revoke_token(store: Store, user: User, token_id: int) -> None:
    """End one of the user's own tokens. Raises NotAllowed for others."""
    now = store.clock()
    here = (api_tokens.c.id == token_id) & (api_tokens.c.user_id == user.id)
    with store.write() as connection:
        if connection.execute(update(api_tokens).where(here).values(revoked_at=now)).rowcount != 1:
            raise NotAllowed("not allowed, or not there")
        trail.append(connection, now, user.name, "token.revoke", None, {"token": token_id, "user": user.id})


def tokens_of(store: Store, user: User) -> list[ApiToken]:
    """The user's own tokens, oldest first."""
    query = select(api_tokens).where(api_tokens.c.user_id == user.id).order_by(api_tokens.c.id)
    with store.read() as connection:
        rows = connection.execute(query).all()
    return [ApiToken(row.id, row.label, row.created_at, row.expires_at, row.revoked_at) for row in rows]


def token_user(store: Store, token_hash: str) -> User | None:
    """Whose token it is; None when it was never there, ran out, was revoked, or its account was closed."""
    with store.read() as connection:
        row = connection.execute(_TOKEN, {"token": token_hash}).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= store.clock()):
        return None
    return User(row.id, row.name, row.administrator)


def locked_until(store: Store, key: str) -> datetime | None:
    """Until when sign-ins under this key (an account, an address) are refused; None when they are not."""
    with store.read() as connection:
        until = connection.execute(select(throttles.c.locked_until).where(throttles.c.key == key)).scalar()
    return until if until is not None and until > store.clock() else None


def count_failure(store: Store, key: str, *, allowed: int, window: timedelta, lock: timedelta) -> int:
    """Count a failed sign-in and give the count; from `allowed` failures within `window` on the key is locked."""
    now = store.clock()
    here = throttles.c.key == key
    with store.write() as connection:
        row = connection.execute(select(throttles).where(here).with_for_update()).one_or_none()
        fresh = row is None or row.since + window <= now
        failures = 1 if row is None or fresh else row.failures + 1
        values = {"failures": failures, "since": now if row is None or fresh else row.since}
        values["locked_until"] = now + lock if failures >= allowed else None
        if row is None:
            connection.execute(insert(throttles), {"key": key, **values})
        else:
            connection.execute(update(throttles).where(here).values(**values))
    return failures


def clear_failures(store: Store, key: str) -> None:
    """Forget the failures of a key after a sign-in that worked."""
    with store.write() as connection:
        connection.execute(delete(throttles).where(throttles.c.key == key))


def put_first_token(store: Store, token_hash: str) -> bool:
    """Keep the one-time token with which the first administrator signs up, in the place of an older unused one.

    False when there are accounts already: then nothing is kept.
    """
    with store.write() as connection:
        if connection.execute(select(users.c.id).limit(1)).first() is not None:
            return False
        connection.execute(delete(first_tokens))
        connection.execute(insert(first_tokens), {"id": 1, "token_hash": token_hash, "created_at": store.clock()})
    return True


def first_token_waits(store: Store) -> bool:
    """Whether nobody has signed up yet: there is no account."""
    with store.read() as connection:
        return connection.execute(select(users.c.id).limit(1)).first() is None


def use_first_token(store: Store, token_hash: str) -> bool:
    """Use the one-time token up. True once, for the right hash, while there is no account."""
    right = (first_tokens.c.token_hash == token_hash) & first_tokens.c.used_at.is_(None)
    with store.write() as connection:
        if connection.execute(select(users.c.id).limit(1)).first() is not None:
            return False
        found = connection.execute(update(first_tokens).where(right).values(used_at=store.clock()))
        return found.rowcount == 1
