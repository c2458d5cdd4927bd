"""Find many patterns in a document at once.

The cost grows with what stands in the text, hardly with how many patterns there are:

1. One walk over a sentence finds the phrases in it (`PhraseTree`).
2. Every pattern hangs on its anchor, the rarest class of phrases that it cannot do without; only the patterns of
   anchors that stand in the sentence are looked at, and those that miss another required class fall away
   (`Candidates`).
3. For the few that are left the places are compared (`match_chains`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from coder.narrative.tokens import Document
from coder.patterns.candidates import Candidates
from coder.patterns.chains import Spans, match_chains
from coder.patterns.phrases import PhraseTree
from coder.patterns.table import PatternTable

_MOST_MATCHES = 6
"""Matches of one pattern kept per sentence; more of the same say nothing new."""

_NO_EXCUSES: Mapping[int, tuple[int, ...]] = MappingProxyType({})


class Match(NamedTuple):
    """A pattern found in a document; matches sort by sentence, then in text order.

    Tokens `first` to `last` (exclusive) hold the match; `number` is the pattern's position in the table; `named` are
    the positions that the pattern names itself, as opposed to those it skipped over.
    """

    sentence: int
    first: int
    last: int
    number: int
    named: tuple[int, ...]


class PatternIndex:
    """Finds the patterns of a table in documents. Built once, then read only.

    `unless` names, by its position, what excuses a pattern: it is not found in a sentence where one of its excuses
    stands, and excuses are not found by themselves.
    """

    def __init__(self, table: PatternTable, *, unless: Mapping[int, tuple[int, ...]] = _NO_EXCUSES) -> None:
        self._patterns = table.patterns
        self._unless = unless
        self._phrases_of = list(map(frozenset, table.classes))
        self._tree = PhraseTree(table.phrases)
        self._candidates = Candidates(table, without={number for excuses in unless.values() for number in excuses})

    def find(self, doc: Document) -> list[Match]:
        """All matches, sentence by sentence; within one, in text order and then by pattern number."""
        found = [self._tree.find(doc, first, last) for first, last in doc.sentences]
        matches: list[Match] = []
        for sentence, numbers in enumerate(self._candidates.find(found)):
            if numbers:
                spans = Spans(self._phrases_of, found[sentence])
                named_by = set(self._in_sentence(numbers, spans))
                matches += sorted(Match(sentence, at[0], at[-1] + 1, number, at) for number, at in named_by)
        return matches

    def _in_sentence(self, numbers: Iterable[int], spans: Spans) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (pattern number, named positions) of the matches of patterns in one sentence."""
        excused: dict[tuple[int, ...], bool] = {}
        for number in numbers:
            for named in match_chains(self._patterns[number].chains, spans, most=_MOST_MATCHES):
                if self._is_excused(number, spans, excused):
                    break
                yield number, named

    def _is_excused(self, number: int, spans: Spans, known: dict[tuple[int, ...], bool]) -> bool:
        """Whether an excuse of a pattern stands in a sentence; `known` keeps what was found out there before."""
        excuses = self._unless.get(number, ())
        if excuses not in known:
            known[excuses] = any(self._stands(excuse, spans) for excuse in excuses)
        return known[excuses]

    def _stands(self, number: int, spans: Spans) -> bool:
        pattern = self._patterns[number]
        return all(map(spans.of, pattern.required)) and bool(match_chains(pattern.chains, spans, most=1))
