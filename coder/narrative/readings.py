"""Read numbers that carry meaning: ages of people, hours per day, days per week.

Words and digits are both read ("aged 15", "a 32-year-old", "ages 15 and 17", "fourteen hours a day"), so no rule has to
list numbers. How a language says them is data: `numbers.toml` in its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.narrative.tokens import Document, is_mask

_OLDEST = 110
_YOUNGEST_BARE = 3
"""A bare number below this is hardly ever an age."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with its kind and the tokens, end-exclusive, that say it."""

    kind: str
    value: float
    first: int
    last: int


class NumberReader:
    """Reads ages and working times. `table` is the language's `numbers.toml`; an empty one reads nothing."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._numbers: Mapping[str, int] = table.get("numbers", {})
        words = table.get("words", {})
        self._words: Mapping[str, frozenset[str]] = {name: frozenset(entries) for name, entries in words.items()}
        self._age_units = sorted((tuple(unit.split()) for unit in words.get("age_units", ())), key=len, reverse=True)

    def read(self, doc: Document) -> list[Reading]:
        """All readings of a document in text order, without duplicates."""
        if not self._words:
            return []
        found: dict[tuple[str, float, int], Reading] = {}
        for first, last in doc.sentences:
            sentence = doc.words[first:last]
            for reading in (*self._ages(sentence, doc.titled[first:last]), *self._rates(sentence)):
                moved = Reading(reading.kind, reading.value, first + reading.first, first + reading.last)
                found.setdefault((moved.kind, moved.value, moved.first), moved)
        return sorted(found.values(), key=lambda reading: (reading.first, reading.kind, reading.value))

    def _is(self, kind: str, words: Sequence[str], at: int) -> bool:
        return 0 <= at < len(words) and words[at] in self._words.get(kind, frozenset())

    def _number(self, words: Sequence[str], at: int) -> tuple[float, int] | None:
        """The number that begins at `at` and the position behind it; None where none begins."""
        word = words[at] if at < len(words) else ""
        if word[:1].isdigit() and re.fullmatch(r"\d{1,3}(\.\d+)?", word):
            return float(word), at + 1
        value = self._numbers.get(word)
        if value is None:
            return None
        unit = self._numbers.get(words[at + 1], 0) if at + 1 < len(words) else 0
        if value >= 20 and 0 < unit < 10:
            return float(value + unit), at + 2
        return float(value), at + 1

    def _all_numbers(self, words: Sequence[str]) -> Iterator[tuple[int, float, int]]:
        """Every number as (position, value, position behind it); `twenty-one` is one number, not two."""
        at = 0
        while at < len(words):
            found = self._number(words, at)
            if found is not None:
                yield at, found[0], found[1]
            at = found[1] if found else at + 1

    def _ages(self, words: Sequence[str], titled: Sequence[bool]) -> Iterator[Reading]:
        for at in range(len(words)):
            if self._is("age", words, at):
                yield from self._listed_ages(words, at)
        for at, value, after in self._all_numbers(words):
            if value > _OLDEST:
                continue
            unit = self._age_unit(words, after)
            if unit:
                yield Reading("age", value, at, after + unit)
                yield from self._earlier_ages(words, at)
            elif value >= _YOUNGEST_BARE and (
                self._set_off(words, titled, at, after) or self._stated(words, at, after)
            ):
                yield Reading("age", value, at, after)

    def _age_unit(self, words: Sequence[str], at: int) -> int:
        """Length of the unit of age that begins at `at`; 0 where none does."""
        return next((len(unit) for unit in self._age_units if tuple(words[at : at + len(unit)]) == unit), 0)

    def _listed_ages(self, words: Sequence[str], at: int) -> Iterator[Reading]:
        """Ages that follow an age word: `aged 15`, `ages 15, 16 and 17`, `between the ages of 14 and 17`."""
        position = at + 1
        while self._is("age_links", words, position):
            position += 1
        found = self._number(words, position)
        while found is not None and found[0] <= _OLDEST:
            yield Reading("age", found[0], at, found[1])
            position = found[1]
            while self._is("joining", words, position):
                position += 1
            found = self._number(words, position)

    def _earlier_ages(self, words: Sequence[str], at: int) -> Iterator[Reading]:
        """Ages joined before one that names the unit: `15 and 17 year old`."""
        while at >= 2 and self._is("joining", words, at - 1):
            found = self._number(words, at - 2)
            if found is None or found[1] != at - 1:
                return
            yield Reading("age", found[0], at - 2, at - 1)
            at -= 2

    def _set_off(self, words: Sequence[str], titled: Sequence[bool], at: int, after: int) -> bool:
        """`Maria, 24, from ...`, `a girl (15)`: a bare number set off behind a name or noun."""
        if at < 2 or after >= len(words) or self._is("months", words, at - 2):
            return False
        behind_name = titled[at - 2] or self._is("persons", words, at - 2)
        opened, closed = words[at - 1], words[after]
        return behind_name and ((opened == "," and closed in ",;.") or (opened == "(" and closed in "),;"))

    def _stated(self, words: Sequence[str], at: int, after: int) -> bool:
        """`she was 15`, `when he turned 16,`: a number that ends the statement about a person."""
        if not (self._is("age_verbs", words, at - 1) and (after == len(words) or self._is("closing", words, after))):
            return False
        return self._is("persons", words, at - 2) or (at >= 2 and is_mask(words[at - 2]))

    def _rates(self, words: Sequence[str]) -> Iterator[Reading]:
        """`18 hours a day`, `16 hrs/day`, `14-hour days`, `seven days a week`."""
        for at, value, after in self._all_numbers(words):
            per = after + 1 + self._is("per", words, after + 1)
            if self._is("hours", words, after):
                if self._is("hour_nouns", words, after + 1):
                    yield Reading("hours_per_day", value, at, after + 2)
                elif per > after + 1 and self._is("day_units", words, per):
                    yield Reading("hours_per_day", value, at, per + 1)
            elif self._is("days", words, after) and per > after + 1 and self._is("week_units", words, per):
                yield Reading("days_per_week", value, at, per + 1)
