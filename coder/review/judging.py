"""Whether a judgement can be written down: pure rules over the code list, what was offered and what holds now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from coder.errors import UsageError
from coder.review.editions import StoredCode
from coder.review.values import CodeState, Judgement, Kind, State

_ABOUT_A_CODE = ("confirm", "change", "reject")
_LONGEST_REASON = 4000
_MOST_SPANS = 50


def checked(
    judgement: Judgement,
    *,
    codes: Mapping[str, StoredCode],
    offered: Collection[str],
    states: Sequence[CodeState],
    text_length: int,
) -> Judgement:
    """The judgement with its dimension filled in.

    `offered` are the codes the person was shown, `states` what holds by this person. Raises UsageError that says what
    is wrong, never with a person's words.
    """
    if judgement.kind not in get_args(Kind) or judgement.kind == "undo":
        raise UsageError("a decision is one of " + ", ".join(kind for kind in get_args(Kind) if kind != "undo"))
    _check_spans(judgement, text_length)
    if len(judgement.reason) > _LONGEST_REASON:
        raise UsageError(f"a reason has at most {_LONGEST_REASON} characters")
    holding = {state.code for state in states if state.state == "holds"}
    if judgement.kind in _ABOUT_A_CODE or (judgement.kind == "unclear" and judgement.code is not None):
        return _about_a_code(judgement, codes, offered, states, holding)
    if judgement.kind == "add":
        return _adding(judgement, codes, holding)
    return _about_a_dimension(judgement, codes, holding)


def effects(judgement: Judgement) -> dict[str, State]:
    """What a judgement makes of its codes, as the view `current_codes` tells it; "" for the dimension as a whole."""
    states: dict[Kind, State] = {"confirm": "holds", "unclear": "unclear", "not_stated": "not_stated"}
    found: dict[str, State] = {}
    if judgement.kind != "add":
        found[judgement.code or ""] = states.get(judgement.kind, "rejected")
    if judgement.new_code is not None:
        found[judgement.new_code] = "holds"
    return found


def _about_a_code(
    judgement: Judgement,
    codes: Mapping[str, StoredCode],
    offered: Collection[str],
    states: Sequence[CodeState],
    holding: Collection[str],
) -> Judgement:
    code = judgement.code
    if code is None or code not in codes:
        raise UsageError("the code is not on the code list")
    if code not in offered and code not in {state.code for state in states}:
        raise UsageError(f"{code} was neither suggested nor added; add it")
    dimension = codes[code]["dimension"]
    new = judgement.new_code
    if judgement.kind != "change":
        if new is not None:
            raise UsageError("only change and add bring a new code")
        return _filled(judgement, dimension)
    if new is None or new not in codes or codes[new]["retired"] or new == code:
        raise UsageError("change needs another code of the list, not a retired one")
    if codes[new]["dimension"] != dimension:
        raise UsageError("change stays within a dimension; reject the one and add the other")
    if new in holding:
        raise UsageError(f"{new} holds already; reject the other")
    return _filled(judgement, dimension)


def _adding(judgement: Judgement, codes: Mapping[str, StoredCode], holding: Collection[str]) -> Judgement:
    new = judgement.new_code
    if judgement.code is not None or new is None or new not in codes or codes[new]["retired"]:
        raise UsageError("add needs a new code of the list, not a retired one")
    if new in holding:
        raise UsageError(f"{new} holds already")
    return _filled(judgement, codes[new]["dimension"])


def _about_a_dimension(judgement: Judgement, codes: Mapping[str, StoredCode], holding: Collection[str]) -> Judgement:
    dimension = judgement.dimension
    if judgement.code is not None or judgement.new_code is not None:
        raise UsageError("this says something of a dimension, not of a code")
    if dimension not in {code["dimension"] for code in codes.values()}:
        raise UsageError("the code list has no such dimension")
    if judgement.kind == "not_stated" and any(codes[code]["dimension"] == dimension for code in holding):
        raise UsageError("codes of this dimension hold; reject them first")
    return judgement


def _filled(judgement: Judgement, dimension: str) -> Judgement:
    if judgement.dimension not in {"", dimension}:
        raise UsageError("the code is of another dimension")
    return Judgement(
        judgement.kind, dimension, judgement.code, judgement.new_code, judgement.evidence, judgement.reason
    )


def _check_spans(judgement: Judgement, text_length: int) -> None:
    if len(judgement.evidence) > _MOST_SPANS:
        raise UsageError(f"evidence is at most {_MOST_SPANS} pieces")
    for span in judgement.evidence:
        if not 0 <= span.start < span.end <= text_length:
            raise UsageError("evidence lies outside the narrative")
