"""`ictip demo` and the narratives it comes with."""

import json

import pytest

from coder.edition.locate import demo_narratives
from coder.errors import UsageError
from coder.narrative.language import detect_language
from tests.conftest import ROOT, SCHEME

NARRATIVES = [json.loads(line) for line in demo_narratives().read_text(encoding="utf-8").splitlines()]


def test_six_narratives_in_different_settings_of_a_readable_length():
    assert len(NARRATIVES) == len({item["setting"] for item in NARRATIVES}) == 6
    assert all(60 <= len(item["text"].split()) <= 120 for item in NARRATIVES)


def test_one_of_them_is_in_another_language():
    assert sorted(detect_language(item["text"])[0] for item in NARRATIVES) == ["en"] * 5 + ["es"]


def test_the_edition_does_not_learn_from_them():
    learnt = {
        json.loads(line)["text"]
        for path in (SCHEME / "narratives").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    }
    assert not learnt & {item["text"] for item in NARRATIVES}


def test_they_travel_with_the_wheel():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for part in ("ictip-working-1", "languages", "demo"):
        assert f'"training_data/{part}" = "coder/training_data/{part}"' in pyproject


def test_they_are_found_in_an_installed_package(monkeypatch, tmp_path):
    monkeypatch.setattr("coder.edition.locate._PACKAGE", tmp_path / "coder")
    installed = tmp_path / "coder" / "training_data"
    (installed / "ictip-working-1").mkdir(parents=True)
    with pytest.raises(UsageError, match="missing from this installation"):
        demo_narratives()
    (installed / "demo").mkdir()
    (installed / "demo" / "narratives.jsonl").write_text("")
    assert demo_narratives() == installed / "demo" / "narratives.jsonl"


def test_the_demonstration_shows_one_in_full_and_the_others_in_a_line(ictip, tiny_edition):
    ran = ictip("demo", "--edition", tiny_edition)
    assert (ran.code, ran.err) == (0, "")
    shown = " ".join(ran.out.split())
    assert "made-up scheme" in shown
    assert NARRATIVES[0]["text"].split(".")[-2].strip() in shown
    for item in NARRATIVES:
        assert f"{item['id']} {item['setting']}" in shown
    assert "language es: not coded" in shown
    assert "How to go on" in shown
