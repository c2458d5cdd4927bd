"""Bringing a foreign table in: cells, columns, sheets, faults in rows of the source, nothing overwritten."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coder.errors import SchemeError, UsageError
from coder.scheme import Code, import_scheme, load_scheme

MAP = {"code": "Kode", "label": "Name", "dimension": "Gruppe"}


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def faults_of(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(SchemeError) as caught:
        import_scheme(*arguments, **options)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_csv_file_with_foreign_names_becomes_a_scheme_folder(tmp_path: Path, separator: str) -> None:
    source = tmp_path / "liste.csv"
    rows = [
        ["Kode", "Name", "Gruppe", "Über", "Egal"],
        ["01", "Apfel", "OBST", "", "x"],
        ["011", "Boskop", "OBST", "01", "x"],
    ]
    source.write_text("\ufeff" + "\r\n".join(separator.join(row) for row in rows), encoding="utf-8")
    target = tmp_path / "obst-2"
    scheme = import_scheme(source, target, {**MAP, "parent": "Über"})
    assert list(scheme.codes.values()) == [
        Code("01", "Apfel", "OBST"),
        Code("011", "Boskop", "OBST", parent="01"),
    ]
    assert (scheme.name, scheme.version, scheme.status) == ("obst", "2", "imported list")
    assert load_scheme(target) == scheme
    text = (target / "codes.csv").read_text(encoding="utf-8")
    assert text == "code,parent,dimension,label\n01,,OBST,Apfel\n011,01,OBST,Boskop\n"


def test_columns_that_are_not_ours_are_kept_when_named_and_one_source_column_may_serve_twice(tmp_path: Path) -> None:
    source = tmp_path / "l.csv"
    source.write_text("Kode,Name,Gruppe\nA,Apfel,OBST\n", encoding="utf-8")
    scheme = import_scheme(source, tmp_path / "t", {**MAP, "label_de": "Name", "definition": "Name"})
    assert scheme.codes["A"] == Code("A", "Apfel", "OBST", definition="Apfel", extra={"label_de": "Apfel"})


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (101.0, "General", "101"),
        (101, "General", "101"),
        (1.5, "General", "1.5"),
        (7, "000", "007"),
        (2041, "00000", "02041"),
        ("007", "General", "007"),
        ("101.0", "General", "101.0"),
        (" A1 ", "General", "A1"),
        (datetime.date(2026, 1, 2), "yyyy-mm-dd", "2026-01-02T00:00:00"),
    ],
)
def test_cells_of_a_workbook_become_the_text_people_see(
    tmp_path: Path, value: object, number_format: str, text: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kode", "Name", "Gruppe"])
    book.active.append([value, "One", "G"])
    book.active["A2"].number_format = number_format
    book.save(tmp_path / "l.xlsx")
    assert list(import_scheme(tmp_path / "l.xlsx", tmp_path / "t", MAP).codes) == [text]


def test_number_cells_agree_as_code_and_as_parent_and_true_means_yes(tmp_path: Path) -> None:
    rows = [["Kode", "Name", "Gruppe", "Über", "Rest"], [1, "One", "G", None, None], [11.0, "Eleven", "G", 1.0, True]]
    source = workbook(tmp_path / "l.xlsx", {"S": rows})
    scheme = import_scheme(source, tmp_path / "t", {**MAP, "parent": "Über", "residual": "Rest"})
    assert scheme.codes["11"].parent == "1"
    assert scheme.codes["11"].residual
    assert not scheme.codes["1"].residual


def test_a_sheet_is_taken_by_name_and_the_first_one_by_default(tmp_path: Path) -> None:
    head = ["Kode", "Name", "Gruppe"]
    source = workbook(tmp_path / "l.xlsx", {"One": [head, ["A", "a", "G"]], "Two": [head, ["B", "b", "G"]]})
    assert list(import_scheme(source, tmp_path / "first", MAP).codes) == ["A"]
    assert list(import_scheme(source, tmp_path / "second", MAP, sheet="Two").codes) == ["B"]
    with pytest.raises(UsageError, match="it has One, Two"):
        import_scheme(source, tmp_path / "third", MAP, sheet="Three")


def test_titles_above_the_header_empty_rows_and_stray_columns_do_no_harm(tmp_path: Path) -> None:
    rows = [
        ["Our list"],
        [],
        ["Kode", "Name", "Gruppe", None, "Name 2", "Name 2"],
        [],
        ["A", "a", "G", None, "x", "y", "z"],
    ]
    source = workbook(tmp_path / "l.xlsx", {"S": rows})
    assert list(import_scheme(source, tmp_path / "t", MAP).codes) == ["A"]


def test_faults_are_told_in_rows_of_the_sheet(tmp_path: Path) -> None:
    rows = [["Title"], [], ["Kode", "Name", "Gruppe"], ["A", "a", "G"], [], ["A", None, "G"], [None, "c", "G"]]
    source = workbook(tmp_path / "l.xlsx", {"S": rows})
    target = tmp_path / "t"
    assert faults_of(source, target, MAP) == [
        "l.xlsx:6: code A stands in row 4 too",
        "l.xlsx:6: label is empty",
        "l.xlsx:7: code is empty",
    ]
    assert not target.exists()


# fmt: off
FAULTS = [
    ("", ["l.csv: the file is empty"]),
    ("Kode,Name\nA,a\n", ["l.csv:1: column Gruppe is missing"]),
    ("x\n", ["l.csv:1: column Gruppe is missing", "l.csv:1: column Kode is missing",
             "l.csv:1: column Name is missing"]),
    ("Kode,Name,Gruppe,Name\nA,a,G,b\n", ["l.csv:1: two columns are named Name"]),
    ("Kode,Name,Gruppe\n", ["l.csv: there is no code in it"]),
    ("Kode;Name;Gruppe\nA;a;G;more\n", ["l.csv:2: 4 cells, but the header has 3"]),
    ('Kode,Name,Gruppe\nA,"a,G\n', ["l.csv:2: broken quotes: a quoted cell is not closed or goes on after it"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_faults_are_told_in_rows_of_the_csv_file(tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / "l.csv").write_text(text, encoding="utf-8")
    assert faults_of(tmp_path / "l.csv", tmp_path / "t", MAP) == expected


def test_a_file_that_is_no_workbook_and_a_file_that_is_not_there_are_faults(tmp_path: Path) -> None:
    (tmp_path / "l.xlsx").write_bytes(b"not a workbook")
    assert faults_of(tmp_path / "l.xlsx", tmp_path / "t", MAP) == ["l.xlsx: this is not a readable workbook"]
    gone = "cannot be read (No such file or directory)"
    assert faults_of(tmp_path / "no.xlsx", tmp_path / "t", MAP) == [f"no.xlsx: {gone}"]
    assert faults_of(tmp_path / "no.csv", tmp_path / "t", MAP) == [f"no.csv: {gone}"]


def test_an_existing_code_list_is_not_overwritten(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "l.csv").write_text("Kode,Name,Gruppe\nA,a,ITEM\n", encoding="utf-8")
    before = (folder / "codes.csv").read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        import_scheme(tmp_path / "l.csv", folder, MAP)
    assert (folder / "codes.csv").read_bytes() == before


def test_dimensions_and_scheme_toml_of_the_target_stay_and_count(tmp_path: Path, folder: Path) -> None:
    (folder / "codes.csv").unlink()
    (folder / "scheme.toml").write_text('name = "kept"\n', encoding="utf-8")
    source = tmp_path / "l.csv"
    source.write_text("Kode,Name,Gruppe\nA,a,SHELF\n", encoding="utf-8")
    assert faults_of(source, folder, MAP) == ["l.csv:2: code A is of a dimension that is not in dimensions.csv: SHELF"]
    source.write_text("Kode,Name,Gruppe\nA,a,READER\n", encoding="utf-8")
    scheme = import_scheme(source, folder, MAP)
    assert scheme.name == "kept"
    assert scheme.dimensions["READER"].cardinality == "single"


def test_requests_that_contradict_themselves_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "l.csv"
    source.write_text("Kode,Name,Gruppe\nA,a,G\n", encoding="utf-8")
    with pytest.raises(UsageError, match="label, dimension"):
        import_scheme(source, tmp_path / "t", {"code": "Kode"})
    with pytest.raises(UsageError, match="code, label, dimension"):
        import_scheme(source, tmp_path / "t", {theirs: ours for ours, theirs in MAP.items()})
    with pytest.raises(UsageError, match="not a workbook"):
        import_scheme(source, tmp_path / "t", MAP, sheet="S")
    with pytest.raises(UsageError, match="not a folder"):
        import_scheme(source, source, MAP)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ic-tip-1.2", ("ic-tip", "1.2")),
        ("fruit", ("fruit", "0")),
        ("häus liste", ("h-us-liste", "0")),
        ("a-b", ("a-b", "0")),
        ("«»", ("scheme", "0")),
    ],
)
def test_the_folder_gives_name_and_version(tmp_path: Path, name: str, told: tuple[str, str]) -> None:
    (tmp_path / "l.csv").write_text("Kode,Name,Gruppe\nA,a,G\n", encoding="utf-8")
    scheme = import_scheme(tmp_path / "l.csv", tmp_path / name, MAP)
    assert (scheme.name, scheme.version) == told
    assert scheme.title == name


def test_a_scheme_survives_export_and_import_unchanged(tmp_path: Path) -> None:
    """Cells with quotes, commas and line breaks come through both formats."""
    definition = 'Said "no",\nthen left; twice'
    rows = [["Kode", "Name", "Gruppe", "Text"], ["A", "a, b", "G", definition]]
    with (tmp_path / "l.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    workbook(tmp_path / "l.xlsx", {"S": rows})
    for number, source in enumerate(["l.csv", "l.xlsx"]):
        scheme = import_scheme(tmp_path / source, tmp_path / f"t-{number}", {**MAP, "definition": "Text"})
        assert scheme.codes["A"] == Code("A", "a, b", "G", definition=definition)
