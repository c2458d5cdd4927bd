"""Put pseudonyms in the place of identifiers, and find every span again on either text.

The same words get the same pseudonym throughout a narrative, so that a reader can follow who does what; a name's part
that belongs to one name only gets that name's pseudonym.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.narrative.pieces import MASK
from coder.privacy.identifiers import Identifier, Kind

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Replaced:
    """One masked place: characters `start` to `end` of the original, `masked_start` to `masked_end` of the masked text,
    both end-exclusive.
    """

    start: int
    end: int
    masked_start: int
    masked_end: int
    kind: Kind
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text and the places that were replaced, in their order. It does not hold what was masked."""

    text: str
    replaced: tuple[Replaced, ...]

    def to_masked(self, start: int, end: int) -> Span:
        """The span of the masked text that shows characters `start` to `end` of the original.

        A span that touches an identifier covers its whole pseudonym: no part of a name can be pointed at.
        """
        return _moved(start, end, [((r.start, r.end), (r.masked_start, r.masked_end)) for r in self.replaced])

    def to_original(self, start: int, end: int) -> Span:
        """The span of the original that characters `start` to `end` of the masked text stand for."""
        return _moved(start, end, [((r.masked_start, r.masked_end), (r.start, r.end)) for r in self.replaced])


def mask(text: str, identifiers: Iterable[Identifier]) -> Masked:
    """Replace each identifier by `[KIND1]`, `[KIND2]` and so on, numbered by kind as they first appear.

    Numbers that the text already uses in this form are left out. Raises ValueError for identifiers that overlap or
    lie outside the text.
    """
    ordered = sorted(identifiers, key=lambda item: item.start)
    _refuse_bad_spans(ordered, len(text))
    pseudonyms = _Pseudonyms(text, ordered)
    parts: list[str] = []
    replaced: list[Replaced] = []
    at = length = 0
    for item in ordered:
        parts.append(text[at : item.start])
        length += item.start - at
        pseudonym = pseudonyms.of(item)
        parts.append(pseudonym)
        replaced.append(Replaced(item.start, item.end, length, length + len(pseudonym), item.kind, pseudonym))
        length += len(pseudonym)
        at = item.end
    return Masked("".join([*parts, text[at:]]), tuple(replaced))


def unmask(masked: Masked, originals: Sequence[str]) -> str:
    """The original text; `originals` are the words that were masked, in the order of `masked.replaced`.

    Raises ValueError when their number differs.
    """
    parts: list[str] = []
    at = 0
    for place, original in zip(masked.replaced, originals, strict=True):
        parts += [masked.text[at : place.masked_start], original]
        at = place.masked_end
    return "".join([*parts, masked.text[at:]])


class _Pseudonyms:
    """Hands out pseudonyms for one narrative."""

    def __init__(self, text: str, identifiers: Sequence[Identifier]) -> None:
        self._text = text
        self._used = {match.group() for match in MASK.finditer(text)}
        self._given: dict[tuple[Kind, str], str] = {}
        self._wholes = {_key(text[i.start : i.end]) for i in identifiers if i.kind == "name"}

    def of(self, item: Identifier) -> str:
        """The pseudonym of an identifier: the one its words, or the only name they are part of, have already."""
        key = _key(self._text[item.start : item.end])
        if item.kind == "name":
            key = self._whole(key)
        if (item.kind, key) not in self._given:
            self._given[item.kind, key] = self._next(item.kind)
        return self._given[item.kind, key]

    def _whole(self, key: str) -> str:
        """The longer name that holds these words; the words themselves when there is none or several."""
        words = set(key.split())
        holders = [whole for whole in self._wholes if words < set(whole.split())]
        return holders[0] if len(holders) == 1 else key

    def _next(self, kind: Kind) -> str:
        number = 1
        while (pseudonym := f"[{kind.upper()}{number}]") in self._used:
            number += 1
        self._used.add(pseudonym)
        return pseudonym


def _key(written: str) -> str:
    """What makes two writings the same: words without case and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", written.casefold())) or written


def _refuse_bad_spans(ordered: Sequence[Identifier], length: int) -> None:
    end = 0
    for item in ordered:
        if not end <= item.start < item.end <= length:
            raise ValueError(f"identifier at {item.start}-{item.end} overlaps another or lies outside the text")
        end = item.end


def _moved(start: int, end: int, places: Sequence[tuple[Span, Span]]) -> Span:
    """A span carried over from one text to the other; a touched place is covered as a whole."""
    touched = [there for (first, last), there in places if first < end and start < last]
    low, high = _shifted(start, places), _shifted(end, places)
    if touched:
        low, high = min(low, touched[0][0]), max(high, touched[-1][1])
    return low, high


def _shifted(at: int, places: Sequence[tuple[Span, Span]]) -> int:
    """A character carried over; one inside a place goes to the place's start."""
    before = bisect_right(places, at, key=lambda place: place[0][0]) - 1
    if before < 0:
        return at
    here, there = places[before]
    return there[0] if at < here[1] else there[1] + at - here[1]
