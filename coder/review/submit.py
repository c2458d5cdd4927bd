"""Hand a case in. When the last coder wanted has, it closes by itself or waits for an adjudicator."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.access import demand
from coder.review.answers import answered, remember
from coder.review.cases import Row, case_row, states_of
from coder.review.closing import agree
from coder.review.database import Store
from coder.review.leases import held
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, cases, suggestions
from coder.review.values import CodeState, Status, Submission, User

_LONGEST_SECONDS = 24 * 3600.0


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
    now = store.clock()
    with store.write() as connection:
        case = case_row(connection, case_id, lock=True)
        demand(standing(connection, viewer, case["project_id"]), "code")
        before = answered(connection, viewer, key, request)
        if before is not None:
            return Submission(**before)
        settings = project_of(connection, case["project_id"]).settings
        assignment = held(connection, case, viewer.id, now, settings)
        if assignment["version"] != version:
            raise Conflict("the case was changed meanwhile, perhaps in another window; load it again")
        undecided = _undecided(connection, case, states_of(connection, case_id, user_id=viewer.id, phase="coding"))
        if undecided and not undecided_ok:
            raise UsageError(f"{undecided} suggestions have no decision yet")
        _hand_in(connection, assignment, seconds, now)
        details = {"case": case_id, "user": viewer.id, "seconds": seconds, "undecided": undecided}
        trail.append(connection, now, viewer.name, "submit", case["project_id"], details)
        status = _settle(connection, case, now)
        veiled = settings.blind and case["coders_wanted"] > 1
        submission = Submission(None if veiled else status, undecided)
        remember(store, connection, viewer, key, request, asdict(submission))
        return submission


def coders_of(connection: Connection, case_id: int) -> dict[int, tuple[CodeState, ...]]:
    """What holds by each coder who handed the case in, by user number."""
    query = select(assignments.c.user_id).where(assignments.c.case_id == case_id, assignments.c.state == "submitted")
    coders = connection.execute(query.order_by(assignments.c.user_id)).scalars().all()
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


def _undecided(connection: Connection, case: Row, states: tuple[CodeState, ...]) -> int:
    """How many of the suggestions that were shown have no standing decision."""
    if not case["aided"]:
        return 0
    query = select(func.count()).where(
        suggestions.c.case_id == case["id"],
        suggestions.c.edition == case["edition"],
        suggestions.c.code.not_in([state.code for state in states]),
    )
    return int(connection.execute(query).scalar_one())
