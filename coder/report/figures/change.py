"""Before and after: one sloping line per label, and the bridge of steps that lead from one total to another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from coder.report.figures.scale import Axis, scale_for
from coder.report.figures.svg import WIDTH, Node, Place, box, canvas, dot, group, line, markup, words
from coder.report.numbers import Kind, shown
from coder.report.parts import Drawing

_LEFT, _RIGHT = 250.0, WIDTH - 250.0
_TOP = 34.0
_CLOSEST = 15.0
_SLOPES_HEIGHT = 260.0
_ROW = 26.0
_LABELS = 250.0
_FIGURES = 110.0


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after."""

    label: str
    before: float
    after: float


def draw_slopes(caption: str, changes: Sequence[Change], axis: Axis, *, sides: tuple[str, str]) -> Drawing:
    """One line per label from its figure before to the one after; `sides` heads the two. Falling lines are dashed."""
    height = max(_SLOPES_HEIGHT, _TOP + _CLOSEST * (len(changes) + 2))
    scale = scale_for(axis, [end for each in changes for end in (each.before, each.after)], height - 16, _TOP)
    root = canvas(caption, _slopes_in_words(changes, axis, sides), height)
    for place, side, style in ((_LEFT, sides[0], "strong end"), (_RIGHT, sides[1], "strong")):
        words(root, Place(place, 16), side, style)
        line(root, Place(place, _TOP - 8), Place(place, height - 8), "axis")
    for each in changes:
        colour = 1 if each.after >= each.before else 2
        mark = group(root, f"{each.label}: {_from_to(each, axis.kind)}")
        start, end = Place(_LEFT, scale.at(each.before)), Place(_RIGHT, scale.at(each.after))
        line(mark, start, end, f"line c{colour}")
        for point in (start, end):
            dot(mark, point, 3, f"f{colour}")
    befores = [(scale.at(each.before), f"{each.label} {shown(each.before, axis.kind)}") for each in changes]
    afters = [(scale.at(each.after), f"{shown(each.after, axis.kind)} {each.label}") for each in changes]
    _name(root, befores, _LEFT - 8, "end")
    _name(root, afters, _RIGHT + 8, "")
    return Drawing(caption, markup(root))


def _name(root: Node, names: Sequence[tuple[float, str]], x: float, style: str) -> None:
    lowest = -math.inf
    for height, name in sorted(names):
        lowest = max(height, lowest + _CLOSEST)
        words(root, Place(x, lowest + 4), name, style, room=_LEFT - 10)


def draw_bridge(
    caption: str, start: tuple[str, float], steps: Sequence[tuple[str, float]], end_label: str, axis: Axis
) -> Drawing:
    """A total, what each step adds or takes, and the total they lead to, one row each, drawn to one scale.

    The end is the start plus all steps; it is worked out here, so that the drawing cannot disagree with itself.
    """
    levels = list(accumulate((amount for _, amount in steps), initial=start[1]))
    scale = scale_for(axis, [0.0, *levels], _LABELS, WIDTH - _FIGURES)
    height = 6 + _ROW * (len(steps) + 2) + 24
    alternative = _bridge_in_words(start, steps, (end_label, levels[-1]), axis.kind)
    root = canvas(caption, alternative, height)
    spans = [(start[0], 0.0, start[1], "f3", shown(start[1], axis.kind))]
    for (label, amount), before, after in zip(steps, levels[:-1], levels[1:], strict=True):
        spans.append((label, before, after, "f1" if amount >= 0 else "f2", _step(amount, axis.kind)))
    spans.append((end_label, 0.0, levels[-1], "f3", shown(levels[-1], axis.kind)))
    for at, (label, low, high, style, told) in enumerate(spans):
        top = 6 + _ROW * at
        row = group(root, f"{label}: {told}")
        first, last = sorted((scale.at(low), scale.at(high)))
        words(row, Place(_LABELS - 8, top + 17), label, "end", room=_LABELS - 12)
        box(row, Place(first, top + 5), max(1.0, last - first), _ROW - 10, style)
        words(row, Place(WIDTH - _FIGURES + 8, top + 17), told, room=_FIGURES - 8)
        if at < len(spans) - 1:
            line(row, Place(scale.at(high), top + _ROW - 5), Place(scale.at(high), top + _ROW + 5), "reference")
    words(root, Place((scale.start + scale.end) / 2, height - 6), axis.label, "faint middle")
    return Drawing(caption, markup(root))


def _step(amount: float, kind: Kind) -> str:
    return f"+{shown(amount, kind)}" if amount > 0 else shown(amount, kind)


def _from_to(change: Change, kind: Kind) -> str:
    return f"{shown(change.before, kind)} to {shown(change.after, kind)}"


def _slopes_in_words(changes: Sequence[Change], axis: Axis, sides: tuple[str, str]) -> str:
    if not changes:
        return "Nothing to show."
    told = "; ".join(f"{each.label}: {_from_to(each, axis.kind)}" for each in changes)
    return f"{axis.label}, {sides[0]} to {sides[1]}. {told}."


def _bridge_in_words(
    start: tuple[str, float], steps: Sequence[tuple[str, float]], end: tuple[str, float], kind: Kind
) -> str:
    told = "; ".join(f"{label}: {_step(amount, kind)}" for label, amount in steps)
    return f"{start[0]}: {shown(start[1], kind)}; {told + '; ' if told else ''}{end[0]}: {shown(end[1], kind)}."
