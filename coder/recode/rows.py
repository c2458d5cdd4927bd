"""What a record becomes: its coding, what the crosswalk makes of its old codes, and the road it takes from there.

`Crosswalk` and `Route` are pure functions of their arguments: no clock, no file, no random generator. That is what
makes the output the same whichever worker codes a record, in whatever order, before or after a kill.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from coder.records import Coding

Road = Literal["auto", "review", "human_first", "audit_sample"]
"""Accepted without a person; suggestions shown to a person; coded by a person before suggestions are shown; would
have been accepted, but drawn at random for a person to re-check."""

Outcome = Literal["carried", "decided_by_text", "undecided", "conflict", "dropped", "unknown"]
"""What became of an old code: carried over by the list alone; one of several candidates, chosen by the text; several
candidates and the text does not decide; carried over, but the text says otherwise; has no successor; not in the
crosswalk."""


SAYS_NOTHING = "the value says nothing"
"""Reason of a dropped old code that stands for a missing value."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """One old code and one new code it leads to.

    `code` is "" where there is none (dropped, unknown). `line` names the crosswalk line. `share` (0 to 1) is the part
    of the old code's cases that go to `code`: 1 when certain, None when the crosswalk does not say. `reason` is for
    people and holds no narrative's words.
    """

    old: str
    code: str
    line: str
    outcome: Outcome
    share: float | None = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """The road of a record and why. `accepted` names the suggested codes that count without a person's decision."""

    road: Road
    reason: str
    accepted: tuple[str, ...] = ()


class Crosswalk(Protocol):
    """From old codes to new ones; where the list leaves a choice, the coding decides."""

    def __call__(self, old_codes: Sequence[str], coding: Coding) -> tuple[Crossed, ...]:
        """Every old code appears at least once in the answer, in the order given."""


class Route(Protocol):
    """Choose the road of a record."""

    def __call__(self, coding: Coding, crossed: Sequence[Crossed], draw: float) -> Routing:
        """`draw` lies in [0, 1), is uniform over ids and fixed per id: below the audit share, the record is drawn."""


def audit_draw(seed: int, record_id: str) -> float:
    """A number in [0, 1) from the seed and the record's id alone, so that engine, order and restarts cannot move it.

    The first 53 bits of SHA-256, as many as a float holds.
    """
    digest = hashlib.sha256(f"{seed}\x1f{record_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / (1 << 53)


def cross_nothing(old_codes: Sequence[str], coding: Coding) -> tuple[Crossed, ...]:
    """The crosswalk of a plan without one."""
    return ()


def send_to_review(coding: Coding, crossed: Sequence[Crossed], draw: float) -> Routing:
    """The route of a plan without routing: nothing is accepted without a person."""
    if coding.status != "coded":
        return Routing("human_first", "the narrative's language is not the edition's")
    return Routing("review", "the plan has no routing")
