"""The old codes of a record that a person is asked about: one row for each candidate, shown beside the suggestions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select

from coder.crosswalk import Candidate, OldCode, Queued
from coder.review.cases import Row
from coder.review.schema import candidates

FIELDS = ("old", "outcome", "dimension", "code", "share", "reason")
"""Columns of a candidate beside its number and case."""
_ONE = ("old", "outcome", "dimension", "reason")
"""What the candidates of one old code have in common."""
_CANDIDATES = select(candidates).where(candidates.c.case_id == bindparam("case")).order_by(candidates.c.id)


def candidate_rows(queued: Iterable[Queued]) -> list[dict[str, Any]]:
    """The rows of a case, without its number."""
    return [dict(zip(FIELDS, row, strict=True)) for row in asked_of(queued)]


def asked_of(queued: Iterable[Queued]) -> list[tuple[Any, ...]]:
    """What is asked, candidate by candidate."""
    asked = (each.old_code for each in queued if each.old_code is not None)
    return [
        (each.old, each.outcome, each.dimension, candidate.code, candidate.share, each.reason)
        for each in dict.fromkeys(asked)
        for candidate in each.candidates
    ]


def asked_in(connection: Connection, case_id: int) -> list[tuple[Any, ...]]:
    """What is asked of a case that is there, as `asked_of` gives it."""
    return [tuple(row[name] for name in FIELDS) for row in candidates_of(connection, case_id)]


def candidates_of(connection: Connection, case_id: int) -> Sequence[Row]:
    """The candidates of a case in their order."""
    return connection.execute(_CANDIDATES, {"case": case_id}).mappings().all()


def old_codes_of(rows: Iterable[Row]) -> tuple[OldCode, ...]:
    """The old codes that candidates belong to."""
    return tuple(
        OldCode(old, outcome, dimension, tuple(Candidate(row["code"], row["share"]) for row in group), reason)
        for (old, outcome, dimension, reason), group in itertools.groupby(rows, key=itemgetter(*_ONE))
    )


def asked_record(connection: Connection, case_id: int) -> dict[str, Any]:
    """What is asked of a case, as records tell it: under `old`, where there is anything."""
    asked = old_codes_of(candidates_of(connection, case_id))
    told = [
        {
            "old": each.old,
            "outcome": each.outcome,
            "dimension": each.dimension,
            "candidates": [{"code": one.code, "share": one.share} for one in each.candidates],
        }
        for each in asked
    ]
    return {"old": told} if told else {}
