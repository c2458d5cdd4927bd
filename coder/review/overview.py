"""Lists and counts: cases of a project, what happened on one, how far the coders are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, false, func, select

from coder.errors import NotAllowed, UsageError
from coder.review.access import demand, rights, sees_others
from coder.review.cases import Row, case_row, decisions_of, final_of
from coder.review.database import Store
from coder.review.leases import ADJUDICATING, assignment_of
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import assignments, cases, showings, users
from coder.review.values import Decision, Status, User

MOST_LINES = 500
"""Longest page of a list."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. `mine` is the viewer's own assignment, if any; `submitted` counts coders who handed in.

    For coders of blind projects `status` and `submitted` tell of their own work only.
    """

    id: int
    narrative_id: str
    status: Status
    closed_how: str | None
    coders_wanted: int
    submitted: int
    mine: str | None


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """How far one member is: cases handed in, held and skipped, and the seconds spent on those handed in."""

    user_id: int
    name: str
    submitted: int
    held: int
    skipped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one person was exposed to: narratives opened, and the seconds spent on those handed in."""

    narratives: int
    seconds: float


def list_cases(
    store: Store, viewer: User, project_id: int, *, status: Status | None = None, after: int = 0, limit: int = 50
) -> list[CaseLine]:
    """Cases with a number above `after`, oldest first: all for those who see decisions, their own for coders.

    Raises NotAllowed for others, UsageError for a limit outside 1 to 500.
    """
    if not 1 <= limit <= MOST_LINES:
        raise UsageError(f"limit: from 1 to {MOST_LINES}")
    mine = assignments.alias("mine")
    handed_in = (
        select(func.count())
        .where(assignments.c.case_id == cases.c.id, assignments.c.state == "submitted")
        .scalar_subquery()
    )
    query = (
        select(cases, mine.c.state.label("mine"), handed_in.label("submitted"))
        .outerjoin(mine, (mine.c.case_id == cases.c.id) & (mine.c.user_id == viewer.id))
        .where(cases.c.project_id == project_id, cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    )
    with store.read() as connection:
        here = standing(connection, viewer, project_id)
        if here.role == "coder":
            query = query.where(mine.c.state.is_not(None))
        else:
            demand(here, "see_decisions")
        veiled = here.role == "coder" and project_of(connection, project_id).settings.blind
        if status is not None and veiled:
            wanted = {"closed": mine.c.state == "submitted", "open": mine.c.state != "submitted"}
            query = query.where(wanted.get(status, false()))
        elif status is not None:
            query = query.where(cases.c.status == status)
        return [_line(row, veiled=veiled) for row in connection.execute(query).mappings()]


def history(store: Store, viewer: User, case_id: int) -> tuple[Decision, ...]:
    """The decisions on a case that the viewer may see, oldest first: everybody's, or the viewer's own.

    Reasons in a person's words come with the right to read narratives. Raises NotAllowed for those who may see none.
    """
    with store.read() as connection:
        case = case_row(connection, case_id)
        here = standing(connection, viewer, case["project_id"])
        words = "read_text" in rights(here)
        if sees_others(
            here, project_of(connection, here.project_id).settings, works_on_it=_codes_it(connection, case, viewer)
        ):
            return decisions_of(connection, case_id, user_id=None, words=words)
        if here.role is None:
            raise NotAllowed("not allowed, or not there")
        return decisions_of(connection, case_id, user_id=viewer.id, words=words)


def final_codes(store: Store, viewer: User, case_id: int) -> tuple[str, ...]:
    """The final codes of a closed case, empty before. Raises NotAllowed for those who may not see others' decisions."""
    with store.read() as connection:
        case = case_row(connection, case_id)
        here = standing(connection, viewer, case["project_id"])
        if not sees_others(here, project_of(connection, here.project_id).settings):
            raise NotAllowed("not allowed, or not there")
        return final_of(connection, case_id)


def progress(store: Store, viewer: User, project_id: int) -> list[CoderProgress]:
    """How far the coders are, by name. Raises NotAllowed for those who may not see decisions."""
    query = (
        select(users.c.id, users.c.name, assignments.c.state, func.count(), func.sum(assignments.c.seconds))
        .join(assignments, assignments.c.user_id == users.c.id)
        .join(cases, cases.c.id == assignments.c.case_id)
        .where(cases.c.project_id == project_id, assignments.c.state != ADJUDICATING)
        .group_by(users.c.id, users.c.name, assignments.c.state)
    )
    found: dict[tuple[str, int], dict[str, tuple[int, float]]] = {}
    with store.read() as connection:
        demand(standing(connection, viewer, project_id), "see_decisions")
        for number, name, state, count, seconds in connection.execute(query):
            found.setdefault((name, number), {})[state] = (count, seconds)
    none = (0, 0.0)
    return [
        CoderProgress(
            user_id=number,
            name=name,
            submitted=by_state.get("submitted", none)[0],
            held=by_state.get("leased", none)[0] + by_state.get("assigned", none)[0],
            skipped=by_state.get("skipped", none)[0],
            seconds=by_state.get("submitted", none)[1],
        )
        for (name, number), by_state in sorted(found.items())
    ]


def exposure(store: Store, viewer: User, since: datetime) -> Exposure:
    """What the viewer was exposed to since then, in all projects."""
    opened = select(func.count()).where(showings.c.user_id == viewer.id, showings.c.at >= since)
    spent = select(func.coalesce(func.sum(assignments.c.seconds), 0.0))
    spent = spent.where(assignments.c.user_id == viewer.id, assignments.c.submitted_at >= since)
    with store.read() as connection:
        return Exposure(int(connection.execute(opened).scalar_one()), float(connection.execute(spent).scalar_one()))


def _codes_it(connection: Connection, case: Row, viewer: User) -> bool:
    """Whether the viewer codes or coded a case that is not closed."""
    own = assignment_of(connection, case["id"], viewer.id)
    return case["status"] != "closed" and own is not None and own["state"] != ADJUDICATING


def _line(row: Row, *, veiled: bool) -> CaseLine:
    own = int(row["mine"] == "submitted")
    return CaseLine(
        id=row["id"],
        narrative_id=row["narrative_id"],
        status=("closed" if own else "open") if veiled else row["status"],
        closed_how=None if veiled else row["closed_how"],
        coders_wanted=1 if veiled else row["coders_wanted"],
        submitted=own if veiled else row["submitted"],
        mine=row["mine"],
    )
