"""What people settled comes into the recoded table: by whom, why, what changed; counts add up, the run stays."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import DataError
from coder.recode.outcome import recoded
from coder.recode.people import Decided, read_decided
from coder.recode.questions import questions_of
from coder.recode.rows import Crossed
from coder.recode.settle import Tally, settle
from tests.recode.samples import FRUITS
from tests.recode.test_compare import RECORDS, found, record

OPEN = record(
    "o",
    "2021",
    [
        Crossed("X2", "D1", "w:3", "undecided", 0.7),
        Crossed("X2", "D2", "w:4", "undecided", 0.3),
        Crossed("X1", "K1", "w:2", "carried"),
        Crossed("X3", "F1", "w:5", "conflict", reason="the text names it, claim: denied"),
    ],
    [found("D3", 0.9, "worm"), found("F1", None, "not-sold", claim="denied")],
)


def desk(codes=(), rejected=()):
    return Decided(frozenset(codes), frozenset(rejected))


@pytest.mark.parametrize(
    ("decided", "results", "codes"),
    [
        (None, ["open", "open"], {"K1", "F1", "D3"}),
        (desk(["D1"], ["D2", "D3"]), ["settled", "open"], {"D1", "K1", "F1"}),
        (desk(["D11"]), ["settled", "open"], {"D1", "D11", "K1", "F1"}),
        (desk(["F1"], ["D1", "D2"]), ["none", "kept"], {"K1", "F1"}),
        (desk([], ["D1", "F1"]), ["open", "rejected"], {"K1"}),
        (desk(["D3"], ["K1"]), ["open", "open"], {"D3", "F1"}),
        (desk(["D11"], ["D1"]), ["settled", "open"], {"D1", "D11", "K1", "F1"}),
        (Decided(frozenset(["D3"])), ["none", "rejected"], {"D3"}),
        (Decided(frozenset(["D2"])), ["settled", "rejected"], {"D2", "F3"}),
    ],
)
def test_what_people_say_settles_and_what_they_leave_stays(decided, results, codes):
    assert [each.result for each in questions_of(OPEN, decided, FRUITS)] == results
    assert set(recoded(OPEN, FRUITS, "joined", {} if decided is None else {"o": decided})) == codes


CODES = st.sets(st.sampled_from([*FRUITS.codes, "Q9"]), max_size=5).map(frozenset)
PEOPLE = st.dictionaries(
    st.sampled_from([each.id for each in (*RECORDS, OPEN)]), st.builds(Decided, CODES, st.none() | CODES)
)


@given(PEOPLE, st.sampled_from(["joined", "text", "accepted"]))
def test_counts_add_up_and_every_change_is_told(people, basis):
    tally, changes = Tally(), Counter()
    for settled in settle([*RECORDS, OPEN], people, FRUITS, basis):
        tally.add(settled)
        before = set(recoded(settled.record, FRUITS, basis, {}))
        for change in settled.changes:
            assert (change.code in before) != change.entered
            changes[change.entered] += 1
        if settled.record.id not in people:
            assert not settled.changes
    assert tally.records == len(RECORDS) + 1 == sum(tally.by.values())
    assert tally.found == people.keys()
    assert tally.codes_before + changes[True] - changes[False] == tally.codes_after
    assert (tally.entered, tally.left) == (changes[True], changes[False])
    assert sum(tally.questions.values()) == 4  # two of OPEN, one each of d and e


def lines(path, *records):
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def test_an_export_of_the_desk_counts_by_its_final_records(tmp_path):
    path = lines(
        tmp_path / "d.jsonl",
        {"id": "a", "coder": "ann", "codes": [{"code": "K1"}], "rejected": []},
        {"id": "a", "coder": "final", "codes": [{"code": "K2"}], "rejected": ["K1"], "how": "adjudicated"},
        {"id": "b", "coder": "final", "codes": [], "rejected": [], "how": "withdrawn"},
        {"id": "c", "codes": ["K1", {"code": "D1"}]},
    )
    assert read_decided(path) == {"a": desk(["K2"], ["K1"]), "c": Decided(frozenset(["K1", "D1"]))}


@pytest.mark.parametrize(
    "record",
    [
        {},
        [],
        {"id": "x"},
        {"id": "x", "codes": "secret"},
        {"id": "x", "codes": [3]},
        {"id": "a", "codes": []},
        {"id": None, "codes": []},
        {"id": True, "codes": []},
        {"id": ["secret"], "codes": []},
    ],
)
def test_lines_that_cannot_be_read_are_told_without_their_content(tmp_path, record):
    path = lines(tmp_path / "d.jsonl", {"id": "a", "codes": []}, record)
    with pytest.raises(DataError, match=r"d\.jsonl:2") as refused:
        read_decided(path)
    assert "secret" not in str(refused.value)
