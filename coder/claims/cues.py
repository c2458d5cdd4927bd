"""Read claim cues: the ways a language says that something is denied, feared, or true only in general.

Cues are data (`claims.toml` of the language); this module checks and compiles them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from coder.errors import Fault
from coder.narrative.tokens import Tokeniser
from coder.patterns.pattern import Pattern, PatternError, PatternReader
from coder.patterns.table import PatternTable, compile_patterns
from coder.records import Claim

Reach = Literal["forward", "clause", "rest", "backward", "sentence", "previous", "within"]

STRENGTH: Mapping[str, int] = {
    "background": 4,
    "denied": 3,
    "other_person": 2,
    "hypothetical": 1,
    "affirmed": 0,
}
"""Claims that a cue can make, by which of them holds where several meet."""
_DEFAULT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Cue:
    """A way to say that what follows, precedes or surrounds it is not affirmed, or, after all, affirmed.

    `words` bounds its reach.
    """

    claim: Claim
    reach: Reach
    words: int


@dataclass(frozen=True, slots=True)
class Joints:
    """Words at which the reach of a cue ends or may end, and those that make or answer a question."""

    ends: frozenset[str]
    joints: frozenset[str]
    clause_starts: frozenset[str]
    verb_starts: frozenset[str]
    list_joints: frozenset[str]
    part_ends: frozenset[str]
    question_marks: frozenset[str]
    question_starts: frozenset[str]
    yes: frozenset[str]


def read_joints(table: Mapping[str, Any]) -> Joints:
    """The `[scope]` table of the cues; a list that is missing is empty."""
    scope = table.get("scope", {})
    return Joints(**{name: frozenset(scope.get(name, ())) for name in Joints.__slots__})


def read_cues(table: Mapping[str, Any], faults: list[Fault]) -> list[Cue | None]:
    """The cue of every pattern, in the order of `compile_cues`; None marks a pattern that only looks like a cue.

    Every unknown claim or reach is added to `faults`.
    """
    cues: list[Cue | None] = []
    for entry in _entries(table):
        cue = _cue(entry, faults) if "claim" in entry else None
        cues += [cue] * len(entry.get("patterns", ()))
    return cues


def compile_cues(table: Mapping[str, Any], tokeniser: Tokeniser, faults: list[Fault]) -> PatternTable:
    """All cue patterns as a table. Every unreadable one is added to `faults` and left out."""
    reader = PatternReader(table.get("lists", {}), split=tokeniser.split, lemma=tokeniser.lemma)
    patterns: list[Pattern] = []
    for entry in _entries(table):
        for written in entry.get("patterns", ()):
            try:
                patterns.append(reader.read(written))
            except PatternError as fault:
                faults.append(Fault("claims.toml", 0, f"cue {written!r}: {fault}"))
    return compile_patterns(patterns, tokeniser.commonness)


def _entries(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*table.get("cue", ()), *table.get("exempt", ())]


def _cue(entry: Mapping[str, Any], faults: list[Fault]) -> Cue:
    claim, reach = entry["claim"], entry.get("reach", "forward")
    if claim not in STRENGTH:
        faults.append(Fault("claims.toml", 0, f"claim {claim!r} is none of {', '.join(STRENGTH)}"))
    if reach not in get_args(Reach):
        faults.append(Fault("claims.toml", 0, f"reach {reach!r} is none of {', '.join(get_args(Reach))}"))
    return Cue(cast(Claim, claim), cast(Reach, reach), int(entry.get("words", _DEFAULT_WORDS)))
