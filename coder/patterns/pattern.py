r"""Read a rule's pattern: a short line of words, word lists and gaps that an expert can write and mend.

    take ~4 @papers          a form of "take", up to 4 words, then a word or phrase of the list `papers`
    (lock|shut) (in|up)      alternatives; each may be a phrase: (lock in|keep under guard)
    not allow to leave       words in dictionary form match every inflection, side by side
    =left @place             `=` takes the word exactly as written
    her? passport            `?` makes an element optional
    debt .. repay            `..` anything between, within the sentence
    @work & @force           `&` both in one sentence, in any order

A gap never crosses the end of a sentence. `~` alone stands for up to 3 words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

ANYWHERE = 1_000
"""Gap length that stands for `anything within the sentence`."""

_TOKEN = re.compile(r"\(([^()]*)\)(\?)?|(~\d*|\.\.|&)|([^\s()]+)")
_GROUP = re.compile(r"\([^()]*\)")
_OPERATOR = re.compile(r"~|(?<!\w)&(?!\w)|\.\.")
_DEFAULT_GAP = 3

Phrase = tuple[str, ...]
"""Words side by side: lemmas, or exact words starting with `=`."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern.

    `phrases` are the alternatives, each a tuple of lemmas; an entry starting with `=` is an exact word. `gap` is the
    number of words that may stand between the previous element and this one.
    """

    phrases: frozenset[Phrase]
    gap: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: one chain of elements, or several that must all occur in the sentence in any order."""

    written: str
    chains: tuple[tuple[Element, ...], ...]


class PatternError(ValueError):
    """A pattern cannot be read; the message says why, for the person who wrote it."""


Split = Callable[[str], list[str]]
"""Turns a phrase into lower-case words, as the tokeniser does."""

Lemma = Callable[[str], str]


class PatternReader:
    """Compiles patterns of one rulebook or cue table.

    `lists` holds the word lists by name; `split` and `lemma` are the tokeniser's, so that patterns and narratives agree
    about words. What a list or an alternative stands for is worked out once, as thousands of patterns share them.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], *, split: Split, lemma: Lemma) -> None:
        self._lists = lists
        self._split = cache(lambda phrase: tuple(split(phrase)))
        self._lemma = lemma
        self._known: dict[tuple[str, bool], frozenset[Phrase]] = {}

    def read(self, written: str, *, exact: bool = False) -> Pattern:
        """Compile `written`. With `exact`, every word is taken as written instead of by dictionary form.

        Raises PatternError for an empty pattern, an unknown list, brackets within brackets or left open, a gap at an
        end or within brackets, or a chain of optional elements only.
        """
        _refuse_nesting(written)
        chains: list[list[Element]] = [[]]
        gap: int | None = None
        for group, optional, operator, word in _TOKEN.findall(written):
            if operator == "&":
                chains.append([])
            elif operator:
                if gap is not None or not chains[-1]:
                    raise PatternError(f"gap {operator!r} does not stand between two elements")
                gap = _gap_length(operator)
            if operator:
                continue
            phrases = self._phrases(group or word.rstrip("?"), exact)
            if not phrases:
                raise PatternError("an element is empty")
            chains[-1].append(Element(phrases, gap or 0, bool(optional) or (not group and word.endswith("?"))))
            gap = None
        if gap is not None:
            raise PatternError("the pattern ends with a gap")
        if any(all(element.optional for element in chain) for chain in chains):
            raise PatternError("nothing in it is required")
        return Pattern(written, tuple(map(tuple, chains)))

    def _phrases(self, body: str, exact: bool) -> frozenset[Phrase]:
        """What alternatives, separated by bars, stand for."""
        known = self._known.get((body, exact))
        if known is None:
            parts = filter(None, (part.strip() for part in body.split("|")))
            known = frozenset[Phrase]().union(*(self._alternative(part, exact) for part in parts))
            self._known[body, exact] = known
        return known

    def _alternative(self, written: str, exact: bool) -> frozenset[Phrase]:
        if not written.startswith("@"):
            phrase = tuple(self._key(word, exact) for word in self._words(written))
            return frozenset([phrase] if phrase else [])
        name = written[1:]
        if name not in self._lists:
            raise PatternError(f"unknown list @{name}")
        return frozenset[Phrase]().union(*(self._phrases(entry, exact) for entry in self._lists[name]))

    def _words(self, phrase: str) -> list[str]:
        """Words of a phrase; an `=` stays with its word."""
        words: list[str] = []
        for part in phrase.split():
            marked = part.startswith("=")
            words += [("=" if marked else "") + word for word in self._split(part.removeprefix("="))]
        return words

    def _key(self, word: str, exact: bool) -> str:
        if word.startswith("="):
            return word
        return "=" + word if exact else self._lemma(word)


def _gap_length(operator: str) -> int:
    if operator == "..":
        return ANYWHERE
    return int(operator[1:]) if len(operator) > 1 else _DEFAULT_GAP


def _refuse_nesting(written: str) -> None:
    """Brackets hold words only: what they would mean around brackets or gaps is said by a word list."""
    rest = _GROUP.sub("", written)
    if "(" in rest or ")" in rest:
        raise PatternError("brackets stand within brackets or are left open; use a word list")
    if any(_OPERATOR.search(group) for group in _GROUP.findall(written)):
        raise PatternError("a gap or & stands within brackets")
