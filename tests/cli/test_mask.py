"""`ictip mask` and `ictip unmask`: there and back, with nothing shown of what was masked."""

import json
import stat

import pytest

TEXTS = {
    "1": "The client, Zyxomma Lopez, 23, called +40 721 234 567. Lopez cried.",
    "2": "The pears were rotten.",
    "3": "Write to zyxomma@example.org.\nPassport no. AB1234567 — “kept”.",
}


@pytest.fixture
def narratives(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": id_, "text": text, "phone": "0721999888"}) for id_, text in TEXTS.items()]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def read(path):
    return {record["id"]: record for record in map(json.loads, path.read_text("utf-8").splitlines())}


def test_masked_texts_hold_nothing_that_was_found_and_the_way_back_leads_to_the_original(ictip, narratives):
    ran = ictip("mask", "in.jsonl", "-o", "out.jsonl", "--map", "map", "--key", "key")
    assert ran.code == 0
    assert ran.out == ""
    masked = read(narratives / "out.jsonl")
    assert masked["1"] == {"id": "1", "text": "The client, [NAME1], 23, called [PHONE1]. [NAME1] cried."}
    assert masked["2"]["text"] == TEXTS["2"]
    assert masked["3"]["text"] == "Write to [EMAIL1].\nPassport no. [DOCUMENT1] — “kept”."
    assert "masked 3 narratives, rejected 0" in ran.err
    assert "replaced: 1 document, 1 email, 2 name, 1 phone" in ran.err
    assert "keep them apart" in ran.err
    for word in ("Zyxomma", "Lopez", "721", "AB1234567", "zyxomma"):
        assert word not in ran.err
        assert word not in (narratives / "map").read_text()
    for name in ("out.jsonl", "map", "key"):
        assert stat.S_IMODE((narratives / name).stat().st_mode) == 0o600
    ran = ictip("unmask", "out.jsonl", "--map", "map", "--key", "key", "-o", "back.jsonl")
    assert ran.code == 0
    assert {id_: record["text"] for id_, record in read(narratives / "back.jsonl").items()} == TEXTS


def test_a_key_that_is_there_is_used_again(ictip, narratives):
    ictip("mask", "in.jsonl", "-o", "a.jsonl", "--map", "a.map", "--key", "key")
    before = (narratives / "key").read_bytes()
    ran = ictip("mask", "in.jsonl", "-o", "b.jsonl", "--map", "b.map", "--key", "key")
    assert "a new key" not in ran.err
    assert (narratives / "key").read_bytes() == before


def test_without_a_map_none_is_written(ictip, narratives):
    assert ictip("mask", "in.jsonl", "-o", "out.jsonl").code == 0
    assert {path.name for path in narratives.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_refused_rows_are_listed_and_the_rest_goes_on(ictip, narratives):
    with (narratives / "in.jsonl").open("a") as stream:
        stream.write('{"id": "4", "text": " "}\n{"id": "5", "text": "Zyxomma')
    ran = ictip("mask", "in.jsonl", "-o", "out.jsonl")
    assert ran.code == 3
    assert set(read(narratives / "out.jsonl")) == set(TEXTS)
    rejects = (narratives / "out.rejects.jsonl").read_text()
    assert len(rejects.splitlines()) == 2
    assert "Zyxomma" not in rejects + ran.err


def test_a_changed_text_is_not_restored(ictip, narratives):
    ictip("mask", "in.jsonl", "-o", "out.jsonl", "--map", "map", "--key", "key")
    lines = (narratives / "out.jsonl").read_text("utf-8").splitlines()
    (narratives / "out.jsonl").write_text("\n".join([lines[0].replace("cried", "wept"), *lines[1:]]), "utf-8")
    ran = ictip("unmask", "out.jsonl", "--map", "map", "--key", "key", "-o", "back.jsonl")
    assert ran.code == 3
    assert "restored 2 narratives, not restored 1; the map holds 3" in ran.err
    assert "changed since they were masked: 1" in ran.err
    assert set(read(narratives / "back.jsonl")) == {"2", "3"}
    assert ictip("unmask", "in.jsonl", "--map", "map", "--key", "key", "-o", "x.jsonl").code == 3


def test_other_languages_are_told(ictip, narratives):
    text = "Las manzanas estaban podridas y por eso las tiramos todas a la basura ayer por la tarde."
    (narratives / "in.jsonl").write_text(json.dumps({"id": "9", "text": text}) + "\n")
    assert "1 narratives seem to be in another language" in ictip("mask", "in.jsonl", "-o", "out.jsonl").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "map"], "--map and --key go together"),
        (["--key", "key"], "--map and --key go together"),
        (["--map", "out.jsonl", "--key", "key"], "--out and --map name the same file"),
        (["--map", "in.jsonl", "--key", "key"], "--map: in.jsonl is one of the inputs"),
        (["--language", "tlh"], "nothing is known of identifiers in tlh, only in en"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_written(ictip, narratives, arguments, message):
    ran = ictip("mask", "in.jsonl", "-o", "out.jsonl", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert {path.name for path in narratives.iterdir()} == {"in.jsonl"}
