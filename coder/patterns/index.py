"""Find many patterns in a document at once.

All phrases of all patterns stand in one tree of words. A sentence is walked once to find the phrases in it; only
patterns whose required classes of phrases are all present are then tried. So the cost grows with the words of the
text and hardly with the number of patterns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from coder.narrative.tokens import Document
from coder.patterns.chains import Chains, Span, Spans, Step, match_chains
from coder.patterns.pattern import Element, Pattern

_MOST_MATCHES = 6
"""Matches of one pattern kept per sentence; more of the same say nothing new."""

Commonness = Callable[[str], float]
_NO_EXCUSES: Mapping[int, tuple[int, ...]] = MappingProxyType({})


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


class _Compiled(NamedTuple):
    """A pattern in numbers: its position in the index, the classes it requires, these as bits, its chains."""

    number: int
    required: tuple[int, ...]
    mask: int
    chains: Chains


@dataclass(slots=True)
class _Node:
    """A place in the tree of words: the phrase that ends here, or -1, and the words that may follow."""

    phrase: int = -1
    following: dict[str, _Node] = field(default_factory=dict)


class PatternIndex:
    """Finds patterns in documents. Built once, then read only.

    `commonness` tells how common a word is, higher = more common; it changes the speed, never what is found. `unless`
    names, by its position, what excuses a pattern: it is not found in a sentence where one of its excuses stands, and
    excuses are not found by themselves.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        commonness: Commonness = lambda word: 0.0,
        *,
        unless: Mapping[int, tuple[int, ...]] = _NO_EXCUSES,
    ) -> None:
        self._classes: dict[frozenset[tuple[str, ...]], int] = {}
        compiled = [self._compiled(position, pattern) for position, pattern in enumerate(patterns)]
        self._unless = unless
        self._excuses = {number: compiled[number] for excuses in unless.values() for number in excuses}
        sought = [pattern for pattern in compiled if pattern.number not in self._excuses]
        self._anchored = _by_rarest_class(sought, self._commonness(commonness))
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
        spans = Spans(self._phrases_of, found)
        excused: dict[tuple[int, ...], bool] = {}
        for anchor in anchors:
            for pattern in self._anchored[anchor]:
                if pattern.mask & present == pattern.mask:
                    for named in islice(match_chains(pattern.chains, spans), _MOST_MATCHES):
                        if self._is_excused(pattern.number, present, spans, excused):
                            break
                        yield pattern.number, named

    def _is_excused(self, number: int, present: int, spans: Spans, known: dict[tuple[int, ...], bool]) -> bool:
        """Whether an excuse of a pattern stands in a sentence; `known` keeps what was found out there before."""
        excuses = self._unless.get(number, ())
        if excuses not in known:
            known[excuses] = any(self._stands(excuse, present, spans) for excuse in excuses)
        return known[excuses]

    def _stands(self, excuse: int, present: int, spans: Spans) -> bool:
        pattern = self._excuses[excuse]
        return pattern.mask & present == pattern.mask and any(True for _ in match_chains(pattern.chains, spans))

    def _commonness(self, commonness: Commonness) -> list[float]:
        """How common each class is: the sum over its phrases of how common their rarest word is."""
        return [
            sum(min(commonness(word.removeprefix("=")) for word in phrase) for phrase in phrases)
            for phrases in self._classes
        ]

    def _compiled(self, number: int, pattern: Pattern) -> _Compiled:
        chains = tuple(tuple(map(self._step, chain)) for chain in pattern.chains)
        required = tuple(step[0] for chain in chains for step in chain if not step[2])
        return _Compiled(number, required, _mask(required), chains)

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


def _by_rarest_class(patterns: Sequence[_Compiled], commonness: Sequence[float]) -> dict[int, list[_Compiled]]:
    """Hang each pattern on its rarest required class."""
    anchored: dict[int, list[_Compiled]] = defaultdict(list)
    for pattern in patterns:
        rarest = min(pattern.required, key=lambda number: (commonness[number], number))
        anchored[rarest].append(pattern)
    return dict(anchored)


def _mask(classes: Sequence[int]) -> int:
    """Classes as bits of a number."""
    octets = bytearray(max(classes) // 8 + 1)
    for number in classes:
        octets[number // 8] |= 1 << number % 8
    return int.from_bytes(octets, "little")
