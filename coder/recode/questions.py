"""What became of the old codes that a run left to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from coder.crosswalk.queue import OldCode
from coder.recode.people import Decided
from coder.recode.queue import left_to_people
from coder.recode.reading import RunRecord
from coder.scheme import Scheme

Result = Literal["settled", "none", "kept", "rejected", "open"]
"""Of an undecided old code: people gave one of its candidates, or a code below one; they gave none and rejected all. Of
a conflict: they gave the code all the same; they rejected it. Of either: nobody has said."""


@dataclass(frozen=True, slots=True)
class Question:
    """An old code that a person was asked about. `codes` are the new codes it became by people's word."""

    asked: OldCode
    result: Result
    codes: tuple[str, ...] = ()


def questions_of(record: RunRecord, decided: Decided | None, scheme: Scheme) -> Iterator[Question]:
    """The old codes of a record that are open or in conflict with the text; `decided` None: nobody has looked."""
    for line in left_to_people(record, scheme):
        if line.old_code is not None:
            yield _answered(line.old_code, decided, scheme)


def _answered(asked: OldCode, decided: Decided | None, scheme: Scheme) -> Question:
    if decided is None:
        return Question(asked, "open")
    given = frozenset().union(*(decided.gives(each.code, scheme) for each in asked.candidates))
    conflict = asked.outcome == "conflict"
    if given:
        return Question(asked, "kept" if conflict else "settled", scheme.in_order(given))
    if all(decided.rejects(each.code, scheme) for each in asked.candidates):
        return Question(asked, "rejected" if conflict else "none")
    return Question(asked, "open")
