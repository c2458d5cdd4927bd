"""Idempotency keys: the same request sent twice is written once and answered twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.database import Store
from coder.review.schema import answers
from coder.review.values import User

_LONGEST_KEY = 200
_ANSWER = select(answers.c.request, answers.c.answer).where(
    answers.c.user_id == bindparam("user"), answers.c.key == bindparam("key")
)
_KEEP = insert(answers)


def answered(connection: Connection, viewer: User, key: str | None, request: Any) -> Any | None:
    """What was answered to this key before; None when it is new, or when there is no key.

    Raises UsageError for a key that is too long, Conflict for one that was used for another request.
    """
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY:
        raise UsageError(f"an idempotency key has 1 to {_LONGEST_KEY} characters")
    found = connection.execute(_ANSWER, {"user": viewer.id, "key": key}).one_or_none()
    if found is None:
        return None
    if found.request != trail.digest(request):
        raise Conflict("this idempotency key was used for another request")
    return found.answer


def remember(store: Store, connection: Connection, viewer: User, key: str | None, request: Any, answer: Any) -> None:
    """Keep the answer, in the same transaction as what it answers."""
    if key is not None:
        row = {"user_id": viewer.id, "key": key, "request": trail.digest(request), "answer": answer}
        connection.execute(_KEEP, row | {"at": store.clock()})
