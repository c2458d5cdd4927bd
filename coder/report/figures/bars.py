"""Horizontal bars with intervals, one row per label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.report.figures.scale import Axis, Scale, scale_for
from coder.report.figures.svg import WIDTH, Node, Place, box, canvas, dot, group, line, markup, width_of, words
from coder.report.numbers import MISSING, shown, shown_interval
from coder.report.parts import Drawing

_ROW = 24.0
_TOP = 6.0
_FOOT = 40.0
_WIDEST_LABEL = 240.0
_RIGHT = 150.0
"""Room for the figures that stand after the bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. A `value` of None draws none and says `note`; low and high are the ends of its interval, or None."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def draw_bars(caption: str, bars: Sequence[Bar], axis: Axis, *, reference: tuple[float, str] | None = None) -> Drawing:
    """Bars from zero (or the axis's low end) with their intervals and figures; `reference` is a line with its name."""
    left = min(_WIDEST_LABEL, max((width_of(bar.label) for bar in bars), default=0.0)) + 12
    values = [value for bar in bars for value in (bar.value, bar.low, bar.high)]
    anchored = [0.0] if axis.low is None else []
    marked = [reference[0]] if reference else []
    scale = scale_for(axis, [*values, *anchored, *marked], left, WIDTH - _RIGHT)
    height = _TOP + _ROW * len(bars) + _FOOT
    root = canvas(caption, _in_words(bars, axis), height)
    _frame(root, scale, axis, height - _FOOT)
    for at, bar in enumerate(bars):
        _draw(root, bar, axis, scale, _TOP + _ROW * at)
    if reference:
        place = scale.at(reference[0])
        line(root, Place(place, 0), Place(place, height - _FOOT), "reference")
        words(root, Place(place + 3, height - _FOOT - 2), reference[1], "faint", room=WIDTH - place)
    return Drawing(caption, markup(root))


def _frame(root: Node, scale: Scale, axis: Axis, bottom: float) -> None:
    for value, label in scale.ticks:
        place = scale.at(value)
        line(root, Place(place, 0), Place(place, bottom), "grid")
        words(root, Place(place, bottom + 15), label, "faint middle")
    line(root, Place(scale.start, bottom), Place(scale.end, bottom), "axis")
    words(root, Place((scale.start + scale.end) / 2, bottom + 32), axis.label, "faint middle")


def _draw(root: Node, bar: Bar, axis: Axis, scale: Scale, top: float) -> None:
    told = _told(bar, axis)
    row = group(root, f"{bar.label}: {told}")
    middle = top + _ROW / 2
    words(row, Place(scale.start - 6, middle + 4), bar.label, "end", room=_WIDEST_LABEL)
    words(row, Place(scale.end + 8, middle + 4), told, "faint" if bar.value is None else "", room=_RIGHT - 8)
    if bar.value is None:
        return
    zero, end = scale.at(max(scale.low, 0.0) if scale.high >= 0 else scale.high), scale.at(bar.value)
    box(row, Place(min(zero, end), top + 5), abs(end - zero), _ROW - 10, "f1" if bar.value >= 0 else "f2")
    if bar.low is not None and bar.high is not None:
        low, high = scale.at(bar.low), scale.at(bar.high)
        line(row, Place(low, middle), Place(high, middle), "mark")
        for place in (low, high):
            line(row, Place(place, middle - 4), Place(place, middle + 4), "mark")
    else:
        dot(row, Place(end, middle), 2, "f1")


def _told(bar: Bar, axis: Axis) -> str:
    main = shown(bar.value, axis.kind)
    if main == MISSING:
        return bar.note or MISSING
    interval = shown_interval(bar.low, bar.high, axis.kind)
    return " ".join(part for part in (main, f"({interval})" if interval else "", bar.note) if part)


def _in_words(bars: Sequence[Bar], axis: Axis) -> str:
    if not bars:
        return "Nothing to show."
    return f"{axis.label}. " + "; ".join(f"{bar.label}: {_told(bar, axis)}" for bar in bars) + "."
