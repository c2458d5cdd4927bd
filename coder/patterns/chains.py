"""Match one compiled pattern in a sentence whose phrases are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

Span = tuple[int, int]
Step = tuple[int, int, bool]
"""One compiled element: class of phrases, gap, optional."""
Steps = tuple[Step, ...]
Chains = tuple[Steps, ...]


class Spans:
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


def match_chains(chains: Chains, spans: Spans) -> Iterator[tuple[int, ...]]:
    """Yield the named positions of each match of the first chain, joined with the first match of every other chain."""
    others: list[int] = []
    for steps in chains[1:]:
        named = next(_beginnings(steps, spans), None)
        if named is None:
            return
        others += named
    for named in _beginnings(chains[0], spans):
        yield tuple(sorted({*named, *others})) if others else named


def _beginnings(steps: Steps, spans: Spans) -> Iterator[tuple[int, ...]]:
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


def _nearest(steps: Steps, spans: Spans, at: int, end: int) -> tuple[int, ...] | None:
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


def _without_gap_loss(steps: Steps, at: int) -> Steps:
    """The steps with the gap of element `at` handed on to the element behind it."""
    if at + 1 == len(steps):
        return steps
    number, gap, optional = steps[at + 1]
    return (*steps[: at + 1], (number, max(gap, steps[at][1]), optional), *steps[at + 2 :])
