"""A report with one of everything."""

from coder.report import Column, Estimate, HeatTable, Note, Paragraph, Points, Quote, Report, Section, Table
from coder.report.figures import (
    Axis,
    Bar,
    Change,
    Curve,
    Point,
    ReliabilityBin,
    draw_bars,
    draw_bridge,
    draw_curves,
    draw_reliability,
    draw_slopes,
)

NASTY = "<script>alert(1)</script> \"quoted\" 'single' & {{ 7*7 }} {% raw %} ]]> \x1b[2J \u202e \x00 </svg></table>"

SHARE = Axis("share of codes", "percent", 0.0)


def drawings(label: str = "apples"):
    """Every kind of drawing, with `label` wherever a label can stand."""
    axis = Axis(label, "percent", 0.0)
    return {
        "bars": draw_bars(
            label,
            [Bar(label, 0.08, 0.06, 0.11), Bar(label, -0.02), Bar(label, None, note=label)],
            axis,
            reference=(0.05, label),
        ),
        "curves": draw_curves(
            label,
            [Curve(label, [Point(1, 0.2, 0.1, 0.3), Point(2, 0.4, 0.3, 0.5)]), Curve(label, [])],
            Axis(label, ticks=((1, label), (2, label))),
            axis,
            reference=(0.25, label),
        ),
        "reliability": draw_reliability(
            label, [ReliabilityBin(10, 0.1, 0.2, 0.05, 0.5), ReliabilityBin(90, 0.9, 0.8, 0.7, 0.88)]
        ),
        "slopes": draw_slopes(label, [Change(label, 0.2, 0.4), Change(label, 0.3, 0.1)], axis, sides=(label, label)),
        "bridge": draw_bridge(label, (label, 100.0), [(label, -20.0), (label, 5.0)], label, Axis(label, "count")),
    }


def report_of(label: str = "apples") -> Report:
    """A report with one of everything, with `label` wherever a text can stand."""
    table = Table(
        label,
        [Column(label), Column(label, "percent"), Column(label, "count"), Column(label, "number", 3)],
        [
            [label, Estimate(0.081, 0.06, 0.11), 1234, 0.5],
            [label, Estimate(None, reason=label), None, Estimate(0.25, 0.2, None)],
        ],
    )
    heat = HeatTable(label, label, [label, label], [label, label], [[0.1, -0.2], [None, 0.9]], full=0.2, kind="percent")
    return Report(
        title=label,
        summary=[label, label],
        sections=[
            Section(label, [Paragraph(label), Note(label), Points([label, label], numbered=True), Quote(label, label)]),
            Section(label, [table, Table(label, [Column(label)], [], label), heat], level=3),
            Section(label, list(drawings(label).values())),
        ],
        facts=[(label, label)],
        status=label,
        footer=label,
    )
