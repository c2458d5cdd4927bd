"""The recoding commands: what they print, where, and how they end."""

import json

import pytest

from coder.recode.checkpoint import RunFolder
from tests.recode.conftest import PLAN, write_archive

TABLE = """\
id,shop,notes
a,north,"The apples of the first crate were bruised and we sold them cheaply."
b,south,"The apples of the first crate were bruised, and we sold them cheaply!"
c,south,"Pears came late; nobody minded."
d,south,
"""


@pytest.fixture
def plan(tmp_path, tiny_edition):
    write_archive(tmp_path / "archive.csv", 40)
    path = tmp_path / "PLAN.toml"
    path.write_text(PLAN.format(format="csv", edition=tiny_edition))
    return path


def test_a_run_tells_its_steps_and_counts_and_never_a_word(ictip, plan):
    ran = ictip("recode", "run", plan)
    assert (ran.code, ran.out) == (3, "")
    assert "coding: 40 of 40" in ran.err
    assert "read 40, coded 35, unsupported language 2, rejected 3" in ran.err
    assert "apples" not in ran.err
    shown = ictip("recode", "show", plan.parent / "out")
    assert "finished" in shown.out
    assert "40 of 40" in shown.out
    assert "records.csv" in shown.out


def test_resume_of_a_finished_run_changes_nothing(ictip, plan):
    ictip("recode", "run", plan)
    before = (plan.parent / "out" / "manifest.json").read_bytes()
    ran = ictip("recode", "resume", plan.parent / "out")
    assert ran.code == 3
    assert "of them 0 now" in ran.err
    assert (plan.parent / "out" / "manifest.json").read_bytes() == before


def test_an_interrupted_run_says_how_to_go_on(ictip, plan, monkeypatch):
    keep = RunFolder.keep

    def interrupted(self, part):
        if part.number == 2:
            raise KeyboardInterrupt
        return keep(self, part)

    monkeypatch.setattr(RunFolder, "keep", interrupted)
    ran = ictip("recode", "run", plan)
    assert ran.code == 130
    assert f"ictip recode resume {plan.parent / 'out'}" in ran.err
    assert "20 of 40" in ictip("recode", "show", plan.parent / "out").out
    monkeypatch.undo()
    assert ictip("recode", "resume", plan.parent / "out", "--engine", "single").code == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "none.toml"), 2, "cannot be read"),
        (("resume", "."), 2, "holds no run"),
        (("show", "."), 2, "holds no run"),
        (("duplicates", "none.csv"), 1, "does not exist"),
        (("duplicates", "-", "--texts"), 2, "name a file with --out"),
        (("duplicates", "-", "--texts", "-o", "x.csv"), 2, "read twice"),
        (("duplicates", "-", "-o", "x.doc"), 2, "tells no format"),
    ],
)
def test_wrong_usage_is_told(ictip, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    ran = ictip("recode", *arguments, stdin="A note.")
    assert ran.code == code
    assert words in ran.err


def test_duplicates_are_shown_without_texts_unless_asked(ictip, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases.csv").write_text(TABLE)
    ran = ictip("recode", "duplicates", "cases.csv", "--format", "jsonl")
    assert ran.code == 3
    assert "compared 3, 1 groups with 2 narratives" in ran.err
    assert "rejected 1" in ran.err
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["group"], row["id"], row["like"], row["differing"]) for row in rows] == [
        (1, "a", None, []),
        (1, "b", "a", ["shop"]),
    ]
    assert "apples" not in ran.out + ran.err
    assert ictip("recode", "duplicates", "cases.csv", "-o", "found.csv", "--texts").code == 3
    assert "bruised" in (tmp_path / "found.csv").read_text()
    table = ictip("recode", "duplicates", "cases.csv").out
    assert "near_duplicate" in table
    assert "apples" not in table
