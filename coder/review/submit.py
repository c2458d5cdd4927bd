"""Hand a case in. When the last coder wanted has, it closes by itself or waits for an adjudicator."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from coder.errors import UsageError
from coder.review import trail
from coder.review.cases import Row, offered_to, states_of
from coder.review.closing import agree
from coder.review.database import Store
from coder.review.schema import assignments, cases
from coder.review.values import CodeState, Status, Submission, User
from coder.review.writing import Answer, Entry, write_once

_LONGEST_SECONDS = 24 * 3600.0
_HANDED_IN = (
    select(assignments.c.user_id)
    .where(assignments.c.case_id == bindparam("case"), assignments.c.state == "submitted")
    .order_by(assignments.c.user_id)
)


def submit(
    store: Store,
    viewer: User,
    case_id: int,
    *,
    version: int,
    seconds: float,
    undecided_ok: bool = False,
    key: str | None = None,
) -> Submission:
    """Hand in the case as the viewer coded it. `seconds` is the time spent on it, as the page measured it.

    Suggestions without a decision do not hold. They have to be let pass with `undecided_ok`, else UsageError tells how
    many there are. Raises NotAllowed and Conflict as `decide` does.
    """
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise UsageError("seconds: from 0 to a day")
    request = ["submit", case_id, version, undecided_ok]

    def write(entry: Entry) -> Answer:
        connection, case = entry.connection, entry.case
        states = states_of(connection, case_id, user_id=viewer.id, phase="coding")
        undecided = len(offered_to(connection, case) - {state.code for state in states})
        if undecided and not undecided_ok:
            raise UsageError(f"{undecided} suggestions have no decision yet")
        _hand_in(connection, entry.place, seconds, entry.now)
        details = {"case": case_id, "user": viewer.id, "seconds": seconds, "undecided": undecided}
        trail.append(connection, entry.now, viewer.name, "submit", case["project_id"], details)
        status = _settle(connection, case, entry.now)
        veiled = entry.settings.blind and case["coders_wanted"] > 1
        return asdict(Submission(None if veiled else status, undecided))

    def tell(entry: Entry, answer: Answer) -> Submission:
        return Submission(**answer)

    return write_once(store, viewer, case_id, "coding", request, version=version, key=key, write=write, tell=tell)


def coders_of(connection: Connection, case_id: int) -> dict[int, tuple[CodeState, ...]]:
    """What holds by each coder who handed the case in, by user number."""
    coders = connection.execute(_HANDED_IN, {"case": case_id}).scalars().all()
    return {coder: states_of(connection, case_id, user_id=coder, phase="coding") for coder in coders}


def close(connection: Connection, case: Row, how: str, now: datetime, by: User | None) -> None:
    """Make a case's codes final. `how`: single, agreed or adjudicated."""
    values = {"status": "closed", "closed_at": now, "closed_how": how, "closed_by_id": by.id if by else None}
    here = cases.c.id == case["id"]
    connection.execute(update(cases).where(here).values(version=cases.c.version + 1, **values))
    details = {"case": case["id"], "how": how}
    trail.append(connection, now, by.name if by else "system", "close", case["project_id"], details)


def _settle(connection: Connection, case: Row, now: datetime) -> Status:
    by_coder = coders_of(connection, case["id"])
    if len(by_coder) < case["coders_wanted"]:
        return "open"
    if agree(by_coder):
        close(connection, case, "single" if len(by_coder) == 1 else "agreed", now, None)
        return "closed"
    here = cases.c.id == case["id"]
    connection.execute(update(cases).where(here).values(status="differing", version=cases.c.version + 1))
    return "differing"


def _hand_in(connection: Connection, assignment: Row, seconds: float, now: datetime) -> None:
    values = {"state": "submitted", "until": None, "submitted_at": now, "seconds": seconds}
    here = assignments.c.id == assignment["id"]
    connection.execute(update(assignments).where(here).values(version=assignment["version"] + 1, **values))
