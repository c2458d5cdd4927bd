"""The administrator's page of accounts, and everybody's own: password and tokens."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from coder.review import all_users, change_user
from coder.review.accounts import revoke_token, tokens_of
from service.answers import SecretOut
from service.desk import Desk, DeskHere
from service.identity import Caller, FormSent, SignedIn
from service.pages.rendering import go, page
from service.problems import SIGN_IN
from service.routes.parts import TokenId, UserId
from service.routes.users import made_token, made_user, reset_password
from service.signing_in import change_own_password

router = APIRouter()
Field = Annotated[str, Form(max_length=200)]


@router.get("/desk/users")
def users_page(request: Request, desk: DeskHere, caller: SignedIn) -> Response:
    """All accounts, for administrators."""
    return _users(request, desk, caller, None)


@router.post("/desk/users")
def new_user(
    request: Request, desk: DeskHere, caller: FormSent, name: Field, administrator: Annotated[bool, Form()] = False
) -> Response:
    """Make an account; its password is shown once."""
    made = made_user(desk, caller, name, None, administrator=administrator)
    return _users(request, desk, caller, made)


@router.post("/desk/users/{user_id}")
def change(
    request: Request,
    user_id: UserId,
    desk: DeskHere,
    caller: FormSent,
    what: Annotated[Literal["close", "reopen", "raise", "lower", "password"], Form()],
) -> Response:
    """Close or reopen an account, make it an administrator's or no longer, or give it a new password."""
    if what == "password":
        return _users(request, desk, caller, reset_password(desk, caller, user_id))
    if what in {"close", "reopen"}:
        change_user(desk.store, caller.user, user_id, active=what == "reopen")
    else:
        change_user(desk.store, caller.user, user_id, administrator=what == "raise")
    return go("/desk/users")


@router.get("/desk/account")
def account_page(request: Request, desk: DeskHere, caller: SignedIn) -> Response:
    """One's own account."""
    return _account(request, desk, caller, None)


@router.post("/desk/account/password")
def password(desk: DeskHere, caller: FormSent, old: Field, new: Field) -> Response:
    """Set one's own password and sign in anew."""
    change_own_password(desk, caller, old, new)
    return go(SIGN_IN)


@router.post("/desk/account/tokens")
def token(
    request: Request, desk: DeskHere, caller: FormSent, label: Field, days: Annotated[int, Form(ge=1, le=3650)] = 90
) -> Response:
    """Make a token; it is shown once."""
    return _account(request, desk, caller, made_token(desk, caller, label, days))


@router.post("/desk/account/tokens/{token_id}")
def revoke(token_id: TokenId, desk: DeskHere, caller: FormSent) -> Response:
    """End a token."""
    revoke_token(desk.store, caller.user, token_id)
    return go("/desk/account")


def _users(request: Request, desk: Desk, caller: Caller, made: SecretOut | None) -> Response:
    return page(request, "users.html", caller, users=all_users(desk.store, caller.user), made=made)


def _account(request: Request, desk: Desk, caller: Caller, made: SecretOut | None) -> Response:
    return page(request, "account.html", caller, tokens=tokens_of(desk.store, caller.user), made=made)
