"""Find many patterns in a document at once.

Patterns are compiled to classes of words. A sentence is scanned once for the classes that occur in it, and only
patterns whose required classes are all present are tried, so the cost grows with the words of the text and hardly with
the number of patterns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coder.narrative.tokens import Document
from coder.patterns.pattern import Element, Pattern

_MOST_MATCHES = 6
"""Matches of one pattern kept per sentence; more of the same say nothing new."""

Step = tuple[int, int, bool]
"""One compiled element: word class, gap, optional."""

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""Token ranges of a sentence in which each word class occurs, in text order."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found in a document.

    `number` is the pattern's position in the index. Tokens `first` to `last` (exclusive) hold the match; `named` are
    the positions that the pattern names itself, as opposed to those it skipped over.
    """

    number: int
    sentence: int
    first: int
    last: int
    named: tuple[int, ...]


class PatternIndex:
    """Finds patterns in documents. Built once, then read only."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._classes: dict[frozenset[tuple[str, ...]], int] = {}
        compiled = [tuple(tuple(map(self._step, chain)) for chain in pattern.chains) for pattern in patterns]
        self._phrases = self._by_first_word()
        self._anchored = _by_rarest_class(compiled)

    def words(self) -> set[str]:
        """Every word the patterns name, in dictionary form or as written."""
        return {word.removeprefix("=") for phrases in self._classes for phrase in phrases for word in phrase}

    def find(self, doc: Document) -> list[Match]:
        """All matches, sentence by sentence; within one, in text order and then by pattern number."""
        matches: list[Match] = []
        for sentence, (first, last) in enumerate(doc.sentences):
            spans = self._occurrences(doc, first, last)
            found = [
                Match(number, sentence, min(named), max(named) + 1, named) for number, named in self._candidates(spans)
            ]
            matches += sorted(set(found), key=lambda match: (match.first, match.last, match.number, match.named))
        return matches

    def _candidates(self, spans: Spans) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (pattern number, named positions) of every match in one sentence."""
        present = 0
        for number in spans:
            present |= 1 << number
        for anchor in sorted(spans):
            for number, mask, chains in self._anchored.get(anchor, ()):
                if mask & present == mask:
                    for count, named in enumerate(_match(chains, spans)):
                        if count == _MOST_MATCHES:
                            break
                        yield number, named

    def _step(self, element: Element) -> Step:
        number = self._classes.setdefault(element.phrases, len(self._classes))
        return number, element.gap, element.optional

    def _by_first_word(self) -> dict[str, list[tuple[tuple[str, ...], tuple[int, ...]]]]:
        """For each first word of a phrase: the other words and the classes that the phrase belongs to."""
        numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for phrases, number in self._classes.items():
            for phrase in phrases:
                numbers[phrase].append(number)
        index: dict[str, list[tuple[tuple[str, ...], tuple[int, ...]]]] = defaultdict(list)
        for phrase in sorted(numbers):
            index[phrase[0]].append((phrase[1:], tuple(numbers[phrase])))
        return dict(index)

    def _occurrences(self, doc: Document, first: int, last: int) -> dict[int, list[tuple[int, int]]]:
        """Where each class occurs among tokens `first` to `last`."""
        found: dict[int, list[tuple[int, int]]] = {}
        words, lemmas, index = doc.words, doc.lemmas, self._phrases
        for at in range(first, last):
            for key in (lemmas[at], "=" + words[at]):
                for rest, numbers in index.get(key, ()):
                    end = at + 1 + len(rest)
                    if rest and not (end <= last and _stands(rest, words, lemmas, at + 1)):
                        continue
                    for number in numbers:
                        found.setdefault(number, []).append((at, end))
        return found


def _stands(rest: tuple[str, ...], words: list[str], lemmas: list[str], at: int) -> bool:
    """Whether the remaining words of a phrase stand at `at`."""
    return all(
        lemmas[at + step] == word or (word[0] == "=" and words[at + step] == word[1:]) for step, word in enumerate(rest)
    )


Chains = tuple[tuple[Step, ...], ...]


def _by_rarest_class(compiled: Sequence[Chains]) -> dict[int, list[tuple[int, int, Chains]]]:
    """Hang each pattern, as (number, bit mask of required classes, chains), on its least used required class."""
    required = [[step[0] for chain in chains for step in chain if not step[2]] for chains in compiled]
    usage: dict[int, int] = defaultdict(int)
    for numbers in required:
        for number in set(numbers):
            usage[number] += 1
    anchored: dict[int, list[tuple[int, int, Chains]]] = defaultdict(list)
    for position, (chains, numbers) in enumerate(zip(compiled, required, strict=True)):
        mask = 0
        for number in numbers:
            mask |= 1 << number
        anchored[min(numbers, key=lambda number: (usage[number], number))].append((position, mask, chains))
    return dict(anchored)


def _match(chains: Chains, spans: Spans) -> Iterator[tuple[int, ...]]:
    """Yield the named positions of each match of the first chain, joined with the first match of every other chain."""
    others: list[int] = []
    for chain in chains[1:]:
        named = next(_chain(chain, spans, 0, None), None)
        if named is None:
            return
        others += named
    for named in _chain(chains[0], spans, 0, None):
        yield tuple(sorted({*named, *others}))


def _chain(chain: tuple[Step, ...], spans: Spans, at: int, end: int | None) -> Iterator[tuple[int, ...]]:
    """Yield the named positions of each match of `chain[at:]` that follows token `end` (None: anywhere).

    The nearest continuation of a beginning is enough: a longer one says nothing new. An optional element that is left
    out passes its gap on to the next one.
    """
    if at == len(chain):
        yield ()
        return
    number, gap, optional = chain[at]
    found = False
    for first, last in spans.get(number, ()):
        if end is not None and not end <= first <= end + gap:
            continue
        rest = next(_chain(chain, spans, at + 1, last), None)
        if rest is not None:
            found = True
            yield (*range(first, last), *rest)
    if optional and not found:
        yield from _chain(_without_gap_loss(chain, at), spans, at + 1, end)


def _without_gap_loss(chain: tuple[Step, ...], at: int) -> tuple[Step, ...]:
    """The chain with the gap of element `at` handed on to the element behind it."""
    if at + 1 == len(chain):
        return chain
    number, gap, optional = chain[at + 1]
    return (*chain[: at + 1], (number, max(gap, chain[at][1]), optional), *chain[at + 2 :])
