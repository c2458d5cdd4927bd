"""`ictip build --add` and `ictip edition compare`: a challenger, and whether it is better."""

import json

import pytest

from tests.conftest import FRUIT
from tests.edition.confirmed import cases, write


def test_champion_and_challenger_are_built_and_compared_by_command(ictip, tiny_edition, tmp_path):
    confirmed = write(tmp_path / "c.jsonl", cases(40))
    challenger, held_out = tmp_path / "challenger", tmp_path / "held.jsonl"
    ran = ictip("build", FRUIT, "-o", challenger, "--add", confirmed, "--held-out", held_out, "--workers", "1")
    assert ran.code == 0
    assert "learnt from added cases:" in ran.out
    assert held_out.stat().st_mode & 0o077 == 0
    ran = ictip("edition", "compare", tiny_edition, challenger, held_out, "--json")
    found = json.loads(ran.out)
    assert ran.err == ""
    assert found["narratives"] == len(held_out.read_text().splitlines())
    assert found["overall"]["f1"]["challenger"] > found["overall"]["f1"]["champion"]
    ran = ictip("edition", "compare", tiny_edition, challenger, held_out)
    assert found["verdict"] in ran.out
    ran = ictip("edition", "compare", tiny_edition, challenger, confirmed)
    assert ran.code == 2
    assert "CHALLENGER has learnt from" in ran.err
    assert "Lot" not in ran.err


@pytest.mark.parametrize("option", [["--held-out", "x.jsonl"], ["--include-origin", "auto_accepted"]])
def test_options_about_added_cases_need_some(ictip, option, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = ictip("build", FRUIT, *option)
    assert ran.code == 2
    assert "name a file with it" in ran.err


def test_a_challenger_that_does_not_tell_what_it_knows_is_refused(ictip, tiny_edition, tmp_path, monkeypatch):
    monkeypatch.setattr("coder.cli.edition_compare.read_trained_on", lambda folder: None)
    held_out = write(tmp_path / "h.jsonl", cases(3))
    ran = ictip("edition", "compare", tiny_edition, tiny_edition, held_out)
    assert ran.code == 2
    assert "CHALLENGER does not tell what it has learnt from" in ran.err
