"""The reliability diagram: whether a stated confidence is the share that turned out right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coder.report.figures.plot import make_plot
from coder.report.figures.scale import Axis
from coder.report.figures.svg import Place, dot, group, line, markup, path, words
from coder.report.numbers import shown, shown_interval
from coder.report.parts import Drawing

_WIDTH = 420.0
_LARGEST = 9.0
_SMALLEST = 2.5


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Suggestions of like confidence: how many, their mean confidence, the share right with its interval; 0 to 1."""

    count: int
    confidence: float
    right: float
    low: float | None = None
    high: float | None = None


def draw_reliability(caption: str, bins: Sequence[ReliabilityBin]) -> Drawing:
    """Share right by confidence, the area of a dot growing with its count; on the diagonal, confidence means itself."""
    axes = Axis("confidence", "percent", 0.0, 1.0), Axis("share right", "percent", 0.0, 1.0)
    plot = make_plot(caption, _in_words(bins), axes, ([], []), width=_WIDTH)
    line(plot.root, plot.place(0, 0), plot.place(1, 1), "reference")
    words(plot.root, Place(plot.across.end + 6, plot.up.end + 4), "confidence = share right", "faint")
    path(plot.root, [plot.place(part.confidence, part.right) for part in bins], "line c1")
    most = max((part.count for part in bins), default=1)
    for part in bins:
        mark = group(plot.root, _told(part))
        if part.low is not None and part.high is not None:
            line(mark, plot.place(part.confidence, part.low), plot.place(part.confidence, part.high), "mark")
        dot(mark, plot.place(part.confidence, part.right), _radius(part.count, most), "f1")
    return Drawing(caption, markup(plot.root))


def _radius(count: int, most: int) -> float:
    return max(_SMALLEST, _LARGEST * math.sqrt(count / most)) if most else _SMALLEST


def _told(part: ReliabilityBin) -> str:
    interval = shown_interval(part.low, part.high, "percent", digits=0)
    right = shown(part.right, "percent", digits=0) + (f" ({interval})" if interval else "")
    return f"{part.count:,} at about {shown(part.confidence, 'percent', digits=0)}: {right} right"


def _in_words(bins: Sequence[ReliabilityBin]) -> str:
    return "; ".join(_told(part) for part in bins) + "." if bins else "Nothing to show."
