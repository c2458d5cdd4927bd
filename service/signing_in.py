"""Signing in and out: passwords, throttling, sessions, and the first administrator."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request, Response

from coder.errors import NotAllowed
from coder.review import User, add_user
from coder.review.accounts import (
    clear_failures,
    count_failure,
    end_session,
    locked_until,
    password_hash,
    put_first_token,
    rehash_password,
    set_password,
    start_session,
    use_first_token,
)
from service.desk import Desk
from service.identity import Caller, cookie_name
from service.problems import Refusal
from service.secrecy import csrf_of, hash_token, new_token

_ALLOWED_BY_NAME = 5
_ALLOWED_BY_ADDRESS = 30
_WINDOW = timedelta(minutes=15)
_LOCK = timedelta(minutes=5)
_LONGEST_NAME = 200


def from_own_page(request: Request) -> None:
    """Raise Refusal for a form that another site sent: before signing in there is no session whose token could tell."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refusal(403, "sign in on this service's own page")


def sign_in(desk: Desk, request: Request, name: str, password: str) -> tuple[User, str]:
    """The account and the token of a new session. Raises Refusal: 429 after too many failures, 401 for a wrong pair."""
    name = name.strip()[:_LONGEST_NAME]
    keys = {f"name:{hash_token(name)}": _ALLOWED_BY_NAME, f"address:{_address(request)}": _ALLOWED_BY_ADDRESS}
    if any(locked_until(desk.store, key) for key in keys):
        wait = int(_LOCK.total_seconds())
        raise Refusal(429, "too many failed attempts; wait five minutes", {"Retry-After": str(wait)})
    found = password_hash(desk.store, name)
    user, hashed = found if found is not None else (None, None)
    if not desk.passwords.right(hashed, password) or user is None or hashed is None:
        for key, allowed in keys.items():
            count_failure(desk.store, key, allowed=allowed, window=_WINDOW, lock=_LOCK)
        raise Refusal(401, "name or password is wrong")
    clear_failures(desk.store, next(iter(keys)))
    if desk.passwords.outdated(hashed):
        rehash_password(desk.store, user.id, desk.passwords.hash(password))
    return user, begin_session(desk, user)


def begin_session(desk: Desk, user: User) -> str:
    """The token of a new session; the store keeps its hash."""
    token = new_token()
    lasts = timedelta(hours=desk.settings.session_hours)
    start_session(desk.store, user, hash_token(token), hash_token(csrf_of(token)), lasts=lasts)
    return token


def set_cookie(desk: Desk, response: Response, token: str) -> None:
    """Give the browser its session: out of reach of scripts, and never sent along from other sites."""
    response.set_cookie(
        cookie_name(desk), token, httponly=True, secure=desk.settings.secure, samesite="strict", path="/"
    )


def sign_out(desk: Desk, response: Response, caller: Caller) -> None:
    """End the session."""
    end_session(desk.store, hash_token(caller.session))
    response.delete_cookie(cookie_name(desk), httponly=True, secure=desk.settings.secure, samesite="strict", path="/")


def first_token(desk: Desk) -> str | None:
    """A new one-time token for the first administrator; None when there are accounts already."""
    token = new_token()
    return token if put_first_token(desk.store, hash_token(token)) else None


def sign_up_first(desk: Desk, token: str, name: str, password: str) -> tuple[User, str]:
    """Make the first administrator and begin a session. Raises Refusal for a wrong token, UsageError for a bad pair."""
    hashed = desk.passwords.hash(password)
    if not name.strip() or len(name) > _LONGEST_NAME or not name.strip().isprintable():
        raise Refusal(422, "a name has 1 to 200 printable characters")
    if not use_first_token(desk.store, hash_token(token.strip())):
        raise Refusal(401, "this is not the token that was printed when the service started")
    user = add_user(desk.store, None, name)
    set_password(desk.store, user, user.id, hashed)
    return user, begin_session(desk, user)


def change_own_password(desk: Desk, caller: Caller, old: str, new: str) -> None:
    """Set one's own password; all one's sessions end. Raises NotAllowed when the old one is wrong."""
    found = password_hash(desk.store, caller.user.name)
    if found is None or not desk.passwords.right(found[1], old):
        raise NotAllowed("the old password is wrong")
    set_password(desk.store, caller.user, caller.user.id, desk.passwords.hash(new))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else "unknown"
