"""What leaves the house: CSV, SDMX that its library reads and checks, HTCDS rows."""

import csv
from datetime import datetime

import pytest

from coder.crosswalk import parse_crosswalk
from coder.errors import UsageError
from coder.release.cube import TOTAL, Axis, count_cube
from coder.release.htcds import htcds_rows
from coder.release.sdmx import sdmx_csv, sdmx_id, sdmx_structures
from coder.release.tables import release, release_csv
from coder.scheme import load_scheme
from tests.conftest import FRUIT

AXES = [
    Axis("FRU", "Kind of fruit", {"K1": "Apple", "K2": "Pear", "K3": "=Plum"}),
    Axis("year", "Year", {"2020": "2020", "2021/22": "2021/22"}),
]
RECORDS = (
    [(["K1"], ["2020"])] * 12
    + [(["K2"], ["2020"])] * 14
    + [(["K3"], ["2020"])] * 3
    + [(["K1"], ["2021/22"])] * 20
    + [(["K2"], ["2021/22"])] * 21
    + [(["K3"], ["2021/22"])] * 22
)


@pytest.fixture(scope="module")
def made():
    return release(count_cube(AXES, RECORDS), threshold=5)


def test_hidden_cells_are_empty_and_all_marked_alike(made):
    rows = list(csv.DictReader(release_csv(made)))
    assert len(rows) == 12
    hidden = [row for row in rows if row["status"] == "suppressed"]
    assert len(hidden) == 4
    assert {row["records"] for row in hidden} == {""}
    assert all((row["records"] == "") == (row["status"] == "suppressed") for row in rows)
    assert rows[-1]["records"] == "92"
    assert {row["FRU_label"] for row in rows} == {"Apple", "Pear", "'=Plum", "Total"}


@pytest.mark.parametrize(("count", "base", "shown"), [(12, 5, 10), (13, 5, 15), (15, 10, 20), (14, 10, 10), (7, 1, 7)])
def test_rounding_goes_to_the_nearest_multiple_halves_up(count, base, shown):
    made = release(count_cube(AXES[:1], [(["K1"],)] * count), threshold=5, rounded_to=base)
    assert made.shown["K1",] == shown
    assert made.shown[TOTAL,] == shown


def test_sdmx_is_read_and_checked_by_its_library(made, tmp_path):
    read_sdmx = pytest.importorskip("pysdmx.io").read_sdmx
    structures = sdmx_structures(made, agency="FARM", name="FRUIT_YEAR", prepared=datetime(2026, 1, 2))
    message = read_sdmx(structures, validate=True)
    lists = {each.id: [code.id for code in each.items] for each in message.get_codelists()}
    assert lists == {
        "CL_FRU": ["K1", "K2", "K3", "_T"],
        "CL_YEAR": ["2020", "2021_22", "_T"],
        "CL_CONF_STATUS": ["F", "C"],
    }
    definition = message.get_data_structure_definitions()[0]
    assert [part.id for part in definition.components.dimensions] == ["FRU", "YEAR"]
    path = tmp_path / "table.csv"
    path.write_text("".join(sdmx_csv(made, agency="FARM", name="FRUIT_YEAR")), encoding="utf-8")
    data = read_sdmx(path).data[0]
    assert data.short_urn == "DataStructure=FARM:FRUIT_YEAR(1.0.0)"
    assert len(data.data) == 12
    assert (data.data["CONF_STATUS"] == "C").sum() == 4


def test_categories_that_sdmx_cannot_tell_apart_are_refused():
    axis = Axis("place", "Place", {"a b": "", "a.b": ""})
    made = release(count_cube([axis], []), threshold=5)
    with pytest.raises(UsageError, match="place: two categories have the same SDMX identifier"):
        list(sdmx_csv(made, agency="X", name="X"))
    assert sdmx_id("Côte d'Ivoire") == "C_te_d_Ivoire"


def test_htcds_rows_have_all_values_of_a_record_in_a_row():
    lines = (
        "variable,value,kind,new\nfruit,Apple,one-to-one,K1\nfruit,Pear,one-to-one,K2\n"
        "state,Bruised,one-to-one,D1\nprice,*,dropped,\n"
    )
    scheme = load_scheme(FRUIT)
    walk = parse_crosswalk("fruit.csv", lines.encode(), None, scheme)
    rows = list(htcds_rows([("7", ["K2", "K1", "D11"]), ("=8", ["F1"])], walk, scheme))
    assert rows == ["record,fruit,state\n", "7,Apple;Pear,Bruised\n", "'=8,,\n"]
