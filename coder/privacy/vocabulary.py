"""What a single word may be: a name, an ordinary word, a place, a title, a part of an organisation's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coder.privacy.language import PrivacyLanguage

Sort = Literal["given", "given_or_word", "surname", "surname_or_word", "unknown", "initial", "ordinary", "organisation"]
"""`given` and `surname` are names only; `..._or_word` are ordinary words too; `unknown` is in no list at all."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: characters `start` to `end` (exclusive), lower-case form, and how it is written.

    `shouted`: all in capitals; `opens`: the first word of a sentence, which has a capital in any case; `stopped`: a
    full stop follows at once.
    """

    start: int
    end: int
    lower: str
    capital: bool
    shouted: bool
    opens: bool
    stopped: bool


class Vocabulary:
    """Sorts words by the lists of a language."""

    def __init__(self, language: PrivacyLanguage) -> None:
        self._language = language
        self.titles = frozenset(language.words("names", "titles"))
        self.particles = frozenset(language.words("names", "particles"))
        self._organisations = frozenset(language.words("names", "organisations"))
        self._others = frozenset(language.words("names", "others"))
        self._persons = frozenset(language.words("names", "persons"))
        self._function_words = frozenset(language.words("names", "function_words"))
        self._no_initials = frozenset(language.words("names", "no_initials"))

    def is_place(self, *words: Word) -> bool:
        """Whether a place has this name of one or more words."""
        return " ".join(word.lower for word in words) in self._language.places

    def may_follow_honorific(self, word: Word) -> bool:
        """Whether an ordinary word may be a name after "Mr" or "Madam"."""
        return word.capital and word.lower not in self._function_words

    def is_calendar_or_people(self, word: Word) -> bool:
        """Whether the word is a month, a weekday, a nationality, a language, a faith or a feast."""
        return word.lower in self._others

    def sort(self, word: Word) -> Sort:
        """The sort of one word, by its lists first and by its frequency in the language last."""
        lower, language = word.lower, self._language
        if len(lower) == 1:
            return "initial" if word.stopped or lower not in self._no_initials else "ordinary"
        shared_given, shared_surname = language.given.get(lower), language.surnames.get(lower)
        if lower in self._organisations:
            return "organisation"
        if lower in self._others:
            return "ordinary" if shared_given is None else "given_or_word"
        if shared_given is not None:
            return "given_or_word" if shared_given else "given"
        if shared_surname is not None:
            return "surname_or_word" if shared_surname else "surname"
        if lower in language.places or lower in self.titles or all(map(self._is_ordinary, lower.split("-"))):
            return "ordinary"
        return "unknown"

    def _is_ordinary(self, lower: str) -> bool:
        return lower in self._language.known or lower in self._persons or lower in self._function_words
