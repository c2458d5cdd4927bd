"""The crosswalk and the routing of a plan: checked before anything is read, applied to every record."""

import json

import pytest

from coder.errors import Fault
from coder.recode.plan import Section
from coder.recode.plan_file import read_plan
from coder.recode.reading import read_run
from coder.recode.run import begin
from coder.recode.sample import judge
from coder.recode.steps import make_steps
from coder.recode.thresholds import fit_thresholds, to_json
from tests.recode.samples import FRUITS, coding, gold

WALK = """variable,value,kind,new,share,note
old,X1,one-to-one,K1,,
old,X2,one-to-many,D1,0.7,
old,X2,one-to-many,D2,0.3,
old,X3,one-to-one,F1,,
old,X4,dropped,,,a quantity
"""


def thresholds_for(edition):
    sample = judge(
        [gold(str(at), "K1", "D2", "F3") for at in range(60)],
        [coding(str(at), ("K1", 0.9), ("D2", 0.9), ("F3", 0.9)) for at in range(60)],
        FRUITS,
    )
    return to_json(fit_thresholds(sample, FRUITS, error=0.1)).replace("fruit-edition", edition).encode()


def steps(crosswalk=None, routing=None, files=None, edition="fruit-edition"):
    faults: list[Fault] = []
    made = make_steps(
        Section({"file": "walk.csv", **(crosswalk or {})}, {"file": WALK.encode(), **(files or {})}),
        Section({"thresholds_file": "t.json", **(routing or {})}, {"thresholds_file": thresholds_for("fruit-edition")}),
        FRUITS,
        edition,
        faults,
    )
    return made, [fault.reason for fault in faults]


def test_old_codes_become_rows():
    made, faults = steps()
    assert not faults
    rows = made.crosswalk(["X1", "X2", "X3", "X4", "X5"], coding("a", ("D2", 0.9), ("F3", 0.8)))
    assert [(row.old, row.code, row.line, row.outcome) for row in rows] == [
        ("X1", "K1", "walk:2", "carried"),
        ("X2", "D2", "walk:4", "decided_by_text"),
        ("X3", "F1", "walk:5", "conflict"),
        ("X4", "", "walk:6", "dropped"),
        ("X5", "", "", "unknown"),
    ]
    open_rows = made.crosswalk(["X2"], coding("a"))
    assert [(row.code, row.outcome, row.share) for row in open_rows] == [
        ("D1", "undecided", 0.7),
        ("D2", "undecided", 0.3),
    ]
    assert made.route(coding("a", ("K1", 0.9)), open_rows, 0.5).road == "review"
    assert made.route(coding("a", ("K1", 0.9)), (), 0.5).road == "auto"


def test_variables_may_stand_in_columns_of_other_names_and_say_nothing():
    made, _ = steps({"columns": {"old": "Fach"}}, files={"about_file": b'missing = ["0"]'})
    assert made.crosswalk(["Fach=X1"], coding("a"))[0].code == "K1"
    made, _ = steps({"about_file": "walk.toml"}, files={"about_file": b'missing = ["0"]'})
    assert made.crosswalk(["old=0"], coding("a"))[0].reason == "the value says nothing"


@pytest.mark.parametrize(
    ("crosswalk", "routing", "edition", "reason"),
    [
        ({"name": "shelf"}, {}, "fruit-edition", "[crosswalk] needs either name or file"),
        ({"confidence": 2}, {}, "fruit-edition", "[crosswalk] confidence is not a number from 0 to 1"),
        ({"colour": 2}, {}, "fruit-edition", "[crosswalk] colour is not known"),
        ({"columns": {"box": "b"}}, {}, "fruit-edition", "[crosswalk] columns names box"),
        ({}, {"audit_share": True}, "fruit-edition", "[routing] audit_share is not a number"),
        ({}, {"must_review": ["K7"]}, "fruit-edition", "[routing] must_review names K7"),
        ({}, {"must_review": "K1"}, "fruit-edition", "[routing] must_review is not a list of texts"),
        ({}, {"dimensions": ["X"]}, "fruit-edition", "[routing] dimensions names X"),
        ({}, {}, "other", "[routing] thresholds_file was made with edition fruit-edition, not other"),
    ],
)
def test_faults_of_the_plan_are_told(crosswalk, routing, edition, reason):
    _, faults = steps(crosswalk, routing, edition=edition)
    assert any(fault.startswith(reason) for fault in faults), faults


def test_a_run_crosses_and_routes_every_record(archive, around, tiny_suggester):
    folder = archive.parent
    (folder / "walk.csv").write_text(WALK, encoding="utf-8")
    (folder / "t.json").write_bytes(thresholds_for(tiny_suggester.edition))
    with archive.open("a", encoding="utf-8") as stream:
        stream.write('\n[crosswalk]\nfile = "walk.csv"\n\n[routing]\nthresholds_file = "t.json"\naudit_share = 0.5\n')
    begin(read_plan(archive), around)
    records = list(read_run(folder / "out"))
    assert len(records) == 56
    assert {record.road for record in records} >= {"human_first", "review"}
    for record in records:
        assert [row.old for row in record.crossed if row.outcome != "undecided"][:1] in ([], ["X1"])
        assert set(record.fields) == {"year"}
        assert all(found.rules or found.sources for found in record.found)
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert "crosswalk.parquet" in manifest["outputs"]


def test_a_shipped_crosswalk_is_part_of_the_plan_and_an_unknown_one_a_fault(archive):
    text = archive.read_text("utf-8")
    archive.write_text(text + '\n[crosswalk]\nname = "ctdc-global"\n', encoding="utf-8")
    plan = read_plan(archive)
    assert set(plan.crosswalk.identity()["files"]) == {"name", "name_about"}
    archive.write_text(text + '\n[crosswalk]\nname = "cdtc"\n', encoding="utf-8")
    with pytest.raises(Exception, match="there are ctdc-global"):
        read_plan(archive)
