"""When a case closes by itself, and what is left to an adjudicator: pure functions of what the coders said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.review.values import CodeState

_SPEAKS = ("holds", "unclear")
"""A rejected code and one never touched come to the same: the coder does not give it."""


def given(states: Sequence[CodeState]) -> dict[tuple[str, str], str]:
    """What a coder gives: codes that hold or are unclear, by dimension and code."""
    return {(each.dimension, each.code): each.state for each in states if each.code and each.state in _SPEAKS}


def differing(by_coder: Mapping[int, Sequence[CodeState]]) -> list[tuple[str, str]]:
    """The codes on which the coders do not all say the same, as (dimension, code), sorted; empty where all agree.

    A code that a coder calls unclear differs even when all call it so: somebody has to settle it.
    """
    answers = [given(states) for states in by_coder.values()]
    named = sorted({code for answer in answers for code in answer})
    return [code for code in named if any(answer.get(code) != "holds" for answer in answers)]


def agree(by_coder: Mapping[int, Sequence[CodeState]]) -> bool:
    """Whether a case can be closed without an adjudicator. One coder alone always agrees."""
    return len(by_coder) <= 1 or not differing(by_coder)
