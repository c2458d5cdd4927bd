"""Where a case stands in a queue, worked out once when it is imported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from coder.records import Suggestion

NO_STRATUM = ""
"""The stratum of a narrative for which nothing is suggested."""
_LIKELY = 0.5


def uncertainty(suggestions: Iterable[Suggestion]) -> float:
    """How many codes the machine would expect to get wrong: the sum of min(p, 1 - p). 0 or more."""
    return round(sum(min(item.confidence, 1 - item.confidence) for item in suggestions), 4)


def stratum(suggestions: Iterable[Suggestion], taken: Mapping[str, int]) -> str:
    """The code a case is queued under: of its likely codes the one with the fewest cases so far, so that rare codes
    get their turn. `taken` counts the cases of each stratum before this one.
    """
    likely = [item.code for item in suggestions if item.confidence >= _LIKELY]
    return min(likely, key=lambda code: (taken.get(code, 0), code), default=NO_STRATUM)


def precedence(suggestions: Iterable[Suggestion], must_review: Collection[str]) -> int:
    """0 for a case with a suggested code that always needs a person's eye, else 1; lower comes first."""
    return 0 if any(item.code in must_review for item in suggestions) else 1
