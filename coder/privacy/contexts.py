"""What stands before and after a possible name: a title, a naming word, a person, an age, a verb, a place word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coder.privacy.language import PrivacyLanguage, alternatives

_BEFORE = 48
"""Characters before a word that are looked at."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the neighbourhood says of a word or words.

    `honoured`: they are a name even if ordinary; `strong`: they are a name; `person`: they are about a person;
    `acting`: they do what mostly people do; `place`: they are where something is; `place_or_person`: they are either.
    """

    honoured: bool
    strong: bool
    person: bool
    acting: bool
    place: bool
    place_or_person: bool


class ContextReader:
    """Reads the neighbourhood of possible names in one language."""

    def __init__(self, language: PrivacyLanguage) -> None:
        def cue(*names: str, table: str = "names") -> str:
            return alternatives([word for name in names for word in language.words(table, name)])

        opening = r"[\s:,(\"“‘'\[]*\Z"
        self._strong = re.compile(
            rf"(?:{cue('titles')}\.?\s+|{cue('cues')}\.?{opening}|{cue('initials')}{opening})\Z", re.IGNORECASE
        )
        self._honoured = re.compile(rf"{cue('honorifics')}\.?\s+\Z", re.IGNORECASE)
        self._person_before = re.compile(rf"{cue('persons')}[,:]?[\s(\"“]+\Z", re.IGNORECASE)
        self._place_before = re.compile(
            rf"{cue('place_cues')}\s+(?:[\w-]+(?:\s[\w-]+)?\s*{cue('joins')}\s*){{0,3}}\Z", re.IGNORECASE
        )
        self._either_before = re.compile(rf"{cue('place_or_person_cues')}\s+\Z", re.IGNORECASE)
        age = rf"(?:{cue('aged')}\s+)?(?:\d{{1,2}}|\d{{1,2}}-\w+-\w+)(?!\w)(?!\s*{cue('not_aged')})(?![.,:/]?\d)"
        self._person_after = re.compile(rf",\s*{age}\s*[,.;)]|,?\s*\({age}\s*[,;)]|,\s+{cue('aged')}\s+\d{{1,2}}")
        self._verb_after = re.compile(rf",?\s+(?:[a-z]+ly\s+)?{cue('verbs')}")
        ending = "(?:" + "|".join(map(re.escape, language.words("names", "endings"))) + ")"
        self._possession_after = re.compile(rf"{ending}\s+(?:[a-z]+\s+)?{cue('possessions')}")

    def read(self, text: str, start: int, end: int) -> Context:
        """The context of the characters `start` to `end`."""
        before = text[max(0, start - _BEFORE) : start]
        after = bool(self._person_after.match(text, end) or self._possession_after.match(text, end))
        return Context(
            honoured=bool(self._honoured.search(before)),
            strong=bool(self._strong.search(before)),
            person=after or bool(self._person_before.search(before)),
            acting=bool(self._verb_after.match(text, end)),
            place=bool(self._place_before.search(before)),
            place_or_person=bool(self._either_before.search(before)),
        )
