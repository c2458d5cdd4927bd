"""Read cases: their words, what was offered, what was decided. Callers say whose decisions they want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, String, column, select, table

from coder.errors import NotAllowed
from coder.review.schema import cases, decisions, narratives, remarks, suggestions
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


def case_row(connection: Connection, case_id: int, *, lock: bool = False) -> Row:
    """The case; `lock` keeps others from changing it until the transaction ends. Raises NotAllowed without one."""
    query = select(cases).where(cases.c.id == case_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).mappings().one_or_none()
    if row is None:
        raise NotAllowed("not allowed, or not there")
    return row


def words_of(connection: Connection, case_id: int) -> Row | None:
    """Text, fields and reasons of a case; None after a purge."""
    return connection.execute(select(narratives).where(narratives.c.case_id == case_id)).mappings().one_or_none()


def offers_of(connection: Connection, case_id: int, edition: str, words: Row | None) -> tuple[Offer, ...]:
    """The suggestions of a case in the order the machine gave them, with reasons while the narrative is there."""
    query = select(suggestions).where(suggestions.c.case_id == case_id, suggestions.c.edition == edition)
    rows = connection.execute(query.order_by(suggestions.c.id)).mappings()
    reasons = {} if words is None else words["reasons"]
    return tuple(_offer(row, reasons.get(row["code"], {})) for row in rows)


def planted_ids(connection: Connection, offer_ids: Sequence[int]) -> list[int]:
    """Which of the suggestions were planted."""
    query = select(suggestions.c.id).where(suggestions.c.id.in_(offer_ids), suggestions.c.planted)
    return list(connection.execute(query.order_by(suggestions.c.id)).scalars())


def decisions_of(
    connection: Connection, case_id: int, *, user_id: int | None, phase: Phase | None = None, words: bool
) -> tuple[Decision, ...]:
    """Decisions on a case, oldest first; `user_id` None gives everybody's, `words` gives people's reasons too."""
    taken_back = decisions.alias("taken_back")
    query = (
        select(decisions, remarks.c.text.label("reason"), taken_back.c.id.label("taken_back"))
        .outerjoin(remarks, remarks.c.decision_id == decisions.c.id)
        .outerjoin(taken_back, taken_back.c.undoes == decisions.c.id)
        .where(decisions.c.case_id == case_id)
        .order_by(decisions.c.id)
    )
    if user_id is not None:
        query = query.where(decisions.c.user_id == user_id)
    if phase is not None:
        query = query.where(decisions.c.phase == phase)
    return tuple(_decision(row, words=words) for row in connection.execute(query).mappings())


def states_of(connection: Connection, case_id: int, *, user_id: int, phase: Phase) -> tuple[CodeState, ...]:
    """What holds now on a case by one person."""
    view = current_codes.c
    query = select(view.dimension, view.code, view.state, view.decision_id).where(
        view.case_id == case_id, view.user_id == user_id, view.phase == phase
    )
    return tuple(CodeState(*row) for row in connection.execute(query.order_by(view.decision_id)))


def final_of(connection: Connection, case_id: int) -> tuple[str, ...]:
    """The final codes of a closed case, by id; empty for others."""
    query = select(final_codes.c.code).where(final_codes.c.case_id == case_id)
    return tuple(connection.execute(query.order_by(final_codes.c.code)).scalars())


def spans(stored: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """Offsets as they stand in the database."""
    return tuple(Span(start, end) for start, end in stored)


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
