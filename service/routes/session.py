"""Signing in and out, one's own password, and the first administrator."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response
from starlette.requests import Request

from service.answers import SessionOut
from service.desk import DeskHere
from service.identity import SignedIn
from service.problems import Refusal
from service.schemas import FirstIn, PasswordIn, SignInIn
from service.secrecy import csrf_of
from service.signing_in import (
    change_own_password,
    from_own_page,
    set_cookie,
    sign_in,
    sign_out,
    sign_up_first,
)

router = APIRouter(tags=["accounts"])


@router.post("/session", dependencies=[Depends(from_own_page)])
def begin(asked: SignInIn, request: Request, desk: DeskHere, response: Response) -> SessionOut:
    """Sign in: the answer sets the session's cookie. Five failures within a quarter of an hour lock a name for five
    minutes.
    """
    user, token = sign_in(desk, request, asked.name, asked.password)
    set_cookie(desk, response, token)
    return SessionOut(id=user.id, name=user.name, administrator=user.administrator, csrf=csrf_of(token))


@router.post("/session/first", dependencies=[Depends(from_own_page)], status_code=201)
def first(asked: FirstIn, desk: DeskHere, response: Response) -> SessionOut:
    """Make the first administrator with the one-time token that the service printed, and sign in."""
    user, token = sign_up_first(desk, asked.token, asked.name, asked.password)
    set_cookie(desk, response, token)
    return SessionOut(id=user.id, name=user.name, administrator=True, csrf=csrf_of(token))


@router.get("/session")
def look(caller: SignedIn) -> SessionOut:
    """Who is signed in."""
    user = caller.user
    csrf = caller.csrf if caller.how == "session" else None
    return SessionOut(id=user.id, name=user.name, administrator=user.administrator, csrf=csrf)


@router.delete("/session", status_code=204)
def end(caller: SignedIn, desk: DeskHere) -> Response:
    """Sign out."""
    answer = Response(status_code=204)
    sign_out(desk, answer, caller)
    return answer


@router.put("/session/password", status_code=204)
def password(asked: PasswordIn, caller: SignedIn, desk: DeskHere) -> Response:
    """Set one's own password; all one's sessions end. Not for programs: a leaked token must not lock its owner out."""
    if caller.how != "session":
        raise Refusal(403, "passwords are changed in a browser's session")
    change_own_password(desk, caller, asked.old, asked.new)
    return Response(status_code=204)
