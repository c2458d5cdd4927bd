"""Drawings: well formed, to scale, told in words, whatever the labels and values."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.errors import UsageError
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
from coder.report.figures.scale import scale_for
from tests.report.samples import NASTY, SHARE, drawings

FLOATS = st.floats(-1e6, 1e6, allow_nan=False)


def parsed(figure):
    return ElementTree.fromstring(figure.markup)


def of_class(root, name):
    return [node for node in root.iter() if name in node.get("class", "").split()]


@pytest.mark.parametrize("name", drawings())
@pytest.mark.parametrize("label", ["apples", NASTY, "", "ü" * 300])
def test_every_drawing_is_well_formed_and_titled(name, label):
    figure = drawings(label)[name]
    root = parsed(figure)
    assert root.tag == "svg"
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > len(label)
    assert {node.tag for node in root.iter()} <= {"svg", "title", "g", "rect", "line", "path", "circle", "text"}
    assert all(node.text is not None or node.tag != "title" or not label for node in root.iter())
    assert not re.search(r"style=|http|fill=|stroke=", figure.markup.replace("aria-label", ""))


EMPTY = {
    "bars": draw_bars("none", [], SHARE),
    "curves": draw_curves("none", [], Axis("month"), SHARE),
    "curves of no points": draw_curves("none", [Curve("a", [])], Axis("month"), SHARE),
    "reliability": draw_reliability("none", []),
    "slopes": draw_slopes("none", [], SHARE, sides=("a", "b")),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_says_so(name):
    assert parsed(EMPTY[name]).get("aria-label").endswith("Nothing to show.")


def test_bars_are_to_scale():
    root = parsed(draw_bars("t", [Bar("a", 0.25, 0.2, 0.3), Bar("b", 0.5), Bar("c", 0.0)], Axis("x", "percent", 0, 1)))
    widths = [float(node.get("width")) for node in root.iter("rect")]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert widths[2] == 0
    low, high = (float(of_class(root, "mark")[0].get(end)) for end in ("x1", "x2"))
    start = float(next(root.iter("rect")).get("x"))
    assert (low - start) / (high - start) == pytest.approx(2 / 3, abs=0.01)


def test_bars_below_zero_go_the_other_way():
    root = parsed(draw_bars("t", [Bar("a", 0.2), Bar("b", -0.2)], Axis("x")))
    first, second = root.iter("rect")
    assert float(second.get("x")) + float(second.get("width")) == pytest.approx(float(first.get("x")), abs=0.2)


def test_a_bar_without_a_figure_is_not_drawn_and_says_why():
    root = parsed(draw_bars("t", [Bar("a", None, note="too few cases")], SHARE))
    assert not list(root.iter("rect"))
    assert "too few cases" in root.get("aria-label")


def test_curves_reach_the_ends_of_their_scales():
    root = parsed(draw_curves("t", [Curve("a", [Point(0, 0.0), Point(10, 1.0)])], Axis("x"), Axis("y", "percent")))
    (line,) = of_class(root, "c1")[:1]
    (x0, y0), (x1, y1) = (tuple(map(float, pair.split(","))) for pair in line.get("d")[1:].split("L"))
    (bottom,) = of_class(root, "axis")[-1:]
    assert (x0, y0) == (float(bottom.get("x1")), float(bottom.get("y1")))
    assert x1 == float(bottom.get("x2"))
    assert y1 < 30


def test_points_that_are_no_numbers_are_left_out_and_too_many_curves_refused():
    root = parsed(draw_curves("t", [Curve("a", [Point(0, float("nan")), Point(1, 0.5)])], Axis("x"), SHARE))
    assert len(list(root.iter("circle"))) == 1
    with pytest.raises(UsageError, match="5 curves at most"):
        draw_curves("t", [Curve(str(at), []) for at in range(6)], Axis("x"), SHARE)


def test_names_at_the_ends_of_curves_do_not_meet():
    curves = [Curve(name, [Point(0, 0), Point(1, 0.5)]) for name in "abcde"]
    root = parsed(draw_curves("t", curves, Axis("x"), SHARE))
    heights = sorted(float(node.get("y")) for node in root.iter("text") if node.text in "abcde")
    assert min(b - a for a, b in pairwise(heights)) >= 13.9


def test_reliability_lies_on_the_diagonal_when_it_should():
    root = parsed(draw_reliability("t", [ReliabilityBin(5, 0.2, 0.2), ReliabilityBin(20, 0.8, 0.8)]))
    (diagonal,) = of_class(root, "reference")
    x1, y1, x2, y2 = (float(diagonal.get(name)) for name in ("x1", "y1", "x2", "y2"))
    for dot in root.iter("circle"):
        share = (float(dot.get("cx")) - x1) / (x2 - x1)
        assert float(dot.get("cy")) == pytest.approx(y1 + share * (y2 - y1), abs=0.2)
    small, large = (float(dot.get("r")) for dot in root.iter("circle"))
    assert large == pytest.approx(2 * small, abs=0.1)


def test_a_bridge_ends_where_its_steps_lead():
    figure = draw_bridge("t", ("before", 100), [("new", 30.0), ("dropped", -50.0)], "after", Axis("cases", "count"))
    root = parsed(figure)
    assert "before: 100; new: +30; dropped: −50; after: 80." in root.get("aria-label")
    first, new, dropped, last = ((float(n.get("x")), float(n.get("width"))) for n in root.iter("rect"))
    assert new[0] == pytest.approx(first[0] + first[1], abs=0.2)
    assert dropped[0] + dropped[1] == pytest.approx(new[0] + new[1], abs=0.2)
    assert last[0] + last[1] == pytest.approx(dropped[0], abs=0.2)


def test_slopes_fall_and_rise_differently():
    root = parsed(draw_slopes("t", [Change("a", 0.1, 0.2), Change("b", 0.2, 0.1)], SHARE, sides=("then", "now")))
    assert len(of_class(root, "c1")) == len(of_class(root, "c2")) == 1


@pytest.mark.parametrize(
    ("axis", "values", "low", "high", "labels"),
    [
        (Axis("a", "percent", 0, 1), [], 0, 1, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        (Axis("a"), [0, 0.3], 0, 0.3, ["0.0", "0.1", "0.2", "0.3"]),
        (Axis("a", "count"), [0, 9500], 0, 10000, ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]),
        (Axis("a"), [5], 2, 8, None),
        (Axis("a"), [-3, 3], -4, 4, ["−4", "−2", "0", "2", "4"]),
    ],
)
def test_scales_end_at_round_numbers(axis, values, low, high, labels):
    scale = scale_for(axis, values, 0, 100)
    assert (scale.low, scale.high) == (pytest.approx(low), pytest.approx(high))
    assert (scale.at(scale.low), scale.at(scale.high)) == (0, 100)
    if labels:
        assert [label for _, label in scale.ticks] == labels


@settings(max_examples=60, deadline=None)
@given(st.lists(FLOATS, max_size=6))
def test_scales_hold_every_value_with_few_ticks(values):
    scale = scale_for(Axis("a"), values, 10, 90)
    assert all(10 <= scale.at(value) <= 90 for value in values)
    slack = 1e-6 * (scale.high - scale.low)
    assert all(scale.low - slack <= value <= scale.high + slack for value in values)
    assert 2 <= len(scale.ticks) <= 8
    assert len({label for _, label in scale.ticks}) == len(scale.ticks)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), FLOATS, FLOATS), max_size=5))
def test_any_labels_and_values_can_be_drawn(rows):
    axis = Axis("a")
    parsed(draw_bars("t", [Bar(label, value, other, value) for label, value, other in rows], axis))
    parsed(draw_slopes("t", [Change(label, value, other) for label, value, other in rows], axis, sides=("a", "b")))
    parsed(draw_bridge("t", ("a", 1.0), [(label, value) for label, value, _ in rows], "b", axis))
    parsed(
        draw_curves("t", [Curve(label, [Point(0, value), Point(1, other)]) for label, value, other in rows], axis, axis)
    )
