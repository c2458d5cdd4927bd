"""Patterns as a table of numbers: what the index searches with, and what an edition seals.

Reading thousands of patterns means tokenising every phrase of every word list; that takes seconds. Its outcome is
small and plain, so an edition keeps the outcome and opens without the work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from coder.patterns.chains import Chains, Step
from coder.patterns.pattern import Element, Pattern, Phrase

FORMAT = 1
"""Version of what `to_bytes` writes; raised when an older table would be read wrongly."""

Commonness = Callable[[str], float]
"""How common a word is, higher = more common."""


class Compiled(NamedTuple):
    """A pattern in numbers: the classes it cannot do without, rarest first and each once, and its chains."""

    required: tuple[int, ...]
    chains: Chains


@dataclass(frozen=True, slots=True)
class PatternTable:
    """Many patterns that share phrases.

    `phrases` stand sorted. A class is a set of alternatives, as positions in `phrases`; elements of patterns name
    classes by their position in `classes`. `patterns` keep the order in which they were given.
    """

    phrases: Sequence[Phrase]
    classes: Sequence[tuple[int, ...]]
    patterns: Sequence[Compiled]

    def words(self) -> set[str]:
        """Every word the patterns name, in dictionary form or as written."""
        return {word.removeprefix("=") for phrase in self.phrases for word in phrase}


def compile_patterns(patterns: Sequence[Pattern], commonness: Commonness = lambda word: 0.0) -> PatternTable:
    """Number the phrases and classes of patterns.

    `commonness` decides which class of a pattern is looked for first; it changes the speed, never what is found.
    """
    numbers: dict[frozenset[Phrase], int] = {}
    for pattern in patterns:
        for chain in pattern.chains:
            for element in chain:
                numbers.setdefault(element.phrases, len(numbers))
    common = [_class_commonness(phrases, commonness) for phrases in numbers]
    phrases = sorted({phrase for alternatives in numbers for phrase in alternatives})
    position = {phrase: at for at, phrase in enumerate(phrases)}
    return PatternTable(
        phrases,
        [tuple(sorted(position[phrase] for phrase in alternatives)) for alternatives in numbers],
        [_compiled(pattern, numbers, common) for pattern in patterns],
    )


def to_bytes(table: PatternTable) -> bytes:
    """The table as JSON bytes; the same table gives the same bytes. Phrases and classes are written once each."""
    content = {"format": FORMAT, "phrases": table.phrases, "classes": table.classes, "patterns": table.patterns}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> PatternTable:
    """Read what `to_bytes` wrote. Raises ValueError or KeyError for anything else."""
    try:
        return _table(json.loads(content))
    except TypeError:
        raise ValueError("not a table of patterns") from None


def _table(record: Any) -> PatternTable:
    if record["format"] != FORMAT:
        raise ValueError(f"patterns are in format {record['format']}; this version reads format {FORMAT}")
    return PatternTable(
        list(map(tuple, record["phrases"])),
        list(map(tuple, record["classes"])),
        [
            Compiled(tuple(required), tuple(tuple(map(_step, chain)) for chain in chains))
            for required, chains in record["patterns"]
        ],
    )


def _step(written: tuple[int, int, bool]) -> Step:
    number, gap, optional = written
    return number, gap, optional


def _compiled(pattern: Pattern, numbers: dict[frozenset[Phrase], int], common: Sequence[float]) -> Compiled:
    def step(element: Element) -> Step:
        return numbers[element.phrases], element.gap, element.optional

    chains = tuple(tuple(map(step, chain)) for chain in pattern.chains)
    required = {number for chain in chains for number, _, optional in chain if not optional}
    return Compiled(tuple(sorted(required, key=lambda number: (common[number], number))), chains)


def _class_commonness(phrases: frozenset[Phrase], commonness: Commonness) -> float:
    """The sum over the phrases of how common their rarest word is, in an order that does not change from run to run."""
    return sum(sorted(min(commonness(word.removeprefix("=")) for word in phrase) for phrase in phrases))
