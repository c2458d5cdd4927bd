"""Narrow thousands of patterns down to the few that a sentence may hold, all sentences of a text at once.

A pattern can only stand where every class of phrases that it requires does. That is looked up in flat arrays: phrases
lead to the patterns whose rarest class they belong to, and to the classes they belong to, both as lists laid end to
end. So a text costs a handful of array operations, over as many entries as its own phrases lead to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coder.patterns.table import PatternTable

_SENTENCES = 64
"""Sentences looked at together; bounds the memory that a very long text takes."""

Numbers = NDArray[np.int32]


class Candidates:
    """Finds the patterns of a table whose required classes all stand in a sentence; those `without` are left out."""

    def __init__(self, table: PatternTable, *, without: Collection[int] = ()) -> None:
        sought = [number for number in range(len(table.patterns)) if number not in without]
        anchored: list[list[int]] = [[] for _ in table.classes]
        for number in sought:
            anchored[table.patterns[number].required[0]].append(number)
        needed = {number for at in sought for number in table.patterns[at].required[1:]}
        hung: list[list[int]] = [[] for _ in table.phrases]
        belongs: list[list[int]] = [[] for _ in table.phrases]
        for number, phrases in enumerate(table.classes):
            for phrase in phrases:
                hung[phrase] += anchored[number]
                if number in needed:
                    belongs[phrase].append(number)
        self._hung, self._belongs = _Lists(hung), _Lists(belongs)
        self._always = len(table.classes)
        self._others = self._required(table)

    def find(self, sentences: Sequence[Iterable[int]]) -> Iterator[list[int]]:
        """For each sentence, given by the phrases in it, the numbers of the patterns it may hold, ascending."""
        for first in range(0, len(sentences), _SENTENCES):
            block = list(map(list, sentences[first : first + _SENTENCES]))
            yield from self._in_block(block)

    def _required(self, table: PatternTable) -> Numbers:
        """Required classes but the rarest, shape (patterns, most - 1), filled up with one that stands everywhere."""
        width = max((len(pattern.required) for pattern in table.patterns), default=1) - 1
        others = np.full((len(table.patterns), width), self._always, dtype=np.int32)
        for number, pattern in enumerate(table.patterns):
            others[number, : len(pattern.required) - 1] = pattern.required[1:]
        return others

    def _in_block(self, block: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        phrases = np.fromiter(chain.from_iterable(block), dtype=np.intp)
        sentence = np.repeat(np.arange(len(block)), list(map(len, block)))
        rows, classes = self._belongs.of(phrases, sentence)
        stands = np.zeros((len(block), self._always + 1), dtype=bool)
        stands[rows, classes] = True
        stands[:, self._always] = True
        rows, patterns = self._hung.of(phrases, sentence)
        for required in self._others.T:
            kept = stands[rows, required[patterns]]
            rows, patterns = rows[kept], patterns[kept]
        found: list[set[int]] = [set() for _ in block]
        for at, number in zip(rows.tolist(), patterns.tolist(), strict=True):
            found[at].add(number)
        yield from map(sorted, found)


class _Lists:
    """Lists of numbers laid end to end: list `at` is `items[starts[at] : starts[at + 1]]`."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._starts = np.concatenate([[0], np.cumsum([len(each) for each in lists], dtype=np.intp)])
        self._items = np.fromiter(chain.from_iterable(lists), dtype=np.int32)

    def of(self, which: NDArray[np.intp], owner: NDArray[np.intp]) -> tuple[NDArray[np.intp], Numbers]:
        """The lists `which` one after another, and beside every number the owner of its list."""
        starts = self._starts[which]
        counts = self._starts[which + 1] - starts
        before = np.cumsum(counts) - counts
        at = np.repeat(starts - before, counts) + np.arange(counts.sum())
        return np.repeat(owner, counts), self._items[at]
