"""Accounts and tokens for programs."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from coder.review import User, add_user, all_users, change_user
from coder.review.accounts import ApiToken, add_token, revoke_token, set_password, tokens_of
from service.answers import SecretOut
from service.desk import Desk, DeskHere
from service.identity import Caller, SignedIn
from service.problems import Refusal
from service.routes.parts import TokenId, UserId
from service.schemas import TokenIn, UserChange, UserIn
from service.secrecy import hash_token, new_password, new_token

router = APIRouter(tags=["accounts"])


@router.get("/users")
def users(caller: SignedIn, desk: DeskHere) -> list[User]:
    """All accounts, for administrators."""
    return all_users(desk.store, caller.user)


@router.post("/users", status_code=201)
def new_user(asked: UserIn, caller: SignedIn, desk: DeskHere) -> SecretOut:
    """Make an account. A password that was made up is told here, once."""
    return made_user(desk, caller, asked.name, asked.password, administrator=asked.administrator)


@router.patch("/users/{user_id}")
def change(user_id: UserId, asked: UserChange, caller: SignedIn, desk: DeskHere) -> User:
    """Make somebody an administrator or no longer one, close or reopen an account."""
    return change_user(desk.store, caller.user, user_id, administrator=asked.administrator, active=asked.active)


@router.post("/users/{user_id}/password")
def reset(user_id: UserId, caller: SignedIn, desk: DeskHere) -> SecretOut:
    """Give an account a new, made up password, told once; its sessions end. For administrators."""
    return reset_password(desk, caller, user_id)


@router.get("/tokens")
def tokens(caller: SignedIn, desk: DeskHere) -> list[ApiToken]:
    """One's own tokens, without their secrets."""
    return tokens_of(desk.store, caller.user)


@router.post("/tokens", status_code=201)
def token(asked: TokenIn, caller: SignedIn, desk: DeskHere) -> SecretOut:
    """Make a token for a program that acts in one's name; its secret is told here, once. Not for programs."""
    return made_token(desk, caller, asked.label, asked.days)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke(token_id: TokenId, caller: SignedIn, desk: DeskHere) -> Response:
    """End one of one's own tokens."""
    revoke_token(desk.store, caller.user, token_id)
    return Response(status_code=204)


def made_user(desk: Desk, caller: Caller, name: str, password: str | None, *, administrator: bool) -> SecretOut:
    """Make an account with its password."""
    made_up = None if password else new_password()
    hashed = desk.passwords.hash(password or str(made_up))
    user = add_user(desk.store, caller.user, name, administrator=administrator)
    set_password(desk.store, caller.user, user.id, hashed)
    return SecretOut(id=user.id, name=user.name, secret=made_up)


def reset_password(desk: Desk, caller: Caller, user_id: int) -> SecretOut:
    """Give an account a new, made up password. Raises NotAllowed unless the caller is an administrator."""
    known = {user.id: user.name for user in all_users(desk.store, caller.user)}
    made_up = new_password()
    set_password(desk.store, caller.user, user_id, desk.passwords.hash(made_up))
    return SecretOut(id=user_id, name=known[user_id], secret=made_up)


def made_token(desk: Desk, caller: Caller, label: str, days: int | None) -> SecretOut:
    """Make a token. Raises Refusal for programs: a leaked token must not make others."""
    if caller.how != "session":
        raise Refusal(403, "tokens are made in a browser's session")
    secret = new_token()
    until = None if days is None else desk.store.clock() + timedelta(days=days)
    number = add_token(desk.store, caller.user, label, hash_token(secret), until)
    return SecretOut(id=number, name=label, secret=secret)
