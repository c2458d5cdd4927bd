"""No word of a narrative ever reaches standard error, a log, a list of rejects, or a table that did not ask for it."""

import json
import logging

import pytest

SECRET = "Zyxomma"
TEXT = f"{SECRET} sold rotten pears and bruised apples. No worms were found by {SECRET}."
SPANISH = f"Las manzanas de {SECRET} estaban podridas y por eso las tiramos todas a la basura ayer por la tarde."
LONG = f"{SECRET} " * 300_000
BAD_ROWS = {
    "cases.csv": "\n".join(
        (
            "id,text",
            f'1,"{TEXT}"',
            f'1,"{TEXT}"',
            f'2,"{SPANISH}"',
            f"3,{SECRET},{SECRET} pears",
            f'4,"{LONG}"',
            f'5,"open {TEXT}',
        )
    ),
    "cases.jsonl": "".join(
        line + "\n"
        for line in (
            json.dumps({"id": "1", "text": TEXT}),
            json.dumps({"id": "1", "text": TEXT}),
            json.dumps({"id": TEXT * 9, "text": TEXT}),
            json.dumps({"id": "2", "text": [TEXT]}),
            '{"id": "3", "text": "' + TEXT,
            f'"{TEXT}"',
            json.dumps({"id": "4", "text": SPANISH}),
        )
    ),
    "headless.csv": f'"{TEXT}","{TEXT} And more."\n"{TEXT} Again.","{TEXT} Others."\n',
    "note.txt": TEXT,
}


@pytest.fixture(params=BAD_ROWS)
def messy(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / request.param).write_text(BAD_ROWS[request.param], encoding="utf-8")
    return request.param


@pytest.mark.parametrize("out", ["o.csv", "o.jsonl", "o.html", "o.txt"])
def test_nothing_is_said_or_logged_or_listed_of_a_text(code_cases, messy, tmp_path, caplog, out):
    with caplog.at_level(logging.DEBUG):
        ran = code_cases(messy, "-o", out)
    assert SECRET not in ran.err
    assert SECRET not in ran.out
    assert SECRET not in caplog.text
    rejects = tmp_path / "o.rejects.jsonl"
    assert not rejects.exists() or SECRET not in rejects.read_text(encoding="utf-8")


def test_the_table_without_words_has_none(code_cases, messy, tmp_path):
    code_cases(messy, "-o", "o.csv")
    code_cases(messy, "-o", "words.csv", "--quotes")
    quiet = (tmp_path / "o.csv").read_text(encoding="utf-8") if (tmp_path / "o.csv").exists() else ""
    for word in (SECRET, "rotten", "bruised", "worms", "podridas"):
        assert word not in quiet
    if messy != "headless.csv":
        assert "rotten" in (tmp_path / "words.csv").read_text(encoding="utf-8")


def test_explaining_says_nothing_of_a_text_on_standard_error(ictip, tiny_edition, messy):
    for arguments in ([], ["--code", "D2"], ["--id", "2"], ["--id", "none"]):
        ran = ictip("explain", messy, *arguments, "--edition", tiny_edition)
        assert SECRET not in ran.err


def test_evaluating_says_nothing_of_a_text(ictip, tiny_edition, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "a", "text": TEXT, "codes": [{"code": "D2", "quote": "rotten"}]}) + "\n")
    ran = ictip("evaluate", gold, "--edition", tiny_edition)
    assert ran.code == 0
    assert SECRET not in ran.out + ran.err


def test_building_says_nothing_of_a_text(ictip, tmp_path):
    import shutil

    from tests.conftest import FRUIT

    folder = shutil.copytree(FRUIT, tmp_path / "fruit-1")
    record = {"id": "x", "text": TEXT, "codes": [{"code": "D2", "quote": "not in the text"}]}
    (folder / "narratives" / "more.jsonl").write_text(json.dumps(record) + "\n" + TEXT + "\n")
    for command in (["build", folder, "-o", tmp_path / "new"], ["scheme", "validate", folder]):
        ran = ictip(*command)
        assert ran.code == 1
        assert "more.jsonl:1" in ran.err
        assert SECRET not in ran.err
