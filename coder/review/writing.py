"""What every write on a case has in common, a coder's and an adjudicator's: lock the case, ask who may, answer what
was answered before, compare the version, write, raise the version, keep the answer. All in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, update

from coder.errors import Conflict
from coder.review.access import Right, demand
from coder.review.answers import answered, remember
from coder.review.cases import Row, case_row
from coder.review.database import Store
from coder.review.leases import held, open_to_settle
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, cases
from coder.review.values import Phase, Receipt, Settings, User

_RIGHTS: dict[Phase, Right] = {"coding": "code", "adjudication": "adjudicate"}
_STALE: dict[Phase, str] = {
    "coding": "the case was changed meanwhile, perhaps in another window; load it again",
    "adjudication": "the case was changed meanwhile, perhaps by another adjudicator; load it again",
}
_RAISE = {
    phase: update(table).where(table.c.id == bindparam("row")).values(version=bindparam("next"))
    for phase, table in {"coding": assignments, "adjudication": cases}.items()
}
Answer = dict[str, Any]
"""What is kept under an idempotency key, as JSON holds it."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody at a case that is locked until the transaction ends.

    `place` is the row whose version they named: of the coder's assignment, or of the case for an adjudicator. It is
    empty when the request was answered before.
    """

    store: Store
    connection: Connection
    viewer: User
    case: Row
    settings: Settings
    phase: Phase
    place: Row
    now: datetime


def write_once(
    store: Store,
    viewer: User,
    case_id: int,
    phase: Phase,
    request: list[Any],
    *,
    version: int,
    key: str | None,
    write: Callable[[Entry], Answer],
    tell: Callable[[Entry, Answer], T],
) -> T:
    """Write, and `tell` what is answered; a request that was answered under its key before is told again, not written.

    Raises NotAllowed for those who may not, Conflict for a stale version, a case that is not theirs (any more), or a
    key that was used for another request.
    """
    now = store.clock()
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        demand(standing(connection, viewer, case["project_id"]), _RIGHTS[phase])
        before = answered(connection, viewer, key, request)
        settings = project_of(connection, case["project_id"]).settings
        if before is not None:
            return tell(Entry(store, connection, viewer, case, settings, phase, {}, now), before)
        place = (
            held(connection, case, viewer.id, now, settings)
            if phase == "coding"
            else open_to_settle(connection, case, viewer.id)
        )
        if place["version"] != version:
            raise Conflict(_STALE[phase])
        entry = Entry(store, connection, viewer, case, settings, phase, place, now)
        answer = write(entry)
        remember(store, connection, viewer, key, request, answer)
        return tell(entry, answer)


def received(entry: Entry, number: int) -> Answer:
    """Raise the version after a decision of that number; gives the receipt."""
    version = entry.place["version"] + 1
    entry.connection.execute(_RAISE[entry.phase], {"row": entry.place["id"], "next": version})
    return asdict(Receipt(version, number))


def receipt(entry: Entry, answer: Mapping[str, Any]) -> Receipt:
    """The answer as a receipt."""
    return Receipt(**answer)
