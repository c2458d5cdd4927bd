"""Small drawings for reports: values in, SVG out, each with its figures in words for whoever cannot see it.

draw_bars         horizontal bars with intervals
draw_curves       lines with a band around each
draw_reliability  whether confidence means what it says
draw_slopes       before and after, one line per label
draw_bridge       the steps that lead from one total to another
"""

from coder.report.figures.bars import Bar, draw_bars
from coder.report.figures.change import Change, draw_bridge, draw_slopes
from coder.report.figures.curves import Curve, Point, draw_curves
from coder.report.figures.reliability import ReliabilityBin, draw_reliability
from coder.report.figures.scale import Axis

__all__ = [
    "Axis",
    "Bar",
    "Change",
    "Curve",
    "Point",
    "ReliabilityBin",
    "draw_bars",
    "draw_bridge",
    "draw_curves",
    "draw_reliability",
    "draw_slopes",
]
