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

ANYWHERE = 1_000
"""Gap length that stands for `anything within the sentence`."""

_TOKEN = re.compile(r"\(([^()]*)\)(\?)?|(~\d*|\.\.|&)|([^\s()]+)")
_DEFAULT_GAP = 3


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern.

    `phrases` are the alternatives, each a tuple of lemmas; an entry starting with `=` is an exact word. `gap` is the
    number of words that may stand between the previous element and this one.
    """

    phrases: frozenset[tuple[str, ...]]
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


def parse_pattern(
    written: str, lists: Mapping[str, Sequence[str]], *, split: Split, lemma: Lemma, exact: bool = False
) -> Pattern:
    """Compile `written`.

    `lists` holds the word lists by name. With `exact`, every word is taken as written instead of by dictionary form.
    Raises PatternError for an empty pattern, an unknown list, a gap at an end, or a chain of optional elements only.
    """
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
        body = group or word.rstrip("?")
        phrases = frozenset(_phrases(body, lists, split, lemma, exact))
        if not phrases:
            raise PatternError("an element is empty")
        chains[-1].append(Element(phrases, gap or 0, bool(optional) or (not group and word.endswith("?"))))
        gap = None
    if gap is not None:
        raise PatternError("the pattern ends with a gap")
    for chain in chains:
        if all(element.optional for element in chain):
            raise PatternError("nothing in it is required")
    return Pattern(written, tuple(map(tuple, chains)))


def _gap_length(operator: str) -> int:
    if operator == "..":
        return ANYWHERE
    return int(operator[1:]) if len(operator) > 1 else _DEFAULT_GAP


def _phrases(
    body: str, lists: Mapping[str, Sequence[str]], split: Split, lemma: Lemma, exact: bool
) -> list[tuple[str, ...]]:
    """Resolve alternatives and lists to phrases of lemmas."""
    found: list[tuple[str, ...]] = []
    for alternative in filter(None, (part.strip() for part in body.split("|"))):
        if alternative.startswith("@"):
            name = alternative[1:]
            if name not in lists:
                raise PatternError(f"unknown list @{name}")
            for entry in lists[name]:
                found += _phrases(entry, lists, split, lemma, exact)
        else:
            found.append(tuple(_word_key(word, lemma, exact) for word in _words(alternative, split)))
    return [phrase for phrase in found if phrase]


def _words(phrase: str, split: Split) -> list[str]:
    """Words of a phrase; an `=` stays with its word."""
    words: list[str] = []
    for part in phrase.split():
        marked = part.startswith("=")
        words += [("=" if marked else "") + word for word in split(part.removeprefix("="))]
    return words


def _word_key(word: str, lemma: Lemma, exact: bool) -> str:
    if word.startswith("="):
        return word
    return "=" + word if exact else lemma(word)
