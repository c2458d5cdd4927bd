"""Counts and their totals; a record with several values counts once in the total."""

import pytest

from coder.errors import UsageError
from coder.release.cube import TOTAL, UNKNOWN, Axis, count_cube

FRUIT = Axis("FRU", "Fruit", {"K1": "Apple", "K2": "Pear"}, several=True)
YEAR = Axis("year", "Year", {"2020": "2020", "2021": "2021"})


def test_hand_worked_counts():
    cube = count_cube([FRUIT, YEAR], [(["K1"], ["2020"]), (["K1", "K2"], ["2020"]), ([], ["2021"])])
    assert cube.counts["K1", "2020"] == 2
    assert cube.counts["K2", TOTAL] == 1
    assert cube.counts[TOTAL, "2020"] == 2
    assert cube.counts[TOTAL, TOTAL] == 3
    assert cube.counts[UNKNOWN, "2021"] == 1
    assert list(cube.cells())[:4] == [("K1", "2020"), ("K1", "2021"), ("K1", TOTAL), ("K2", "2020")]
    assert len(cube.counts) == 4 * 3


def test_an_axis_without_gaps_has_no_unknown():
    assert UNKNOWN not in count_cube([YEAR], [(["2020"],)]).axes[0].categories


@pytest.mark.parametrize(
    ("axes", "records", "reason"),
    [
        ([], [], "1 to 3 axes"),
        ([YEAR] * 4, [], "1 to 3 axes"),
        ([YEAR, YEAR], [], "named twice"),
        ([YEAR], [(["2020", "2021"],)], "year: a record has several values"),
        ([Axis("a", "", {str(at): "" for at in range(20_000)})], [], "20,001 cells"),
    ],
)
def test_what_is_no_table_is_refused(axes, records, reason):
    with pytest.raises(UsageError, match=reason):
        count_cube(axes, records)


def test_a_category_that_the_axis_lacks_is_an_error():
    with pytest.raises(KeyError):
        count_cube([YEAR], [(["1999"],)])
