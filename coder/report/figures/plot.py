"""The frame of a drawing with two axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.report.figures.scale import Axis, Scale, scale_for
from coder.report.figures.svg import WIDTH, Node, Place, canvas, line, words

_LEFT = 64.0
_TOP = 22.0
_FOOT = 42.0
HEIGHT = 320.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A canvas with its scales, both in units."""

    root: Node
    across: Scale
    up: Scale

    def place(self, x: float, y: float) -> Place:
        """Where a point lies."""
        return Place(self.across.at(x), self.up.at(y))


def make_plot(
    caption: str,
    alternative: str,
    axes: tuple[Axis, Axis],
    values: tuple[Iterable[float | None], Iterable[float | None]],
    *,
    width: float = WIDTH - 20,
) -> Plot:
    """An empty plot that holds the values; axes and values are (across, up). It ends `width` units from the left."""
    bottom = HEIGHT - _FOOT
    across = scale_for(axes[0], values[0], _LEFT, width, ticks=6)
    up = scale_for(axes[1], values[1], bottom, _TOP)
    root = canvas(caption, alternative, HEIGHT)
    for value, label in up.ticks:
        line(root, Place(_LEFT, up.at(value)), Place(width, up.at(value)), "grid")
        words(root, Place(_LEFT - 6, up.at(value) + 4), label, "faint end")
    for value, label in across.ticks:
        line(root, Place(across.at(value), bottom), Place(across.at(value), bottom + 4), "axis")
        words(root, Place(across.at(value), bottom + 17), label, "faint middle")
    line(root, Place(_LEFT, bottom), Place(width, bottom), "axis")
    words(root, Place((_LEFT + width) / 2, bottom + 35), axes[0].label, "faint middle")
    words(root, Place(0, 12), axes[1].label, "faint")
    return Plot(root, across, up)
