"""What one table suppresses, a table beside it must not show."""

import pytest

from coder.errors import UsageError
from coder.release.cube import Axis, count_cube
from coder.release.linked import read_released, undone
from coder.release.tables import release, release_csv

FRUIT = Axis("FRU", "Kind of fruit", {"K1": "Apple", "K2": "Pear", "K3": "=Plum"})
YEAR = Axis("year", "Year", {"2020": "2020", "2021": "2021"})
PLACE = Axis("place", "Place", {"north": "North", "south": "South"})
RECORDS = (
    [("K1", "2020", "north")] * 40 + [("K2", "2020", "north")] * 30 + [("K3", "2020", "south")] * 3
    + [("K1", "2021", "south")] * 25 + [("K2", "2021", "south")] * 36 + [("K3", "2021", "north")] * 30
)  # fmt: skip


def table(*axes, threshold=5):
    places = [("FRU", "year", "place").index(axis.id) for axis in axes]
    cube = count_cube(axes, [[[record[at]] for at in places] for record in RECORDS])
    return read_released(release_csv(release(cube, threshold=threshold)), "table.csv")


def told(here, there):
    return [str(each) for each in undone(here, there)]


def test_a_margin_that_is_suppressed_in_one_table_and_shown_in_the_other_is_told_from_both_sides():
    fine, strict = table(FRUIT, YEAR), table(FRUIT, PLACE, threshold=35)
    shared = told(fine, strict)
    assert shared
    assert all(line.endswith("suppressed there, shown here") for line in shared)
    assert [line.replace("there, shown here", "here, shown there") for line in shared] == told(strict, fine)
    assert all("place" not in line and "year" not in line for line in shared)


def test_the_same_table_and_tables_without_common_cells_undo_nothing():
    assert told(table(FRUIT, YEAR), table(FRUIT, YEAR)) == []
    assert told(table(FRUIT, YEAR), table(PLACE)) == []


def test_the_same_cell_is_found_whatever_the_order_of_the_axes():
    assert told(table(FRUIT, YEAR), table(YEAR, FRUIT)) == []
    assert told(table(FRUIT, YEAR), table(YEAR, FRUIT, threshold=2))


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "FRU,FRU_label,records\nK1,Apple,3\n", "FRU,FRU_label,records,status\nK1,Apple,,\n",
     "FRU,FRU_label,records,status\nK1,Apple,many,\n"],
)  # fmt: skip
def test_what_is_no_released_table_is_refused_by_name(text):
    with pytest.raises(UsageError, match=r"other\.csv"):
        read_released(text.splitlines(keepends=True), "other.csv")
