"""Which columns are taken, what is said about it, and what the other columns become."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from coder.narrative.intake import Intake, Rejected, read_narratives
from coder.records import Narrative

MADE = "no id column found; ids are made from the file name and the row"
PROSE = "some words, told at length"


def read(path: Path, content: str, **options: str) -> tuple[Intake, list[Narrative]]:
    path.write_text(content, encoding="utf-8")
    intake = read_narratives(path, **options)  # type: ignore[arg-type]
    return intake, [item for item in intake if isinstance(item, Narrative)]


@pytest.mark.parametrize(
    ("header", "id_column", "text_column"),
    [
        ("id;text", "id", "text"),
        ("ID;TEXT", "ID", "TEXT"),
        ("Case ID;Case Narrative", "Case ID", "Case Narrative"),
        ("case_id;case_summary", "case_id", "case_summary"),
        ("caseId;Description", "caseId", "Description"),
        ("Case No.;Facts of the case", "Case No.", "Facts of the case"),
        ("Record;Notes", "Record", "Notes"),
        ("REF;Facts", "REF", "Facts"),
        ("no;Summary", "no", "Summary"),
        ("place;narrative", None, "narrative"),
        ("place;what happened", None, "what happened"),
    ],
)
def test_columns_are_guessed_from_their_names(
    tmp_path: Path, header: str, id_column: str | None, text_column: str
) -> None:
    intake, narratives = read(tmp_path / "cases.csv", f"{header}\nA1;{PROSE}\nA2;{PROSE} again\n")
    assert (intake.id_column, intake.text_column) == (id_column, text_column)
    assert f"column '{text_column}' taken as the text (guessed)" in intake.notes
    assert (MADE if id_column is None else f"column '{id_column}' taken as the id (guessed)") in intake.notes
    assert [each.id for each in narratives] == (["cases-2", "cases-3"] if id_column is None else ["A1", "A2"])


def test_the_likelier_of_two_text_names_is_taken_and_an_empty_one_is_not(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "a.csv", f"id;notes;summary;narrative\n1;n;{PROSE};\n")
    assert intake.text_column == "summary"
    assert narratives == [Narrative("1", PROSE, {"notes": "n", "narrative": ""})]


def test_without_a_known_name_the_longest_texts_are_taken(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "a.csv", f"w;x;y\nin town;{PROSE};2020-01-01\nat sea;{PROSE};2020-01-02\n")
    assert intake.text_column == "x"
    assert [dict(each.fields) for each in narratives] == [
        {"w": "in town", "y": "2020-01-01"},
        {"w": "at sea", "y": "2020-01-02"},
    ]


def test_texts_in_a_script_without_blanks_are_found(tmp_path: Path) -> None:
    intake, _ = read(tmp_path / "a.csv", "x;y\n1;เหยื่อถูกนายหน้าหลอกให้ไปทำงาน\n")
    assert intake.text_column == "y"


def test_a_weak_id_name_that_repeats_is_not_the_id(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "a.csv", "no;text\nyes;a b\nyes;c d\nno;e f\n")
    assert intake.id_column is None
    assert len(narratives) == 3


def test_named_columns_are_not_guessed_and_leave_no_note(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "a.csv", "id;text;k;t\n1;a b;K;T t\n", id_column="k", text_column="T")
    assert intake.notes == ("columns are separated by ';' (guessed)",)
    assert narratives == [Narrative("K", "T t", {"id": "1", "text": "a b"})]


def test_columns_of_json_are_those_of_its_first_objects(tmp_path: Path) -> None:
    intake, narratives = read(
        tmp_path / "a.jsonl",
        '{"place": [1], "text": "a b"}\n{"case_id": 7, "text": "c d"}\n',
        id_column="case_id",
    )
    assert intake.id_column == "case_id"
    assert narratives == [Narrative("7", "c d", {})]
    assert "ids that are numbers or dates were made strings" in intake.notes


@pytest.mark.parametrize(
    ("content", "kind", "note"),
    [
        ("id,text\n1,a b\n", "csv", None),
        ("id;text\n1;a, b, c\n", "csv", "columns are separated by ';' (guessed)"),
        ("id|text\n1|a, b; c\n", "csv", "columns are separated by '|' (guessed)"),
        ("id\ttext\n1\ta, b; c\n", "tsv", None),
        ("sep=;\nid;text\n1;a, b\n", "csv", "columns are separated by ';' (guessed)"),
        ('"id","text"\n"1","a; b; c\nd"\n', "csv", None),
        ('id, text\n1, "a, b"\n', "csv", None),
        ("text\na, b; c\n", "csv", None),
    ],
)
def test_the_delimiter_is_sniffed(tmp_path: Path, content: str, kind: str, note: str | None) -> None:
    intake, narratives = read(tmp_path / "a.csv", content)
    assert len(narratives) == 1
    assert intake.format == kind
    assert note is None or note in intake.notes


@pytest.mark.parametrize(
    ("content", "kind", "note"),
    [
        ('id,text\n1,"a, b"\n', "csv", "read as a delimited table (guessed from the content)"),
        ('{"id":1,"text":"a b"}\n', "jsonl", "read as JSON Lines (guessed from the content)"),
        ('[\n {"id":1,"text":"a b"}]', "json", "read as a JSON list (guessed from the content)"),
    ],
)
def test_an_unknown_suffix_is_read_by_its_content(tmp_path: Path, content: str, kind: str, note: str) -> None:
    intake, narratives = read(tmp_path / "a.dat", content)
    assert [each.id for each in narratives] == ["1"]
    assert intake.format == kind
    assert intake.notes[0] == note


def test_json_lines_with_the_suffix_of_json_are_read(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "a.json", '{"id":1,"text":"a b"}\n{"id":2,"text":"c d"}\n')
    assert [each.id for each in narratives] == ["1", "2"]
    assert intake.notes[0] == "read as JSON Lines, one object a line (guessed)"


def test_a_text_file_is_one_narrative_named_after_it(tmp_path: Path) -> None:
    intake, narratives = read(tmp_path / "case 12.txt", "a\r\nb\n")
    assert narratives == [Narrative("case 12", "a\nb\n", {})]
    assert (intake.format, intake.encoding, intake.id_column, intake.text_column) == ("txt", "utf-8", None, None)
    assert intake.notes == ()


def test_standard_input_is_one_text_or_json_lines() -> None:
    text = read_narratives("-", stdin=io.BytesIO(b"a text"))
    assert list(text) == [Narrative("stdin", "a text", {})]
    lines = read_narratives("-", stdin=io.BytesIO(b'\n {"text":"a b"}\n{"text":""}\n'))
    assert list(lines) == [
        Narrative("stdin-2", "a b", {}),
        Rejected("standard input", 3, "stdin-3", "empty_text", "there is no text"),
    ]


def test_an_intake_tells_nothing_before_it_is_open_and_reads_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,a b\n", encoding="utf-8")
    intake = read_narratives(path)
    assert (intake.format, intake.text_column, intake.notes) == (None, None, ())
    assert intake.open().text_column == "text"
    assert len(list(intake)) == 1
    assert list(intake) == []


def test_a_closed_intake_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,a b\n2,c d\n", encoding="utf-8")
    with read_narratives(path) as intake:
        next(intake)
    assert list(intake) == []
    assert intake.counts.read == 1


def test_a_sheet_asked_for_in_a_file_without_sheets_is_noted(tmp_path: Path) -> None:
    intake, _ = read(tmp_path / "a.csv", "id,text\n1,a b\n", sheet="Cases")
    assert intake.notes[-1] == "the sheet asked for was not looked for: only workbooks have sheets"
