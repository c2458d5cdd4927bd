"""The JSON Lines contract: what is written, what is read back, what is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import DataError, IntakeError
from coder.export.jsonl import from_json, json_lines, read_codings, to_json
from coder.records import CheckNote, Coding, Denied, Evidence, Suggestion
from tests.export.samples import CODING, CODINGS

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
names = words.filter(bool)
shares = st.floats(0, 1, allow_nan=False)
evidence = st.builds(
    Evidence, st.integers(0, 99), st.integers(0, 99), words, st.sampled_from(["rule", "classifier"]), words
)
suggestions = st.builds(
    Suggestion, words, words, st.none() | words, names, words, shares, st.integers(0, 9), st.tuples(evidence)
)
denied = st.builds(
    lambda item, claim: replace(item, claim=claim, evidence=tuple(replace(e, claim=claim) for e in item.evidence)),
    st.builds(Denied, words, names, words, st.just("denied"), st.tuples(evidence, evidence)),
    st.sampled_from(["denied", "hypothetical", "background", "other_person"]),
)
checks = st.builds(CheckNote, words, st.sampled_from(["error", "warning", "info"]), words, st.tuples(words))
codings = st.builds(
    Coding,
    names,
    words,
    words,
    st.sampled_from(["coded", "unsupported_language"]),
    shares,
    st.lists(suggestions, max_size=2).map(tuple),
    st.lists(denied, max_size=2).map(tuple),
    st.lists(checks, max_size=2).map(tuple),
)


def test_codings_are_written_as_the_contract_says(golden):
    golden("codings.jsonl", "".join(json_lines(CODINGS)))


def test_keys_stand_in_the_order_of_the_contract():
    record = json.loads(to_json(CODING))
    assert list(record) == [
        "id", "edition", "language", "status", "familiarity", "suggestions", "denied", "checks",
    ]  # fmt: skip
    assert list(record["suggestions"][0]) == [
        "dimension", "unit", "subject", "code", "label", "confidence", "rank", "evidence",
    ]  # fmt: skip
    assert list(record["suggestions"][0]["evidence"][0]) == ["start", "end", "quote", "source", "reason"]
    assert list(record["denied"][0]) == ["dimension", "code", "label", "claim", "evidence"]
    assert list(record["checks"][0]) == ["id", "severity", "message", "codes"]


@given(codings)
def test_what_is_written_is_read_back_the_same(coding):
    line = to_json(coding)
    assert "\n" not in line
    assert from_json(line) == coding
    assert to_json(from_json(line.encode())) == line


def test_terms_are_no_part_of_the_contract():
    assert all(item.terms == () for item in from_json(to_json(CODING)).suggestions)


def test_another_coders_line_needs_only_ids_codes_and_confidences():
    coding = from_json('{"id": 7, "suggestions": [{"code": "D1", "confidence": 1, "evidence": [{"start": null}]}]}')
    assert (coding.id, coding.status, coding.familiarity) == ("7", "coded", 1.0)
    assert [(item.code, item.confidence, item.evidence) for item in coding.suggestions] == [("D1", 1.0, ())]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"suggestions": []}', "id is missing"),
        ('{"id": true, "suggestions": []}', "id is missing"),
        ('{"id": "a"}', "suggestions is not a list"),
        ('{"id": "a", "suggestions": ["D1"]}', "suggestions is not a list"),
        ('{"id": "a", "suggestions": [{"confidence": 1}]}', "code is missing"),
        ('{"id": "a", "suggestions": [{"code": "D1"}]}', "confidence is not"),
        ('{"id": "a", "suggestions": [{"code": "D1", "confidence": 1.2}]}', "confidence is not"),
        ('{"id": "a", "suggestions": [{"code": "D1", "confidence": NaN}]}', "confidence is not"),
        ('{"id": "a", "suggestions": [{"code": "D1", "confidence": true}]}', "confidence is not"),
        ('{"id": "a", "suggestions": [{"code": "D1", "confidence": 1, "rank": -1}]}', "rank is not"),
        (
            '{"id": "a", "suggestions": [{"code": "D1", "confidence": 1, "evidence": [{"start": 1, "end": "x"}]}]}',
            "end",
        ),
        ('{"id": "a", "suggestions": [], "status": "secret"}', "status is not one of"),
        ('{"id": "a", "suggestions": [], "denied": [{"code": "D1", "claim": "secret"}]}', "claim is not one of"),
        ('{"id": "a", "suggestions": [], "checks": [{"id": "x", "codes": "secret"}]}', "codes of a check"),
    ],
)
def test_what_is_no_coding_is_refused_without_repeating_it(line, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        from_json(line)
    assert "secret" not in str(caught.value)


def test_a_file_is_refused_with_all_its_faults(tmp_path):
    path = tmp_path / "pred.jsonl"
    path.write_text(f'{to_json(CODING)}\n\nwords of a person\n{{"id": "a"}}\n{to_json(CODING)}\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_codings(path)
    assert [(fault.row, fault.reason) for fault in caught.value.faults] == [
        (3, "not valid JSON"),
        (4, "suggestions is not a list of objects"),
        (5, "its id was used before"),
    ]


def test_a_file_is_read_in_its_order_with_line_separators_inside_texts(tmp_path):
    path = tmp_path / "pred.jsonl"
    odd = replace(CODING, id="a\u2028b")
    path.write_bytes(b"\xef\xbb\xbf" + "".join(json_lines([odd, CODING])).encode().replace(b"\n", b"\r\n"))
    assert [coding.id for coding in read_codings(path)] == ["a\u2028b", "crate-7"]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(IntakeError, match=r"pred\.jsonl: cannot be read"):
        read_codings(tmp_path / "pred.jsonl")
