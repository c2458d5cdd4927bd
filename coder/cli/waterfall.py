"""Draw the sum behind a confidence: one bar per summand, each beginning where the one before ended.

The bars are drawn from the numbers that made the confidence, so they cannot disagree with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from coder.records import Coding, Suggestion, Term
from coder.scheme import Scheme

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 40
"""Characters of the drawing."""
_SAME = 0.002
"""Confidences that differ by less are the same to a reader."""
_FOR, _AGAINST, _AXIS = "█", "░", "│"
_SUM = "sum of log-odds"


@dataclass(frozen=True, slots=True)
class Bar:
    """One summand: from `start` to `end` in characters of the drawing, end-exclusive; `logit` is its share."""

    name: str
    logit: float
    start: int
    end: int


def model_confidence(terms: Sequence[Term]) -> float:
    """The logistic function of the sum of the terms, between 0 and 1."""
    return 1.0 / (1.0 + exp(-sum(term.logit for term in terms)))


def bars_of(terms: Sequence[Term], *, width: int = _WIDTH) -> tuple[list[Bar], int]:
    """The bars of the terms and the place of 0 in a drawing of `width` characters."""
    ends = [0.0]
    for term in terms:
        ends.append(ends[-1] + term.logit)
    low, high = min(ends), max(ends)
    unit = (width - 1) / (high - low) if high > low else 0.0
    places = [round((end - low) * unit) for end in ends]
    bars = [
        Bar(term.name, term.logit, min(places[at], places[at + 1]), max(places[at], places[at + 1]))
        for at, term in enumerate(terms)
    ]
    return bars, places[0]


def draw_waterfall(screen: Console, terms: Sequence[Term]) -> None:
    """Draw the bars and their sum; what speaks for the code is filled, what speaks against it is grey."""
    from rich.text import Text

    bars, zero = bars_of(terms)
    longest = max(len(name) for name in (_SUM, *(bar.name for bar in bars)))
    for bar in bars:
        cells = [" "] * _WIDTH
        cells[zero] = _AXIS
        cells[bar.start : bar.end] = (_FOR if bar.logit > 0 else _AGAINST) * (bar.end - bar.start)
        drawing = "".join(cells).rstrip()
        style = "cyan" if bar.logit > 0 else "yellow"
        screen.print(Text(f"  {bar.name:<{longest}}  {bar.logit:+6.2f}  ").append(drawing, style=style))
    total = sum(term.logit for term in terms)
    screen.print(Text(f"  {_SUM:<{longest}}  {total:+6.2f}  -> {model_confidence(terms):.2f}", style="bold"))


def why_changed(item: Suggestion, coding: Coding, scheme: Scheme) -> str | None:
    """Why the final confidence differs from that of the sum, in words; None where it does not."""
    if not item.terms:
        return None
    own = model_confidence(item.terms)
    if abs(own - item.confidence) < _SAME:
        return None
    change = f"{own:.2f} -> {item.confidence:.2f}"
    if item.confidence > own:
        return f"{change}: {_raised_by(item, coding, scheme)}"
    return f"{change}: the dimension takes one code, and {_winner(item, coding)} is likelier"


def _raised_by(item: Suggestion, coding: Coding, scheme: Scheme) -> str:
    for other in coding.suggestions:
        as_likely = other.code != item.code and other.confidence >= item.confidence - _SAME
        if as_likely and item.code in scheme.ancestors(other.code):
            return f"it stands above {other.code}, which is that likely"
        if as_likely and item.code in scheme.implied(other.code):
            return f"{other.code} implies it"
    return "a code below it, or one that implies it, is that likely"


def _winner(item: Suggestion, coding: Coding) -> str:
    rivals = [other for other in coding.suggestions if other.dimension == item.dimension and other.code != item.code]
    return max(rivals, key=lambda other: other.confidence).code if rivals else "another"
