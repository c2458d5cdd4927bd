"""Confirmed cases train, but for a share; what nobody confirmed never does so silently."""

import io
import json

import pytest

from coder import build_edition, open_edition
from coder.edition.added import VOICE, Added, is_held_out, read_added, told
from coder.edition.archive import read_manifest
from coder.edition.trained import read_trained_on
from coder.errors import CorpusError, UsageError
from coder.narrative.labelled import load_labelled
from coder.scheme import load_scheme
from tests.conftest import FRUIT
from tests.edition.confirmed import cases, write

CODES = load_scheme(FRUIT).codes


def test_every_case_is_trained_held_out_or_left_out(tmp_path):
    records = cases(40) + cases(5, "auto_accepted", 40) + cases(3, "blind_agreed", 45)
    added = read_added([write(tmp_path / "c.jsonl", records)], CODES)
    assert {n.id for n in added.held_out} == {f"c-{at}" for at in range(40) if is_held_out(f"c-{at}")}
    assert added.left_out == {"auto_accepted": 5, "blind_agreed": 3}
    assert len(added.trained) + len(added.held_out) == 40
    assert {n.voice for n in added.trained} == {VOICE}
    assert 2 <= len(added.held_out) <= 16


def test_about_a_fifth_of_all_ids_is_held_out():
    assert 0.18 < sum(is_held_out(f"case {at}") for at in range(5000)) / 5000 < 0.22


def test_other_origins_train_only_when_named_and_are_never_held_out(tmp_path):
    path = write(tmp_path / "c.jsonl", cases(30, "auto_accepted"))
    added = read_added([path], CODES, include=["auto_accepted"])
    assert len(added.trained) == 30
    assert not added.held_out
    assert read_added([path], CODES, include=["blind_agreed"]).trained == ()


def test_a_text_that_is_there_already_is_left_out(tmp_path):
    beside = load_labelled(FRUIT / "narratives", CODES)
    copied = {"id": "x", "text": "  " + beside[0].text.upper(), "codes": [], "origin": "confirmed"}
    twice = [{"id": name, "text": "The same words.", "codes": [], "origin": "confirmed"} for name in ("y", "z")]
    added = read_added([write(tmp_path / "c.jsonl", [copied, *twice])], CODES, beside=beside)
    assert added.left_out == {"same text as another narrative": 2}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"origin": ""}, "case 'c-0': origin is not one of confirmed"),
        ({"origin": "guessed"}, "case 'c-0': origin is not one of confirmed"),
        ({"codes": [{"code": "Q9"}]}, r"c\.jsonl:1: unknown code 'Q9'"),
        ({"id": "note-1"}, r"c\.jsonl:1: id 'note-1' is used twice"),
        ({"text": " "}, r"c\.jsonl:1: text is missing"),
    ],
)
def test_faulty_cases_are_refused_by_row_or_id(tmp_path, record, message):
    path = write(tmp_path / "c.jsonl", [cases(1)[0] | record])
    with pytest.raises(CorpusError, match=message) as raised:
        read_added([path], CODES, beside=load_labelled(FRUIT / "narratives", CODES))
    assert "quinces" not in str(raised.value)


def test_an_unknown_origin_and_two_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "b").mkdir()
    paths = [write(tmp_path / "c.jsonl", cases(1)), write(tmp_path / "b" / "c.jsonl", cases(1, start=9))]
    with pytest.raises(UsageError, match=r"several files are named c\.jsonl"):
        read_added(paths, CODES)
    with pytest.raises(UsageError, match="no origin guessed; there are confirmed"):
        read_added(paths[:1], CODES, include=["guessed"])


def test_nothing_added_says_nothing():
    assert read_added([], CODES) == Added()
    assert told(Added().record()) == []


@pytest.fixture(scope="module")
def challenger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("challenger")
    path = write(folder / "c.jsonl", cases(40) + cases(2, "auto_accepted", 40))
    held_out, steps = io.StringIO(), []
    built = build_edition(FRUIT, folder / "edition", add=[path], held_out=held_out, progress=steps.append, workers=1)
    return built, held_out.getvalue(), steps


def test_a_challenger_tells_what_it_was_added(challenger, tiny_edition):
    folder, _, steps = challenger
    manifest = read_manifest(folder)
    assert manifest.edition != read_manifest(tiny_edition).edition
    assert manifest.added["held_out"] + manifest.added["trained"]["confirmed"] == 40
    assert manifest.added["left_out"] == {"auto_accepted": 2}
    assert list(manifest.added["files"]) == ["c.jsonl"]
    assert any("left out of the added cases: 2 auto_accepted" in step for step in steps)
    assert "2 auto_accepted" in (folder / "card.md").read_text("utf-8")
    assert read_manifest(tiny_edition).added == {}


def test_a_challenger_has_learnt_from_all_but_the_held_out_and_holds_no_text(challenger):
    folder, written, _ = challenger
    held_out = [json.loads(line) for line in written.splitlines()]
    assert {record["project"] for record in held_out} == {"pilot"}
    known = read_trained_on(folder)
    beside = load_labelled(FRUIT / "narratives", CODES)
    assert all(known.knows(narrative) for narrative in beside)
    assert len(known.ids) == len(beside) + 40 - len(held_out)
    for content in (path.read_bytes() for path in folder.rglob("*") if path.is_file()):
        assert b"threw the crate away" not in content


def test_a_challenger_learnt_something(challenger, tiny_suggester):
    text = "The quinces were mouldy and we threw the crate away."
    before = {s.code: s.confidence for s in tiny_suggester.suggest(text, min_confidence=0.01).suggestions}
    after = {s.code: s.confidence for s in open_edition(challenger[0]).suggest(text, min_confidence=0.01).suggestions}
    assert after["D2"] > before["D2"] + 0.2
