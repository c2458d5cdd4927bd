"""Readers of coded records: each form, and what is refused, without a word of the input in the reason."""

import json

import numpy as np
import pytest

from coder.audit.gather import CodedRow, gather
from coder.audit.reading import read_coded
from coder.errors import Fault, IntakeError
from coder.export.jsonl import to_json
from coder.records import Narrative
from coder.scheme import load_scheme
from tests.conftest import FRUIT

SECRET = "Sorrow-and-plums"


def read(tmp_path, name, content, **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rows = list(read_coded(path, **options))
    return [row for row in rows if isinstance(row, CodedRow)], [row for row in rows if isinstance(row, Fault)]


def brief(rows):
    return [(row.id, row.coder, row.codes) for row in rows]


def test_lists_of_codes_bare_or_as_objects(tmp_path):
    lines = [
        {"id": "1", "codes": ["A", "B"]},
        {"id": 2, "codes": [{"code": "A", "quote": SECRET}], "coder": "ann", "text": SECRET},
        {"id": "3", "codes": [], "edition": "e+1"},
    ]
    rows, faults = read(tmp_path, "gold.jsonl", "\ufeff" + "\n\n".join(map(json.dumps, lines)))
    assert brief(rows) == [("1", "gold", ("A", "B")), ("2", "ann", ("A",)), ("3", "e+1", ())]
    assert not faults
    assert SECRET not in repr(rows)
    assert [row.row for row in rows] == [1, 3, 5]


def test_what_ictip_suggest_writes(tmp_path, tiny_suggester):
    codings = [
        tiny_suggester.suggest(Narrative(f"n{at}", text), min_confidence=0.0)
        for at, text in enumerate(["The apples arrived bruised and rotten.", "Die Äpfel sind alle faul geworden."])
    ]
    rows, faults = read(
        tmp_path, "coded.jsonl", "\n".join(map(to_json, codings)), threshold=0.6, numbers=("familiarity",)
    )
    assert not faults
    scheme = load_scheme(FRUIT)
    made, faults = gather(rows, dimension_of=scheme.dimension_of)
    assert not faults
    assert made.coders == (tiny_suggester.edition,)
    likely = {item.code for item in codings[0].suggestions if item.confidence >= 0.6}
    assert {made.codes[at] for at in made.given[0].toarray()[0].nonzero()[0]} == likely
    assert made.coded_records.tolist() == [[True, codings[1].status == "coded"]]
    assert made.numbers["familiarity"][0, 0] == codings[0].familiarity


def test_the_coder_is_named_by_row_then_file_then_edition_then_file_name(tmp_path):
    line = '{"id": "1", "codes": [], "edition": "e"%s}'
    assert read(tmp_path, "f.jsonl", line % ', "coder": "ann"', coder="bo")[0][0].coder == "ann"
    assert read(tmp_path, "f.jsonl", line % "", coder="bo")[0][0].coder == "bo"
    assert read(tmp_path, "f.jsonl", line % "")[0][0].coder == "e"
    assert read(tmp_path, "f.jsonl", '{"id": "1", "codes": []}')[0][0].coder == "f"


def test_facts_beside_the_codes(tmp_path):
    line = {
        "id": "1", "codes": ["A"], "coded_at": "2026-03-01T10:00:00+02:00", "seconds": 12.5, "office": "north",
        "inclusion_probability": 0.25, "open": ["B", {"code": "C"}], "not_coded": ["X"], "length": 10,
    }  # fmt: skip
    (row,), faults = read(tmp_path, "f.jsonl", json.dumps(line), groups=("office",), numbers=("length", "none"))
    assert not faults
    assert (row.seconds, row.probability, row.open, row.not_coded) == (12.5, 0.25, ("B", "C"), ("X",))
    assert (dict(row.groups), dict(row.numbers)) == ({"office": "north"}, {"length": 10.0})
    made, _ = gather([row], dimension_of={"A": "Y", "B": "Y", "C": "X"})
    assert str(made.coded_at[0, 0]) == "2026-03-01T08:00:00"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{{{SECRET}", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        (f'["{SECRET}"]', "not a JSON object"),
        ('{"codes": []}', "id is missing or is not text"),
        ('{"id": true, "codes": []}', "id is missing or is not text"),
        ('{"id": " ", "codes": []}', "id is empty, too long or cannot be printed"),
        (json.dumps({"id": SECRET * 20, "codes": []}), "id is empty, too long or cannot be printed"),
        ('{"id": "1"}', "there is no list of suggestions or codes"),
        (f'{{"id": "1", "codes": "{SECRET}"}}', "there is no list of suggestions or codes"),
        (f'{{"id": "1", "codes": ["{SECRET} {SECRET}"]}}', "a code is missing or does not look like a code"),
        ('{"id": "1", "codes": [3]}', "a code is missing or does not look like a code"),
        ('{"id": "1", "codes": [{"quote": "x"}]}', "a code is missing or does not look like a code"),
        ('{"id": "1", "suggestions": [{"code": "A"}]}', "a suggestion has no confidence"),
        ('{"id": "1", "suggestions": [{"code": "A", "confidence": 1.5}]}', "confidence is not a number in its range"),
        (
            '{"id": "1", "codes": ["B", {"code": "A", "confidence": 1}]}',
            "some codes have a confidence and some have none",
        ),
        (f'{{"id": "1", "codes": [], "coded_at": "{SECRET}"}}', "coded_at is not a date or time in ISO 8601"),
        ('{"id": "1", "codes": [], "seconds": -1}', "seconds is not a number in its range"),
        ('{"id": "1", "codes": [], "seconds": NaN}', "seconds is not a number in its range"),
        (
            '{"id": "1", "codes": [], "inclusion_probability": 1.01}',
            "inclusion_probability is not a number in its range",
        ),
        (
            '{"id": "1", "codes": [], "inclusion_probability": 0}',
            "inclusion_probability is 0: a record that could not be drawn cannot be in the sample",
        ),
        ('{"id": "1", "codes": [], "open": "A"}', "open is not a list"),
        ('{"id": "1", "codes": [], "not_coded": "X"}', "not_coded is not a list"),
        ('{"id": "1", "codes": [], "coder": ["a"]}', "coder is missing or is not text"),
    ],
)  # fmt: skip
def test_bad_lines_are_faults_with_their_row_and_without_their_words(tmp_path, line, reason):
    rows, faults = read(tmp_path, "f.jsonl", '{"id": "0", "codes": []}\n' + line + '\n{"id": "9", "codes": []}\n')
    assert [row.id for row in rows] == ["0", "9"]
    assert faults == [Fault("f.jsonl", 2, reason)]


def test_long_tables_are_joined_by_record_and_coder(tmp_path):
    content = f"text,ID,coder,code\n{SECRET},1,ann,A\n{SECRET},1,ann,B\n{SECRET},2,ann,\n{SECRET},1,bo,A\n"
    rows, faults = read(tmp_path, "f.csv", content)
    made, more = gather(rows)
    assert not faults
    assert not more
    assert made.coders == ("ann", "bo")
    assert [each.toarray().tolist() for each in made.given] == [[[1, 1], [0, 0]], [[1, 0], [0, 0]]]
    assert made.coded_records.tolist() == [[True, True], [True, False]]
    assert SECRET not in repr(rows)


def test_the_table_that_ictip_suggest_writes(tmp_path):
    content = (
        "id,edition,language,status,code,confidence\n'-1,e,en,coded,A,0.9\n'-1,e,en,coded,B,0.3\n"
        "2,e,en,coded,,\n3,e,de,unsupported_language,,\n"
    )
    rows, faults = read(tmp_path, "f.csv", content)
    made, _ = gather(rows)
    assert not faults
    assert made.records == ("-1", "2", "3")
    assert made.given[0].toarray().tolist() == [[1, 0], [0, 0], [0, 0]]
    assert made.coded_records.tolist() == [[True, True, False]]


@pytest.mark.parametrize("cell", ["A B", "A;B", "A; B", '"A,B"', "A|B", " A  B "])
def test_wide_tables_take_blanks_semicolons_commas_and_bars_between_codes(tmp_path, cell):
    (row,), _ = read(tmp_path, "f.csv", f"id,codes\n1,{cell}\n")
    assert row.codes == ("A", "B")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_by_any_usual_delimiter(tmp_path, delimiter):
    content = "\n".join(delimiter.join(cells) for cells in [("case_id", "coder_id", "codes"), ("1", "ann", "A B")])
    assert brief(read(tmp_path, "f.tsv", content)[0]) == [("1", "ann", ("A", "B"))]


def test_facts_in_columns(tmp_path):
    content = "id,codes,coded_at,seconds,inclusion_probability,Office,length\n1,A,2026-03-01,9,0.5,north,4\n2,A,,,,,\n"
    (one, two), faults = read(tmp_path, "f.csv", content, groups=("Office",), numbers=("length",))
    assert not faults
    assert (one.seconds, one.probability, one.groups, one.numbers) == (9, 0.5, {"Office": "north"}, {"length": 4})
    assert (two.coded_at, two.seconds, two.probability, two.numbers) == (None, None, None, {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"1,{SECRET},A,B", "4 fields, but the header has 3"),
        ("1", "1 fields, but the header has 3"),
        (f",{SECRET},A", "id is empty, too long or cannot be printed"),
        (f'1,"{SECRET}"x,A', "quotation marks do not add up"),
        ("1,ann,A B", "a code is missing or does not look like a code"),
        (b"\xff\xfe,ann,A", "id is empty, too long or cannot be printed"),
        (b"1,ann,A\xff", "a code is missing or does not look like a code"),
    ],
)
def test_bad_rows_of_a_table_are_faults_and_the_rest_goes_on(tmp_path, line, reason):
    line = line if isinstance(line, bytes) else line.encode()
    rows, faults = read(tmp_path, "f.csv", b"id,coder,code\n0,ann,A\n" + line + b"\n9,ann,A\n")
    assert [row.id for row in rows] == ["0", "9"]
    assert faults == [Fault("f.csv", 3, reason)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the first line is empty; a header is needed"),
        (f"{SECRET},b\n1,2\n", "the header needs a column id and a column code or codes"),
        ("id,text\n1,2\n", "the header needs a column id and a column code or codes"),
    ],
)
def test_tables_that_cannot_be_read_at_all(tmp_path, content, message):
    with pytest.raises(IntakeError) as caught:
        read(tmp_path, "f.csv", content)
    assert str(caught.value) == f"f.csv: {message}"


def test_columns_asked_for_must_be_there_and_so_must_the_file(tmp_path):
    with pytest.raises(IntakeError, match="the header has no column office"):
        read(tmp_path, "f.csv", "id,codes\n1,A\n", groups=("office",))
    with pytest.raises(IntakeError, match=r"none\.csv: cannot be read"):
        list(read_coded(tmp_path / "none.csv"))


def test_many_rows_come_one_by_one(tmp_path):
    lines = "".join(f'{{"id": {at}, "codes": ["C{at % 7}"]}}\n' for at in range(2000))
    made, faults = gather(read(tmp_path, "f.jsonl", lines)[0])
    assert not faults
    assert np.asarray(made.given[0].sum(axis=0)).tolist() == [286, 286, 286, 286, 286, 285, 285]
