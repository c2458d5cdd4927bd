"""`ictip suggest`: formats, counts, exit codes, filters."""

import csv
import io
import json

import pytest

from coder.cli import targets
from coder.cli.options import Format
from coder.cli.targets import choose_target
from coder.errors import UsageError

ROTTEN = "The pears were rotten, and we threw them away on Monday."


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def test_in_a_pipe_codings_are_json_lines_and_everything_else_is_said_apart(code_cases, cases):
    ran = code_cases(cases)
    assert [(record["id"], record["status"]) for record in records(ran.out)] == [
        ("A1", "coded"),
        ("A3", "unsupported_language"),
        ("A4", "coded"),
    ]
    assert ran.err.splitlines() == [
        "note: cases.csv: column 'no' taken as the id (guessed)",
        "note: cases.csv: column 'notes' taken as the text (guessed)",
        "read 5, coded 3 (of them 1 in an unsupported language, passed through), rejected 2",
        "rejected: cases.csv row 3: the text is only white space",
        "rejected: cases.csv row 4: the id was already used",
    ]
    assert ran.code == 3


def test_evidence_points_at_the_words_it_quotes(code_cases):
    (record,) = records(code_cases("-", stdin=ROTTEN).out)
    for item in record["suggestions"]:
        assert item["evidence"]
        for evidence in item["evidence"]:
            assert ROTTEN[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert {"D2", "K2", "F3"} <= {item["code"] for item in record["suggestions"]}


def test_all_rows_coded_is_exit_code_0(code_cases):
    ran = code_cases(stdin=ROTTEN)
    assert (ran.code, ran.err) == (0, "read 1, coded 1, rejected 0\n")


def test_a_table_on_request_shows_codes_words_denials_and_languages(code_cases, cases):
    ran = code_cases(cases, "--format", "table")
    assert "“rotten”" in ran.out
    assert "not affirmed  D3 Worms (denied): “worms”" in ran.out
    assert "does not read its language (es)" in ran.out


def test_a_table_without_quotes_shows_no_words(code_cases, cases):
    ran = code_cases(cases, "--format", "table", "--no-quotes")
    assert "D3 Worms" in ran.out
    assert "“" not in ran.out
    assert "threw" not in ran.out


@pytest.mark.parametrize(("quotes", "expected"), [([], False), (["--quotes"], True), (["--no-quotes"], False)])
def test_csv_has_words_only_on_request(code_cases, quotes, expected):
    ran = code_cases("-", "--format", "csv", *quotes, stdin=ROTTEN)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert ("quotes" in rows[0]) is expected
    assert ("rotten" in ran.out) is expected


@pytest.mark.parametrize("form", ["jsonl", "html"])
def test_formats_that_hold_the_words_refuse_to_leave_them_out(code_cases, form):
    ran = code_cases("-", "--format", form, "--no-quotes", stdin=ROTTEN)
    assert ran.code == 2
    assert "take csv" in ran.err


def test_html_is_one_page_with_the_text_in_it(code_cases):
    ran = code_cases("-", "--format", "html", stdin=ROTTEN)
    assert ran.out.startswith("<!DOCTYPE html>")
    assert "made-up scheme" in ran.out


def test_the_least_confidence_is_respected(code_cases):
    few = code_cases("-", "--min-confidence", "0.9", stdin=ROTTEN)
    all_ = code_cases("-", "--min-confidence", "0", stdin=ROTTEN)
    (few_record,), (all_record,) = records(few.out), records(all_.out)
    assert all(item["confidence"] >= 0.9 for item in few_record["suggestions"])
    assert len(all_record["suggestions"]) > len(few_record["suggestions"])


@pytest.mark.parametrize("wrong", ["-0.1", "1.1", "half"])
def test_a_least_confidence_outside_its_range_is_refused(code_cases, wrong):
    assert code_cases("-", "--min-confidence", wrong, stdin=ROTTEN).code == 2


def test_dimensions_are_filtered_and_unknown_ones_refused(code_cases, cases):
    ran = code_cases(cases, "--dimension", "DEF", "--dimension", "FATE")
    found = {item["dimension"] for record in records(ran.out) for item in record["suggestions"]}
    assert found == {"DEF", "FATE"}
    wrong = code_cases(cases, "--dimension", "FRUIT")
    assert wrong.code == 2
    assert "no dimension FRUIT; it has DEF, FRU, FATE, BUYER" in wrong.err


def test_columns_can_be_named(code_cases, cases):
    ran = code_cases(cases, "--id-column", "shop", "--text-column", "notes")
    assert [record["id"] for record in records(ran.out)] == ["north", "south", "west", "east"]
    assert "guessed" not in ran.err


def test_several_files_and_folders_are_one_run(code_cases, tmp_path):
    (tmp_path / "notes").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / "notes" / name).write_text(ROTTEN, encoding="utf-8")
    (tmp_path / "extra.txt").write_text(ROTTEN, encoding="utf-8")
    ran = code_cases(tmp_path / "notes", tmp_path / "extra.txt")
    assert len(records(ran.out)) == 3
    assert ran.code == 0


def test_many_reasons_are_told_in_few_lines(code_cases, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("id,text\n" + "x,\n" * 9, encoding="utf-8")
    ran = code_cases("a.csv")
    assert ran.err.splitlines()[-1] == "rejected: 6 more; name a file with --rejects for all of them"


def test_ids_cannot_steer_the_terminal(code_cases):
    line = json.dumps({"id": "a\u200e", "text": ROTTEN}) + "\n"
    assert "\u200e" not in code_cases("-", "--format", "table", stdin=line).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "-"], "only once"),
        (["Pears were bought from a man who said nothing"], "reads like a text"),
        (["missing.csv"], "does not exist"),
        (["-", "-o", "codes.xyz"], "tells no format"),
        (["-", "-o", "nowhere/codes.csv"], "does not exist"),
        (["-", "--id-column", "a", "--text-column", "a"], "both as the id and as the text"),
    ],
)
def test_requests_that_cannot_be_met_say_why(code_cases, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    ran = code_cases(*arguments, stdin=ROTTEN)
    assert ran.code in (1, 2)
    assert message in ran.err
    assert "bought from a man" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_a_person_at_the_keyboard_is_told_what_to_do(code_cases):
    ran = code_cases()
    assert ran.code == 2
    assert "name a file" in ran.err


@pytest.mark.parametrize(
    ("out", "terminal", "expected"),
    [
        (None, True, Format.TABLE),
        (None, False, Format.JSONL),
        ("-", False, Format.JSONL),
        ("a.jsonl", True, Format.JSONL),
        ("a.NDJSON", True, Format.JSONL),
        ("a.csv", True, Format.CSV),
        ("a.html", True, Format.HTML),
        ("a.htm", True, Format.HTML),
        ("a.txt", True, Format.TABLE),
    ],
)
def test_the_format_follows_the_output(monkeypatch, out, terminal, expected):
    monkeypatch.setattr(targets, "is_terminal", lambda stream: terminal)
    from pathlib import Path

    target = choose_target(None, None if out is None else Path(out), None, None)
    assert target.format is expected
    assert (target.out is None) == (out in (None, "-"))


def test_an_unknown_suffix_needs_a_format():
    from pathlib import Path

    with pytest.raises(UsageError):
        choose_target(None, Path("a.sav"), None, None)
    assert choose_target(Format.CSV, Path("a.sav"), None, None).format is Format.CSV
