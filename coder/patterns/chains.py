"""Match one compiled pattern in a sentence whose phrases are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

Span = tuple[int, int]
Step = tuple[int, int, bool]
"""One compiled element: class of phrases, gap, optional."""
Steps = tuple[Step, ...]
Chains = tuple[Steps, ...]
Named = tuple[int, ...]
"""Token positions that a match names, ascending."""


class Spans:
    """Where the classes of phrases occur in one sentence, worked out when asked for.

    `phrases_of` are the phrases of each class, `found` where each phrase stands, in text order.
    """

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


def match_chains(chains: Chains, spans: Spans, *, most: int) -> list[Named]:
    """The first `most` matches of the first chain, each joined with the first match of every other chain."""
    others: set[int] = set()
    for steps in chains[1:]:
        named = _beginnings(steps, spans, 1)
        if not named:
            return []
        others.update(named[0])
    found = _beginnings(chains[0], spans, most)
    return [tuple(sorted(others.union(named))) for named in found] if others else found


def _beginnings(steps: Steps, spans: Spans, most: int) -> list[Named]:
    """The nearest match of a chain from each place where it can begin, at most `most` of them."""
    places = [spans.of(number) for number, _, _ in steps]
    found: list[Named] = []
    for first, last in places[0]:
        rest = _nearest(steps, places, 1, last, 0)
        if rest is not None:
            found.append((*range(first, last), *rest))
            if len(found) == most:
                break
    if steps[0][2] and not found:
        return _beginnings(steps[1:], spans, most)
    return found


def _nearest(steps: Steps, places: Sequence[list[Span]], at: int, end: int, handed: int) -> Named | None:
    """The named positions of the nearest match of `steps[at:]` that follows token `end`; None without one.

    A longer continuation of the same beginning says nothing new. `places` are the spans of each step. An optional
    element that is left out hands its gap on to the next one.
    """
    if at == len(steps):
        return ()
    _, own, optional = steps[at]
    gap = max(own, handed)
    for first, last in places[at]:
        if first > end + gap:
            break
        if first >= end:
            rest = _nearest(steps, places, at + 1, last, 0)
            if rest is not None:
                return (*range(first, last), *rest)
    return _nearest(steps, places, at + 1, end, gap) if optional else None
