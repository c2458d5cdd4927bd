"""Cut a text into pieces where evidence begins and ends, so that a page or a terminal can mark it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coder.export.wording import LIKELY
from coder.records import Coding, Evidence

Kind = Literal["words", "sentence", "possible", "denied"]
"""What a stretch is: words that a rule found for a code at 0.5 or above; a sentence that moved the classifier towards
such a code; either of them for a code below; words that name a code without affirming it."""

KINDS: tuple[Kind, ...] = ("words", "sentence", "possible", "denied")
"""The kinds, the one that shows first where several meet."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that is evidence. `number` counts from 1 in the order of the text."""

    start: int
    end: int
    number: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is marked the same all over. `kind` is None where nothing is marked.

    `closes` are the numbers of the marks that end with this piece.
    """

    text: str
    kind: Kind | None
    closes: tuple[int, ...]


def marks_of(coding: Coding, *, kinds: Sequence[Kind] = KINDS) -> tuple[Mark, ...]:
    """The distinct stretches of evidence of a coding that are of `kinds`, numbered in text order."""
    found: dict[tuple[int, int], set[Kind]] = defaultdict(set)
    for evidence, kind in _uses(coding):
        found[evidence.start, evidence.end].add(kind)
    shown = {span: min(uses, key=KINDS.index) for span, uses in found.items()}
    spans = sorted(span for span, kind in shown.items() if kind in kinds)
    return tuple(Mark(start, end, number, shown[start, end]) for number, (start, end) in enumerate(spans, 1))


def numbers_of(marks: Sequence[Mark]) -> Mapping[tuple[int, int], int]:
    """The number of each mark by its (start, end)."""
    return {(mark.start, mark.end): mark.number for mark in marks}


def cut(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """The text in pieces, in order; joined, they are the text. Marks beyond its end are cut off, empty ones ignored."""
    placed = [(max(0, mark.start), min(len(text), mark.end), mark) for mark in marks]
    placed = [(start, end, mark) for start, end, mark in placed if start < end]
    edges = sorted({0, len(text), *(at for start, end, _ in placed for at in (start, end))})
    pieces = []
    for start, end in itertools.pairwise(edges):
        over = [mark.kind for first, last, mark in placed if first <= start and end <= last]
        closes = tuple(mark.number for _, last, mark in placed if last == end)
        pieces.append(Piece(text[start:end], min(over, key=KINDS.index, default=None), closes))
    return tuple(pieces)


def _uses(coding: Coding) -> Iterator[tuple[Evidence, Kind]]:
    for item in coding.suggestions:
        for evidence in item.evidence:
            likely: Kind = "words" if evidence.source == "rule" else "sentence"
            yield evidence, likely if item.confidence >= LIKELY else "possible"
    for denied in coding.denied:
        for evidence in denied.evidence:
            yield evidence, "denied"
