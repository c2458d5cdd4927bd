"""Lines with a band around each, such as a share over time or the errors found by effort."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coder.errors import UsageError
from coder.report.figures.plot import Plot, make_plot
from coder.report.figures.scale import Axis
from coder.report.figures.svg import WIDTH, Place, dot, group, line, markup, path, words
from coder.report.numbers import shown, shown_interval
from coder.report.parts import Drawing

MOST_CURVES = 5
"""More than these are not told apart; draw several figures."""
_LEGEND = 170.0
_MARKED = 12
"""Points up to which each is marked with a dot."""
_CLOSEST = 14.0
"""Units between names at the ends of lines."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve; low and high are the ends of the band there, or None."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through its points, which are in order of x."""

    name: str
    points: Sequence[Point]


def draw_curves(
    caption: str, curves: Sequence[Curve], across: Axis, up: Axis, *, reference: tuple[float, str] | None = None
) -> Drawing:
    """Lines with bands, named at their ends; `reference` is a level with its name.

    Points with a figure that is not finite are left out. Raises UsageError for more curves than are told apart.
    """
    if len(curves) > MOST_CURVES:
        raise UsageError(f"a figure shows {MOST_CURVES} curves at most, not {len(curves)}")
    drawn = [Curve(curve.name, [point for point in curve.points if _finite(point)]) for curve in curves]
    points = [point for curve in drawn for point in curve.points]
    levels = [level for point in points for level in (point.y, point.low, point.high)]
    values = [point.x for point in points], [*levels, *([reference[0]] if reference else [])]
    plot = make_plot(caption, _in_words(drawn, across, up), (across, up), values, width=WIDTH - _LEGEND)
    if reference:
        _draw_level(plot, *reference)
    for at, curve in enumerate(drawn, 1):
        _draw(plot, curve, at, up)
    _name_ends(plot, drawn)
    return Drawing(caption, markup(plot.root))


def _finite(point: Point) -> bool:
    return all(math.isfinite(value) for value in (point.x, point.y, point.low, point.high) if value is not None)


def _draw_level(plot: Plot, level: float, name: str) -> None:
    start, end = Place(plot.across.start, plot.up.at(level)), Place(plot.across.end, plot.up.at(level))
    line(plot.root, start, end, "reference")
    words(plot.root, Place(start.x + 4, start.y - 4), name, "faint")


def _draw(plot: Plot, curve: Curve, at: int, up: Axis) -> None:
    banded = [point for point in curve.points if point.low is not None and point.high is not None]
    edge = [plot.place(p.x, p.high or 0.0) for p in banded] + [plot.place(p.x, p.low or 0.0) for p in reversed(banded)]
    path(plot.root, edge, f"band f{at}", closed=True)
    path(plot.root, [plot.place(point.x, point.y) for point in curve.points], f"line c{at}")
    if len(curve.points) <= _MARKED:
        for point in curve.points:
            mark = group(plot.root, f"{curve.name}: {_told(point, up)}")
            dot(mark, plot.place(point.x, point.y), 3, f"f{at}")


def _name_ends(plot: Plot, curves: Sequence[Curve]) -> None:
    """Each name beside the end of its line, moved down where names would meet."""
    ends = sorted((plot.up.at(c.points[-1].y), at, c.name) for at, c in enumerate(curves, 1) if c.points)
    lowest = -math.inf
    for height, at, name in ends:
        lowest = max(height, lowest + _CLOSEST)
        line(plot.root, Place(WIDTH - _LEGEND + 6, lowest), Place(WIDTH - _LEGEND + 24, lowest), f"line c{at}")
        words(plot.root, Place(WIDTH - _LEGEND + 28, lowest + 4), name, room=_LEGEND - 28)


def _told(point: Point, up: Axis) -> str:
    interval = shown_interval(point.low, point.high, up.kind)
    return shown(point.y, up.kind) + (f" ({interval})" if interval else "")


def _in_words(curves: Sequence[Curve], across: Axis, up: Axis) -> str:
    names = dict(across.ticks)
    parts = [
        f"{curve.name} goes from {_told(curve.points[0], up)} at {_x(curve.points[0], across, names)}"
        f" to {_told(curve.points[-1], up)} at {_x(curve.points[-1], across, names)}"
        for curve in curves
        if curve.points
    ]
    return f"{up.label} by {across.label}. " + ("; ".join(parts) + "." if parts else "Nothing to show.")


def _x(point: Point, across: Axis, names: dict[float, str]) -> str:
    return names.get(point.x) or shown(point.x, across.kind)
