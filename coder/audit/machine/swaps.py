"""Whether a machine gives other codes when words of sex, nationality or the like are exchanged in a narrative."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coder.audit.drift import benjamini_hochberg
from coder.audit.figures import Figure
from coder.audit.intervals import wilson
from coder.audit.machine.swapping import Swaps
from coder.audit.paired import mcnemar
from coder.audit.ratios import ratio

FEW = 10
"""Narratives below which nothing is said of a code: its share would be noise."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a machine gave one narrative before and after the words of a `kind` were exchanged. It holds no text."""

    kind: str
    before: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class SwapCode:
    """A code and one kind of words: `narratives` with the code before or after, in how many of them it was `gained` or
    `lost`, and the share `changed`, 0 to 1, lower = better. `q` is the chance that gains and losses differ so much by
    chance alone (McNemar's exact test, after control for all codes and kinds); 1 where none changed.
    """

    kind: str
    code: str
    narratives: int
    gained: int
    lost: int
    changed: Figure
    q: float


@dataclass(frozen=True, slots=True)
class SwapKind:
    """One kind of words: of the `narratives` that have such words, the share whose codes change when they are exchanged
    (`changed`), and of the codes given before or after the share that is not given both times (`codes_changed`); both 0
    to 1, lower = better."""

    kind: str
    narratives: int
    changed: Figure
    codes_changed: Figure


@dataclass(frozen=True)
class SwapFindings:
    """All kinds, and the codes of them that `FEW` narratives or more had."""

    kinds: Sequence[SwapKind]
    codes: Sequence[SwapCode]


def exchanges(
    texts: Iterable[str],
    swaps: Swaps,
    coded: Callable[[Sequence[str]], Iterable[frozenset[str]]],
    *,
    aside: Mapping[str, Collection[str]],
) -> tuple[Exchange, ...]:
    """Have texts coded as they stand and with the words of each kind exchanged, where there are any.

    `coded` gives the codes of each text. `aside` names for each kind the codes that may change with the words, such as
    those of sex with words of sex; they are looked past.
    """
    made = []
    for text in texts:
        others = {kind: swaps.swapped(text, kind) for kind in swaps.words}
        kinds = [kind for kind, other in others.items() if other != text]
        if kinds:
            before, *after = coded([text, *(others[kind] for kind in kinds)])
            for kind, codes in zip(kinds, after, strict=True):
                gone = frozenset(aside.get(kind, ()))
                made.append(Exchange(kind, before - gone, codes - gone))
    return tuple(made)


def swap_findings(found: Sequence[Exchange], *, level: float = 0.95) -> SwapFindings:
    """The figures of all kinds, by name, and of their codes, by kind and code."""
    kinds = sorted({each.kind for each in found})
    by_kind = {kind: [each for each in found if each.kind == kind] for kind in kinds}
    rows = [row for kind in kinds for row in _counts(kind, by_kind[kind])]
    p = mcnemar([row[3] for row in rows], [row[4] for row in rows])
    q = benjamini_hochberg(p) if len(p) else p
    codes = tuple(
        SwapCode(kind, code, count, gained, lost, _share(gained + lost, count, level), float(each))
        for (kind, code, count, gained, lost), each in zip(rows, q, strict=True)
    )
    return SwapFindings(tuple(_kind(kind, by_kind[kind], level) for kind in kinds), codes)


def _kind(kind: str, found: Sequence[Exchange], level: float) -> SwapKind:
    apart = np.array([len(each.before ^ each.after) for each in found], dtype=float)
    whole = np.array([len(each.before | each.after) for each in found], dtype=float)
    codes = ratio(apart, whole, reason="no code was given", level=level)
    return SwapKind(kind, len(found), _share(int((apart > 0).sum()), len(found), level), codes)


def _counts(kind: str, found: Sequence[Exchange]) -> list[tuple[str, str, int, int, int]]:
    """Kind, code, narratives, gains and losses of every code that enough narratives had."""
    rows = []
    for code in sorted({code for each in found for code in each.before | each.after}):
        gained = sum(code in each.after - each.before for each in found)
        lost = sum(code in each.before - each.after for each in found)
        count = sum(code in each.before for each in found) + gained
        if count >= FEW:
            rows.append((kind, code, count, gained, lost))
    return rows


def _share(part: int, whole: int, level: float) -> Figure:
    low, high = wilson(part, whole, level=level)
    return Figure(part / whole, float(low), float(high))
