"""Find many patterns in a document at once.

All phrases of all patterns stand in one tree of words. A sentence is walked once to find the phrases in it; only
patterns whose required classes of phrases are all present are then tried. So the cost grows with the words of the
text and hardly with the number of patterns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from coder.narrative.tokens import Document
from coder.patterns.pattern import Element, Pattern

_MOST_MATCHES = 6
"""Matches of one pattern kept per sentence; more of the same say nothing new."""

Span = tuple[int, int]
Step = tuple[int, int, bool]
"""One compiled element: class of phrases, gap, optional."""
Commonness = Callable[[str], float]
Chains = tuple[tuple[Step, ...], ...]


class Match(NamedTuple):
    """A pattern found in a document; matches sort by sentence, then in text order.

    Tokens `first` to `last` (exclusive) hold the match; `number` is the pattern's position in the index; `named` are
    the positions that the pattern names itself, as opposed to those it skipped over.
    """

    sentence: int
    first: int
    last: int
    number: int
    named: tuple[int, ...]


@dataclass(slots=True)
class _Node:
    """A place in the tree of words: the phrase that ends here, or -1, and the words that may follow."""

    phrase: int = -1
    following: dict[str, _Node] = field(default_factory=dict)


class PatternIndex:
    """Finds patterns in documents. Built once, then read only.

    `commonness` tells how common a word is, higher = more common; it changes the speed, never what is found.
    """

    def __init__(self, patterns: Sequence[Pattern], commonness: Commonness = lambda word: 0.0) -> None:
        self._classes: dict[frozenset[tuple[str, ...]], int] = {}
        compiled = [tuple(tuple(map(self._step, chain)) for chain in pattern.chains) for pattern in patterns]
        self._anchored = _by_rarest_class(compiled, self._commonness(commonness))
        self._root = _Node()
        self._phrases_of: list[frozenset[int]] = []
        self._masks: list[int] = []
        self._anchors: list[tuple[int, ...]] = []
        self._plant()

    def words(self) -> set[str]:
        """Every word the patterns name, in dictionary form or as written."""
        return {word.removeprefix("=") for phrases in self._classes for phrase in phrases for word in phrase}

    def find(self, doc: Document) -> list[Match]:
        """All matches, sentence by sentence; within one, in text order and then by pattern number."""
        matches: list[Match] = []
        for sentence, (first, last) in enumerate(doc.sentences):
            matches += sorted(
                {
                    Match(sentence, named[0], named[-1] + 1, number, named)
                    for number, named in self._candidates(self._phrases_in(doc, first, last))
                }
            )
        return matches

    def _candidates(self, found: Mapping[int, list[Span]]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (pattern number, named positions) of every match in one sentence."""
        present = 0
        anchors: set[int] = set()
        for phrase in found:
            present |= self._masks[phrase]
            anchors.update(self._anchors[phrase])
        spans = _Spans(self._phrases_of, found)
        for anchor in anchors:
            for number, mask, chains in self._anchored[anchor]:
                if mask & present == mask:
                    for named in islice(_match(chains, spans), _MOST_MATCHES):
                        yield number, named

    def _commonness(self, commonness: Commonness) -> list[float]:
        """How common each class is: the sum over its phrases of how common their rarest word is."""
        return [
            sum(min(commonness(word.removeprefix("=")) for word in phrase) for phrase in phrases)
            for phrases in self._classes
        ]

    def _step(self, element: Element) -> Step:
        number = self._classes.setdefault(element.phrases, len(self._classes))
        return number, element.gap, element.optional

    def _plant(self) -> None:
        """Put every phrase into the tree, with the classes it belongs to as bits of a number."""
        numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for phrases, number in self._classes.items():
            for phrase in phrases:
                numbers[phrase].append(number)
        order = {phrase: at for at, phrase in enumerate(sorted(numbers))}
        self._phrases_of = [frozenset(order[phrase] for phrase in phrases) for phrases in self._classes]
        for phrase, at in order.items():
            node = self._root
            for word in phrase:
                node = node.following.setdefault(word, _Node())
            node.phrase = at
            self._masks.append(_mask(numbers[phrase]))
            self._anchors.append(tuple(number for number in numbers[phrase] if number in self._anchored))

    def _phrases_in(self, doc: Document, first: int, last: int) -> dict[int, list[Span]]:
        """Where each phrase occurs among tokens `first` to `last`, in text order."""
        found: dict[int, list[Span]] = {}
        keys = [(doc.lemmas[at], "=" + doc.words[at]) for at in range(first, last)]
        for start in range(first, last):
            nodes, at = [self._root], start
            while nodes and at < last:
                lemma, word = keys[at - first]
                at += 1
                nodes = [node for before in nodes if (node := before.following.get(lemma))] + [
                    node for before in nodes if (node := before.following.get(word))
                ]
                for node in nodes:
                    if node.phrase >= 0:
                        found.setdefault(node.phrase, []).append((start, at))
        return found


class _Spans:
    """Where the classes of phrases occur in one sentence, worked out when asked for."""

    def __init__(self, phrases_of: Sequence[frozenset[int]], found: Mapping[int, list[Span]]) -> None:
        self._phrases_of = phrases_of
        self._found = found
        self._phrases = frozenset(found)
        self._known: dict[int, list[Span]] = {}

    def of(self, number: int) -> list[Span]:
        """Token ranges of a class, in text order."""
        spans = self._known.get(number)
        if spans is None:
            found = [self._found[phrase] for phrase in self._phrases_of[number] & self._phrases]
            spans = found[0] if len(found) == 1 else sorted(chain.from_iterable(found))
            self._known[number] = spans
        return spans


def _by_rarest_class(
    compiled: Sequence[Chains], commonness: Sequence[float]
) -> dict[int, list[tuple[int, int, Chains]]]:
    """Hang each pattern, as (number, bit mask of required classes, chains), on its rarest required class."""
    required = [[step[0] for chain in chains for step in chain if not step[2]] for chains in compiled]
    anchored: dict[int, list[tuple[int, int, Chains]]] = defaultdict(list)
    for position, (chains, numbers) in enumerate(zip(compiled, required, strict=True)):
        rarest = min(numbers, key=lambda number: (commonness[number], number))
        anchored[rarest].append((position, _mask(numbers), chains))
    return dict(anchored)


def _mask(classes: Sequence[int]) -> int:
    """Classes as bits of a number."""
    octets = bytearray(max(classes) // 8 + 1)
    for number in classes:
        octets[number // 8] |= 1 << number % 8
    return int.from_bytes(octets, "little")


def _match(chains: Chains, spans: _Spans) -> Iterator[tuple[int, ...]]:
    """Yield the named positions of each match of the first chain, joined with the first match of every other chain."""
    others: list[int] = []
    for steps in chains[1:]:
        named = next(_beginnings(steps, spans), None)
        if named is None:
            return
        others += named
    for named in _beginnings(chains[0], spans):
        yield tuple(sorted({*named, *others})) if others else named


def _beginnings(steps: tuple[Step, ...], spans: _Spans) -> Iterator[tuple[int, ...]]:
    """Yield the named positions of the nearest match of a chain from each place where it can begin."""
    number, _, optional = steps[0]
    found = False
    for first, last in spans.of(number):
        rest = _nearest(steps, spans, 1, last)
        if rest is not None:
            found = True
            yield (*range(first, last), *rest)
    if optional and not found:
        yield from _beginnings(steps[1:], spans)


def _nearest(steps: tuple[Step, ...], spans: _Spans, at: int, end: int) -> tuple[int, ...] | None:
    """The named positions of the nearest match of `steps[at:]` that follows token `end`; None without one.

    A longer continuation of the same beginning says nothing new. An optional element that is left out passes its gap
    on to the next one.
    """
    if at == len(steps):
        return ()
    number, gap, optional = steps[at]
    for first, last in spans.of(number):
        if first > end + gap:
            break
        if first >= end:
            rest = _nearest(steps, spans, at + 1, last)
            if rest is not None:
                return (*range(first, last), *rest)
    return _nearest(_without_gap_loss(steps, at), spans, at + 1, end) if optional else None


def _without_gap_loss(steps: tuple[Step, ...], at: int) -> tuple[Step, ...]:
    """The steps with the gap of element `at` handed on to the element behind it."""
    if at + 1 == len(steps):
        return steps
    number, gap, optional = steps[at + 1]
    return (*steps[: at + 1], (number, max(gap, steps[at][1]), optional), *steps[at + 2 :])
