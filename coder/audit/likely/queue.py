"""What to look at first: one entry per thing to look at, and the errors to expect by effort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from coder.audit.codings import Codings, Floats
from coder.audit.likely.ranking import LikelyErrors

REASONS = ("read as denied", "nearly the same text coded differently", "breaks an edit rule")
_FACTOR = 0.5
"""A detailed code stands for a missing code above it when its chance is at least this part of it."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A code to look at. `kind` is "wrong?" for a given code, "missing?" for one that was not given.

    `chance` is the chance of an error, `confidence` the machine's in the code, both 0 to 1. `reasons` are further ones.
    """

    rank: int
    coder: str
    record: str
    code: str
    kind: str
    chance: float
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class YieldCurve:
    """Errors to expect when the first `reviewed` entries are looked at, with the ends of a 95 % interval.

    The interval holds the play of chance only; the chances themselves rest on the machine's confidence and on noise
    rates estimated from the codings alone.
    """

    reviewed: Sequence[int]
    expected: Floats
    low: Floats
    high: Floats


def queue_of(errors: LikelyErrors, codings: Codings, *, most: int = 1000) -> tuple[QueueEntry, ...]:
    """The first `most` entries, by chance.

    A wrong code is named as the coder named it, not by what is above it. Of missing codes of one lineage one is named:
    the most detailed of about the same chance.
    """
    entries: list[QueueEntry] = []
    for at in _places(errors, most):
        entries.append(
            QueueEntry(
                rank=len(entries) + 1,
                coder=codings.coders[errors.coder[at]],
                record=codings.records[errors.record[at]],
                code=codings.codes[errors.code[at]],
                kind="wrong?" if errors.given[at] else "missing?",
                chance=float(errors.chance[at]),
                confidence=float(errors.confidence[at]),
                reasons=tuple(name for name, holds in zip(REASONS, errors.reasons[at], strict=True) if holds),
            )
        )
    return tuple(entries)


def _places(errors: LikelyErrors, most: int) -> Iterator[int]:
    """Places of the entries to show, at most `most`."""
    missing = _Missing(errors)
    named: dict[tuple[int, int], list[int]] = {}
    shown = 0
    for at in range(len(errors.chance)):
        if shown >= most:
            return
        if errors.given[at]:
            if not errors.stated[at]:
                continue
        else:
            key = (int(errors.coder[at]), int(errors.record[at]))
            if _stands_back(errors, at, missing.of(at)) or _met(errors, at, named.get(key, ())):
                continue
            named.setdefault(key, []).append(at)
        shown += 1
        yield at


class _Missing:
    """The cells of a coding that may be missing, by the place of one of them."""

    def __init__(self, errors: LikelyErrors) -> None:
        self._key = errors.coder.astype(np.int64) * (int(errors.record.max(initial=0)) + 1) + errors.record
        places = np.flatnonzero(~errors.given)
        self._places = places[np.argsort(self._key[places], kind="stable")]
        self._sorted = self._key[self._places]

    def of(self, at: int) -> list[int]:
        """Places of all of them, the most likely first."""
        first = int(np.searchsorted(self._sorted, self._key[at], side="left"))
        last = int(np.searchsorted(self._sorted, self._key[at], side="right"))
        places: list[int] = self._places[first:last].tolist()
        return places


def _stands_back(errors: LikelyErrors, at: int, others: Sequence[int]) -> bool:
    """Whether a more detailed missing code of about the same chance stands for this one."""
    code = errors.code[at]
    return any(
        other != at and errors.above[errors.code[other], code] and errors.chance[other] >= _FACTOR * errors.chance[at]
        for other in others
    )


def _met(errors: LikelyErrors, at: int, named: Sequence[int]) -> bool:
    """Whether a code of the same lineage is named already."""
    code = errors.code[at]
    return any(errors.above[errors.code[other], code] or errors.above[code, errors.code[other]] for other in named)


def yield_curve(entries: Sequence[QueueEntry], *, points: int = 40, level: float = 0.95) -> YieldCurve:
    """Errors to expect by entries looked at, at up to `points` places from 0 to all.

    The mean and spread are those of a sum of unequal chances (Poisson binomial), with a normal approximation.
    """
    chances = np.array([entry.chance for entry in entries])
    reviewed = np.unique(np.linspace(0, len(chances), min(points, len(chances)) + 1).round().astype(np.int64))
    expected = np.concatenate([[0.0], np.cumsum(chances)])[reviewed]
    spread = np.sqrt(np.concatenate([[0.0], np.cumsum(chances * (1 - chances))])[reviewed])
    half = float(ndtri((1 + level) / 2)) * spread
    return YieldCurve(
        reviewed.tolist(), expected, np.maximum(expected - half, 0), np.minimum(expected + half, reviewed)
    )


def queue_rows(entries: Sequence[QueueEntry]) -> Iterator[dict[str, object]]:
    """The entries for a review desk, without any text: rank, id of the record, coder, code, kind, chance and confidence
    with four decimals, and a list of reasons."""
    for entry in entries:
        yield {
            "rank": entry.rank,
            "id": entry.record,
            "coder": entry.coder,
            "code": entry.code,
            "kind": entry.kind,
            "chance": round(entry.chance, 4),
            "confidence": round(entry.confidence, 4),
            "reasons": list(entry.reasons),
        }
