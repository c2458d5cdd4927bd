"""Labelled narratives: what is read, and what is refused without a word of the text."""

import json

import pytest

from coder.errors import CorpusError
from coder.narrative.labelled import load_labelled

TEXT = "Crates of pears, crushed."
CODES = ("D1", "D2")


def load(folder, *lines):
    (folder / "a.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load_labelled(folder, CODES)


def narrative(**more):
    return json.dumps({"id": "n1", "text": TEXT, "codes": []} | more)


@pytest.mark.parametrize(
    ("entry", "span"),
    [
        ({}, None),
        ({"quote": None}, None),
        ({"quote": ""}, None),
        ({"quote": "pears"}, (10, 15)),
        ({"quote": "r", "start": 13}, (13, 14)),
        ({"quote": "r", "start": 12}, (1, 2)),
        ({"quote": "r", "start": "13"}, (1, 2)),
        ({"quote": "crushed.", "start": -8}, (17, 25)),
    ],
)
def test_a_quote_is_a_span_of_the_text(tmp_path, entry, span):
    (read,) = load(tmp_path, narrative(codes=[{"code": "D1"} | entry]))
    assert read.codes[0].span == span
    assert span is None or TEXT[slice(*span)] == entry["quote"]


@pytest.mark.parametrize("beside", [None, []])
def test_none_may_be_written_as_null(tmp_path, beside):
    (read,) = load(tmp_path, narrative(not_codes=beside))
    assert read.not_codes == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (narrative(codes=None), "codes is not a list"),
        (narrative(not_codes="crushed"), "not_codes is not a list"),
        (narrative(not_codes={"code": "D1"}), "not_codes is not a list"),
        (narrative(not_codes=[{"code": "D9"}]), "unknown code 'D9'"),
        (narrative(codes=[{"code": "They were crushed."}]), "code is none of the list"),
        (narrative(codes=[{"code": "crushed" * 10}]), "code is none of the list"),
        (narrative(codes=["crushed"]), "an entry of codes has no code"),
        (narrative(codes=[{"code": "D1", "quote": 5}]), "the quote of D1 is no text"),
        (narrative(codes=[{"code": "D1", "quote": ["crushed"]}]), "the quote of D1 is no text"),
        (narrative(codes=[{"code": "D1", "quote": "crushed pears"}]), "the quote of D1 does not stand in the text"),
        (narrative(text=5, codes=[{"code": "D1", "quote": "crushed"}]), "text is missing or empty"),
        ('{"id": "n1", "text": "crushed", "codes": [], "at": ' + "9" * 5000 + "}", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ('{"id": "crushed', "not a JSON object"),
    ],
)
def test_faults_name_file_row_and_reason_and_no_text(tmp_path, line, reason):
    with pytest.raises(CorpusError) as caught:
        load(tmp_path, narrative(id="n0"), line)
    assert [str(fault) for fault in caught.value.faults] == [f"a.jsonl:2: {reason}"]
    assert "crushed" not in str(caught.value)
