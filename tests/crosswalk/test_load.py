"""Crosswalks are read with all their faults at once, at their rows, and no cell is repeated."""

import pytest

from coder.crosswalk import list_crosswalks, load_crosswalk
from coder.crosswalk.load import find_crosswalk, parse_crosswalk
from coder.errors import SchemeError, UsageError
from coder.scheme import load_scheme
from tests.conftest import FRUIT, SCHEME

HEAD = "variable,value,kind,new,share\n"
FRUITS = load_scheme(FRUIT)


def faults_of(lines, about=None, head=HEAD):
    with pytest.raises(SchemeError) as caught:
        parse_crosswalk("old.csv", (head + lines).encode(), about, FRUITS)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("shelf,a,sideways,K1,\n", "old.csv:2: kind must be one of one-to-one, one-to-many, many-to-one, dropped, new"),
        ("shelf,a,one-to-one,,\n", "old.csv:2: the new code is missing"),
        ("shelf,a,one-to-one,K7,\n", "old.csv:2: the new code is not in the list it should be in"),
        ("shelf,a,one-to-one,K9,\n", "old.csv:2: the new code is retired"),
        (",a,one-to-one,K1,\n", "old.csv:2: variable or value is empty"),
        ("shelf,,one-to-one,K1,\n", "old.csv:2: variable or value is empty"),
        ("shelf,a,dropped,K1,\n", "old.csv:2: a dropped line leads to no new code"),
        ("shelf,a,new,K1,\n", "old.csv:2: a new code has no old variable and value"),
        ("shelf,*,one-to-one,K1,\n", "old.csv:2: only dropped lines may have the value *"),
        ("shelf,a,one-to-one,K1,much\n", "old.csv:2: share is not a number"),
        ("shelf,a,one-to-one,K1,nan\n", "old.csv:2: share must be above 0 and at most 1"),
        ("shelf,a,one-to-one,K1,0\n", "old.csv:2: share must be above 0 and at most 1"),
        ("shelf,a,one-to-one,K1,0.5\n", "old.csv:2: the share of a one-to-one line is 1 or left out"),
        ("shelf,a,dropped,,1\n", "old.csv:2: a dropped line has no share"),
        ("shelf,a,one-to-many,K1,\n", "old.csv:2: one-to-many needs two or more lines for the old code"),
        ("shelf,a,one-to-many,K1,0.5\nshelf,a,one-to-many,K2,\n", "old.csv:2: shares are given for some lines"),
        ("shelf,a,one-to-many,K1,0.5\nshelf,a,one-to-many,K2,0.4\n", "old.csv:2: shares of the old code do not sum"),
        ("shelf,a,one-to-one,K1,\nshelf,a,one-to-one,K1,\n", "old.csv:3: this line stands in row 2 too"),
        ("shelf,a,one-to-one,K1,\nshelf,b,many-to-one,K1,\n", "old.csv:2: another old code leads to the same"),
        ("shelf,a,many-to-one,K1,\n", "old.csv:2: no other old code leads to the same new code"),
        ("shelf,a,dropped,,\nshelf,a,one-to-one,K1,\n", "old.csv:2: the old code is dropped here and kept"),
        ("shelf,a,one-to-one,K1\n", "old.csv:2: 4 cells, but the header has 5"),
    ],
)
def test_each_fault_is_told_at_its_row(lines, expected):
    assert any(fault.startswith(expected) for fault in faults_of(lines))


def test_all_faults_come_at_once_and_without_the_cells():
    found = faults_of("shelf,a,one-to-one,Maria told us,\nshelf,b,Maria told us,K1,\n,,one-to-many,K1,9\n")
    assert len(found) == 6
    assert "Maria" not in " ".join(found)


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        (b"colour = 1", "colour is not known here"),
        (b"title = 3", "title must be text"),
        (b"missing = 'x'", "missing must be a list of texts"),
        (b"to = 'elsewhere'", "it does not lead to the scheme"),
        (b"title =", "not well-formed TOML"),
        (b"from = 'scheme'", "variable is no dimension of the scheme"),
    ],
)
def test_faults_of_the_description(about, reason):
    assert any(reason in fault for fault in faults_of("shelf,a,one-to-one,K1,\n", about))


def test_an_empty_or_headless_file_is_told():
    assert faults_of("", head="") == ["old.csv: the file is empty"]
    assert "column kind is missing" in faults_of("", head="variable,value,new\n")[0]


def test_a_list_elsewhere_must_lie_beside_the_crosswalk(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(HEAD, encoding="utf-8")
    path.with_suffix(".toml").write_text('to = "../../etc"', encoding="utf-8")
    with pytest.raises(SchemeError, match="the list it leads to is not in lists/"):
        load_crosswalk(path, FRUITS)


def test_an_unknown_name_tells_those_there_are():
    with pytest.raises(UsageError, match="there are ctdc-global"):
        find_crosswalk("cdtc", SCHEME)


@pytest.mark.parametrize("name", list_crosswalks(SCHEME))
def test_shipped_crosswalks_have_no_fault_and_a_source_for_every_line(name):
    crosswalk, _ = load_crosswalk(find_crosswalk(name, SCHEME), load_scheme(SCHEME))
    assert crosswalk.lines
    assert all(line.source for line in crosswalk.lines)
    assert crosswalk.title != name


def test_the_four_promised_crosswalks_are_shipped():
    assert list_crosswalks(SCHEME) == ("ctdc-global", "htcds-2.0", "iccs-0204", "to-iccs-0204")
