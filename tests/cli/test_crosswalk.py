"""`ictip crosswalk`: crosswalks are shown, checked and applied; counts go to standard error, texts nowhere."""

import json
import shutil

import pytest

from tests.conftest import FRUIT

WALK = """variable,value,kind,new,note
shelf,apple,one-to-one,K1,
state,bad,one-to-many,D1,the text decides
state,bad,one-to-many,D2,the text decides
end,sold,one-to-one,F1,
"""
ARCHIVE = """id,notes,shelf,state,end
a,"The apples were rotten, and we threw them away on Monday.",apple,bad,sold
b,"Half of the apples were bruised. We sold them cheaply.",apple,bad,sold
c,Nothing else was noted about this delivery of fruit on Monday.,,bad,
d,"The pears were rotten, and we threw them away on Monday.",fig,,
"""


@pytest.fixture
def orchard(tmp_path, monkeypatch):
    """A training folder with a crosswalk, and an archive in the current folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FRUIT, tmp_path / "fruit")
    (tmp_path / "fruit" / "crosswalks").mkdir()
    (tmp_path / "fruit" / "crosswalks" / "shelf.csv").write_text(WALK, encoding="utf-8")
    (tmp_path / "archive.csv").write_text(ARCHIVE, encoding="utf-8")
    return tmp_path


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_text_decides_what_lines_leave_open(ictip, orchard, tiny_edition):
    ran = ictip(
        *("crosswalk", "apply", "shelf", "archive.csv", "--scheme", "fruit", "--edition", tiny_edition),
        *("-o", "out.jsonl", "--queue", "queue.jsonl", "--conflicts", "conflicts.jsonl"),
    )
    assert ran.code == 0, ran.err
    records = {record["id"]: record["codes"] for record in lines(orchard / "out.jsonl")}
    assert records == {"a": ["D2", "K1", "F1"], "b": ["D1", "K1", "F1"], "c": [], "d": []}
    assert [(each["id"], [one["code"] for one in each["candidates"]]) for each in lines(orchard / "queue.jsonl")] == [
        ("c", ["D1", "D2"])
    ]
    assert [(each["id"], each["candidates"][0]["code"]) for each in lines(orchard / "conflicts.jsonl")] == [("a", "F1")]
    assert "by line 4, by text 2, to a person 1, dropped 0, unknown 1; conflicts 1" in ran.err
    assert "rotten" not in ran.err


def test_a_table_without_texts_asks_a_person(ictip, orchard):
    ran = ictip("crosswalk", "apply", "shelf", "archive.csv", "--scheme", "fruit", "--no-text")
    assert ran.code == 0
    assert [json.loads(line)["codes"] for line in ran.out.splitlines()] == [["K1", "F1"], ["K1", "F1"], [], []]
    assert "to a person 3" in ran.err


def test_codings_made_before_take_the_place_of_texts(ictip, orchard):
    coding = {"id": "c", "suggestions": [{"dimension": "DEF", "code": "D2", "confidence": 0.9}]}
    (orchard / "codings.jsonl").write_text(json.dumps(coding), encoding="utf-8")
    ran = ictip("crosswalk", "apply", "shelf", "archive.csv", "--scheme", "fruit", "--codings", "codings.jsonl")
    assert json.loads(ran.out.splitlines()[2])["codes"] == ["D2"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["shelf", "archive.csv", "--column", "shelf"], "write VARIABLE=COLUMN"),
        (["shelf", "archive.csv", "--column", "box=b"], "the crosswalk has no such variable"),
        (["shef", "archive.csv"], "there are shelf"),
        (["shelf", "archive.csv", "--no-text", "-o", "archive.csv"], "is one of the inputs"),
    ],
)
def test_wrong_usage_is_told(ictip, orchard, arguments, reason):
    ran = ictip("crosswalk", "apply", *arguments, "--scheme", "fruit")
    assert ran.code == 2
    assert reason in ran.err


@pytest.mark.parametrize(
    "content", ["no,shelf\na,apple\n", "id,shelf\na\n", "id,shelf\n,apple\n", 'id,shelf\n"a,apple\n']
)
def test_broken_tables_fail_without_their_cells(ictip, orchard, content):
    (orchard / "archive.csv").write_text(content, encoding="utf-8")
    ran = ictip("crosswalk", "apply", "shelf", "archive.csv", "--scheme", "fruit", "--no-text", "-o", "out.jsonl")
    assert ran.code == 1
    assert "apple" not in ran.err
    assert not (orchard / "out.jsonl").exists()


def test_show_and_validate(ictip, orchard):
    assert "shelf" in ictip("crosswalk", "show", "--scheme", "fruit").out
    assert "state=bad" in ictip("crosswalk", "show", "shelf", "--scheme", "fruit").out
    assert len(ictip("crosswalk", "show", "shelf", "--scheme", "fruit", "--json").out.splitlines()) == 4
    assert ictip("crosswalk", "validate", "--scheme", "fruit").out == "shelf: no faults, 4 lines\n"
    (orchard / "bad.csv").write_text(WALK.replace("F1", "F7"), encoding="utf-8")
    ran = ictip("crosswalk", "validate", "shelf", "bad.csv", "--scheme", "fruit")
    assert ran.code == 1
    assert "bad.csv:5: the new code is not in the list" in ran.err
