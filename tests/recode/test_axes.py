"""Axes of a release table: a dimension down to a level, or a column of the run."""

import pytest

from coder.errors import UsageError
from coder.recode.axes import AxisSpec, make_axes, parse_axis, place
from coder.recode.reading import RunRecord
from tests.recode.samples import FRUITS


def record(year, *codes):
    return RunRecord("a", {"year": year}, "coded", "auto", codes, (), ())


RECORDS = [record("2021", "D11", "D1", "K1"), record("2020", "D1"), record(" ", "D2", "F3")]


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("DEF", AxisSpec("DEF", 1)),
        ("DEF@2", AxisSpec("DEF", 2)),
        ("year", AxisSpec("year", None)),
        ("x@2", AxisSpec("x@2", None)),
    ],
)
def test_axes_are_named_as_people_write_them(text, spec):
    assert parse_axis(text, FRUITS) == spec


@pytest.mark.parametrize("text", ["DEF@", "DEF@0", "DEF@x"])
def test_a_level_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="whole number"):
        parse_axis(text, FRUITS)


def test_levels_keep_what_is_known_no_deeper():
    for level, expected in ((1, [["D1"], ["D1"], ["D2"]]), (2, [["D11"], ["D1"], ["D2"]])):
        placed = place(RECORDS, [AxisSpec("DEF", level)], FRUITS, lambda each: each.old_codes)
        assert [sorted(axes[0]) for axes in placed] == expected
    axis = make_axes([AxisSpec("DEF", 2)], [], FRUITS)[0]
    assert axis.categories["D1"] == "Bruise, without detail"
    assert axis.categories["D2"] == "Rot"
    assert "D11" not in make_axes([AxisSpec("DEF", 1)], [], FRUITS)[0].categories


def test_a_column_has_its_values_sorted_and_blank_is_unknown():
    specs = [AxisSpec("year", None), AxisSpec("FATE", 1)]
    assert list(make_axes(specs, RECORDS, FRUITS)[0].categories) == ["2020", "2021"]
    assert list(place(RECORDS, specs, FRUITS, lambda each: each.old_codes))[2] == [[], ["F3"]]


@pytest.mark.parametrize(
    ("name", "year", "reason"), [("box", "x", "no column the run kept"), ("year", "_T", "stand for")]
)
def test_columns_that_cannot_be_used_are_told(name, year, reason):
    with pytest.raises(UsageError, match=reason):
        make_axes([AxisSpec(name, None)], [record(year)], FRUITS)
