"""What people made of a closed case, as a record: the codes that hold, those that do not, those nobody settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from coder.review.cases import Row, final_of, states_of
from coder.review.columns import stamp
from coder.review.submit import coders_of
from coder.review.values import CodeState, State

FINAL = "final"
"""The coder of records that tell the final codes."""


def final_record(connection: Connection, case: Row) -> dict[str, Any]:
    """`open` and `rejected` are what anybody said of codes that are not final, the adjudicator before coders, and among
    those who calls a code unclear before who rejects it."""
    final = final_of(connection, case["id"])
    said = {state.code: state for state in reversed(_said(connection, case)) if state.code not in final}
    return {
        "id": case["narrative_id"],
        "coder": FINAL,
        "codes": [{"code": code} for code in final],
        "open": in_state("unclear", said.values()),
        "rejected": in_state("rejected", said.values()),
        "coded_at": None if case["closed_at"] is None else stamp(case["closed_at"]),
        "edition": case["edition"],
        "how": case["closed_how"],
    }


def in_state(wanted: State, states: Iterable[CodeState]) -> list[str]:
    """The codes that are in a state, sorted; dimensions as a whole left out."""
    return sorted(state.code for state in states if state.state == wanted and state.code)


def _said(connection: Connection, case: Row) -> list[CodeState]:
    """What was said of each code, by weight."""
    judge = case["closed_by_id"]
    settled = states_of(connection, case["id"], user_id=judge, phase="adjudication") if judge is not None else ()
    coded = [state for states in coders_of(connection, case["id"]).values() for state in states]
    return [*settled, *sorted(coded, key=lambda state: state.state != "unclear")]
