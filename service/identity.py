"""Who asks: a browser's session, a program's token, or a token of an identity provider. Everybody else is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import Depends, Form, Header, Request

from coder.review import User, user_named
from coder.review.accounts import session_of, token_user
from service.desk import Desk, DeskHere
from service.problems import Refusal
from service.secrecy import TOKEN_PREFIX, csrf_of, hash_token, same

_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is signed in. `session` is the session's token, for browsers; `csrf` goes into its pages."""

    user: User
    how: Literal["session", "token", "provider"]
    session: str = ""

    @property
    def csrf(self) -> str:
        """What the session's pages have to send with every write."""
        return csrf_of(self.session)


def cookie_name(desk: Desk) -> str:
    """The session's cookie; under TLS with the prefix by which browsers pin it to this host."""
    return "__Host-ictip" if desk.settings.secure else "ictip"


def known_caller(desk: Desk, request: Request) -> Caller | None:
    """Who asks; None for somebody who is not signed in. Whether a write was meant is not looked at."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _bearer(desk, credentials.strip())
    token = request.cookies.get(cookie_name(desk))
    if not token:
        return None
    session = session_of(desk.store, hash_token(token), idle=timedelta(minutes=desk.settings.idle_minutes))
    return None if session is None else Caller(session.user, "session", token)


def signed_in(
    request: Request, desk: DeskHere, x_csrf_token: Annotated[str, Header(include_in_schema=False)] = ""
) -> Caller:
    """Who asks. Raises Refusal for somebody who is not signed in, or a session's write without its token."""
    caller = _known(desk, request)
    if caller.how == "session" and request.method not in _SAFE and not same(x_csrf_token, caller.csrf):
        raise Refusal(403, "the page's token is missing; load the page again")
    return caller


def form_sent(request: Request, desk: DeskHere, csrf: Annotated[str, Form()] = "") -> Caller:
    """Who sent a page's form. Raises Refusal as `signed_in` does."""
    caller = _known(desk, request)
    if caller.how != "session" or not same(csrf, caller.csrf):
        raise Refusal(403, "the page's token is missing; load the page again")
    return caller


def _known(desk: Desk, request: Request) -> Caller:
    caller = known_caller(desk, request)
    if caller is None:
        raise Refusal(401, "sign in, or send a token", {"WWW-Authenticate": "Bearer"})
    return caller


def _bearer(desk: Desk, credentials: str) -> Caller | None:
    if credentials.startswith(TOKEN_PREFIX):
        user = token_user(desk.store, hash_token(credentials))
        return None if user is None else Caller(user, "token")
    name = desk.bearers.name_in(credentials) if desk.bearers is not None else None
    user = user_named(desk.store, name) if name is not None else None
    return Caller(user, "provider") if user is not None and user.active else None


SignedIn = Annotated[Caller, Depends(signed_in)]
FormSent = Annotated[Caller, Depends(form_sent)]
