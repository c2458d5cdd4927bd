"""Read cases: their words, what was offered, what was decided. Callers say whose decisions they want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, column, select, table, union_all

from coder.errors import NotAllowed
from coder.review.schema import candidates, cases, decisions, narratives, remarks, suggestions
from coder.review.values import CodeState, Decision, Judgement, Offer, Phase, Span

Row = Mapping[Any, Any]
"""A row of the database, by column."""

current_codes = table(
    "current_codes",
    *(column(name) for name in ("case_id", "user_id", "phase", "dimension", "code", "state", "decision_id")),
)
"""The view of what holds now, by case, person and phase."""
final_codes = table("final_codes", column("case_id"), column("dimension", String), column("code", String))
"""The view of the codes of closed cases."""

# Statements that every decision needs are put together once: doing so takes longer than running them.
_FOUND = select(cases.c.denied, cases.c.checks).where(cases.c.id == bindparam("case"))
_CASE = select(*(each for each in cases.c if each.name not in _FOUND.selected_columns)).where(
    cases.c.id == bindparam("case")
)
_LOCKED = _CASE.with_for_update(key_share=True)
_WORDS = select(narratives).where(narratives.c.case_id == bindparam("case"))
_OFFERS = (
    select(suggestions)
    .where(suggestions.c.case_id == bindparam("case"), suggestions.c.edition == bindparam("edition"))
    .order_by(suggestions.c.id)
)
_OFFERED = union_all(
    select(suggestions.c.code).where(
        suggestions.c.case_id == bindparam("case"), suggestions.c.edition == bindparam("edition")
    ),
    select(candidates.c.code).where(candidates.c.case_id == bindparam("case")),
)
_PLANTED = (
    select(suggestions.c.id)
    .where(suggestions.c.id.in_(bindparam("offers", expanding=True)), suggestions.c.planted)
    .order_by(suggestions.c.id)
)
_STATES = (
    select(*(current_codes.c[name] for name in ("dimension", "code", "state", "decision_id")))
    .where(current_codes.c.case_id == bindparam("case"), current_codes.c.user_id == bindparam("user"))
    .where(current_codes.c.phase == bindparam("phase"))
    .order_by(current_codes.c.decision_id)
)
_UNDOES = decisions.alias("undoes")
_UNDOABLE = (
    select(decisions.c.id)
    .outerjoin(_UNDOES, _UNDOES.c.undoes == decisions.c.id)
    .where(decisions.c.case_id == bindparam("case"), decisions.c.user_id == bindparam("user"))
    .where(decisions.c.phase == bindparam("phase"), decisions.c.kind != "undo", _UNDOES.c.id.is_(None))
    .order_by(decisions.c.id)
)
_FINAL = select(final_codes.c.code).where(final_codes.c.case_id == bindparam("case")).order_by(final_codes.c.code)


def case_row(connection: Connection, case_id: int, *, lock: bool = False) -> Row:
    """The case without what the machine found in it; `lock` keeps others from changing it until the transaction ends.

    Raises NotAllowed without one.
    """
    row = connection.execute(_LOCKED if lock else _CASE, {"case": case_id}).mappings().one_or_none()
    if row is None:
        raise NotAllowed("not allowed, or not there")
    return row


def found_in(connection: Connection, case_id: int) -> Row:
    """What the machine found beside its suggestions: `denied` and `checks`."""
    return connection.execute(_FOUND, {"case": case_id}).mappings().one()


def words_of(connection: Connection, case_id: int) -> Row | None:
    """Text, fields and reasons of a case; None after a purge."""
    return connection.execute(_WORDS, {"case": case_id}).mappings().one_or_none()


def offers_of(connection: Connection, case_id: int, edition: str, words: Row | None) -> tuple[Offer, ...]:
    """The suggestions of a case in the order the machine gave them, with reasons while the narrative is there."""
    rows = connection.execute(_OFFERS, {"case": case_id, "edition": edition}).mappings()
    reasons = {} if words is None else words["reasons"]
    return tuple(_offer(row, reasons.get(row["code"], {})) for row in rows)


def offered_to(connection: Connection, case: Row) -> frozenset[str]:
    """The codes that were suggested to a coder, by the text or by an old code; none on a case that is shown without
    suggestions."""
    if not case["aided"]:
        return frozenset()
    return frozenset(connection.execute(_OFFERED, {"case": case["id"], "edition": case["edition"]}).scalars())


def planted_ids(connection: Connection, offer_ids: Sequence[int]) -> list[int]:
    """Which of the suggestions were planted."""
    return list(connection.execute(_PLANTED, {"offers": offer_ids}).scalars())


def decisions_of(
    connection: Connection, case_id: int, *, user_id: int | None, phase: Phase | None = None, words: bool
) -> tuple[Decision, ...]:
    """Decisions on a case, oldest first; `user_id` None gives everybody's, `words` gives people's reasons too."""
    wanted = {"case": case_id, "user": user_id, "phase": phase}
    rows = connection.execute(_decisions(user_id is not None, phase is not None), wanted).mappings()
    return tuple(_decision(row, words=words) for row in rows)


def states_of(connection: Connection, case_id: int, *, user_id: int, phase: Phase) -> tuple[CodeState, ...]:
    """What holds now on a case by one person."""
    rows = connection.execute(_STATES, {"case": case_id, "user": user_id, "phase": phase})
    return tuple(CodeState(*row) for row in rows)


def undoable_of(connection: Connection, case_id: int, *, user_id: int, phase: Phase) -> tuple[int, ...]:
    """The numbers of one person's decisions on a case that can be taken back, oldest first."""
    rows = connection.execute(_UNDOABLE, {"case": case_id, "user": user_id, "phase": phase})
    return tuple(rows.scalars())


def final_of(connection: Connection, case_id: int) -> tuple[str, ...]:
    """The final codes of a closed case, by id; empty for others."""
    return tuple(connection.execute(_FINAL, {"case": case_id}).scalars())


def spans(stored: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """Offsets as they stand in the database."""
    return tuple(Span(start, end) for start, end in stored)


@cache
def _decisions(of_user: bool, of_phase: bool) -> Select[Any]:
    query = (
        select(decisions, remarks.c.text.label("reason"), _UNDOES.c.id.label("taken_back"))
        .outerjoin(remarks, remarks.c.decision_id == decisions.c.id)
        .outerjoin(_UNDOES, _UNDOES.c.undoes == decisions.c.id)
        .where(decisions.c.case_id == bindparam("case"))
        .order_by(decisions.c.id)
    )
    if of_user:
        query = query.where(decisions.c.user_id == bindparam("user"))
    if of_phase:
        query = query.where(decisions.c.phase == bindparam("phase"))
    return query


def _offer(row: Row, why: Mapping[str, Any]) -> Offer:
    reasons = why.get("reasons", ())
    evidence = [
        {**each, "reason": reasons[at]} if at < len(reasons) else dict(each) for at, each in enumerate(row["evidence"])
    ]
    terms = tuple((name, logit) for name, logit in why.get("terms", ()))
    return Offer(row["id"], row["dimension"], row["code"], row["confidence"], row["rank"], tuple(evidence), terms)


def _decision(row: Row, *, words: bool) -> Decision:
    judgement = Judgement(
        kind=row["kind"],
        dimension=row["dimension"],
        code=row["code"],
        new_code=row["new_code"],
        evidence=spans(row["evidence"]),
        reason=(row["reason"] or "") if words else "",
    )
    return Decision(
        id=row["id"],
        case_id=row["case_id"],
        user_id=row["user_id"],
        phase=row["phase"],
        judgement=judgement,
        undoes=row["undoes"],
        showing_id=row["showing_id"],
        edition=row["edition"],
        at=row["at"],
        undone=row["taken_back"] is not None,
    )
