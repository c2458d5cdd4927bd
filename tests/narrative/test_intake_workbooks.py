"""Workbooks: which rows stay, which are refused and why."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coder.errors import IntakeError
from coder.narrative.intake import Intake, Rejected, read_narratives
from coder.records import Narrative


def workbook(path: Path, rows: Sequence[Sequence[Any]], **cells: str) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, error in cells.items():
        book.active[place] = error
        book.active[place].data_type = "e"
    book.save(path)
    return book


def outcome(path: Path, **options: Any) -> tuple[Intake, list[str], list[tuple[int, str | None, str, str]]]:
    intake = read_narratives(path, **options)
    items = list(intake)
    refused = [item for item in items if isinstance(item, Rejected)]
    counts = intake.counts
    assert counts.read == counts.accepted + counts.rejected == len(items)
    accepted = [item.id for item in items if isinstance(item, Narrative)]
    return intake, accepted, [(item.row, item.id, item.reason_code, item.reason) for item in refused]


ROWS = {
    "number as id": ([[7, "a b"]], ["7"], []),
    "whole number stored with a decimal part": ([[7.0, "a b"]], ["7"], []),
    "decimal number as id": ([[7.5, "a b"]], ["7.5"], []),
    "date as id": ([[datetime.datetime(2020, 1, 2), "a b"]], ["2020-01-02"], []),
    "time as part of the id": ([[datetime.datetime(2020, 1, 2, 3, 4), "a b"]], ["2020-01-02 03:04:00"], []),
    "truth as id": ([[True, "a"]], [], [(2, None, "bad_id", "the id is neither text nor a number nor a date")]),
    "number as text": ([["A", 12]], [], [(2, "A", "text_not_string", "the text is not a string")]),
    "date as text": (
        [["A", datetime.datetime(2020, 1, 2)]],
        [],
        [(2, "A", "text_not_string", "the text is not a string")],
    ),
    "no text": ([["A", None, "x"]], [], [(2, "A", "empty_text", "there is no text")]),
    "no id": ([[None, "a b"], ["B", "b"]], ["B"], [(2, None, "missing_id", "the id is missing")]),
    "blank rows": ([[], ["A", "a b"], [None, " "], [], ["B", "b"]], ["A", "B"], []),
    "cells beyond the header": (
        [["A", "a", "b", "c"]],
        [],
        [(2, None, "too_many_fields", "4 cells, but the header has 3")],
    ),
    "half a character": (
        [["A", "a _xD800_ b"]],
        [],
        [(2, "A", "lone_surrogate", "the text holds half a character (a lone surrogate)")],
    ),
    "NUL": ([["A", "a _x0000_ b"]], [], [(2, "A", "binary", "the text holds NUL characters, as binary data does")]),
    "id used twice": ([[1, "a"], ["1", "b"]], ["1"], [(3, "1", "duplicate_id", "the id was already used")]),
}


@pytest.mark.parametrize(("rows", "accepted", "rejected"), ROWS.values(), ids=ROWS)
def test_a_bad_row_of_a_sheet_is_refused_and_the_rest_goes_on(
    tmp_path: Path, rows: list[list[Any]], accepted: list[str], rejected: list[tuple[int, str | None, str, str]]
) -> None:
    workbook(tmp_path / "a.xlsx", [["id", "text", "n"], *rows])
    _, found, refused = outcome(tmp_path / "a.xlsx")
    assert (found, refused) == (accepted, rejected)


def test_a_failed_formula_costs_the_row_only_where_id_or_text_should_be(tmp_path: Path) -> None:
    rows = [["id", "text", "n"], ["A", "a"], ["B", "b"], ["C", "c"]]
    workbook(tmp_path / "a.xlsx", rows, B2="#REF!", A3="#N/A", C4="#DIV/0!")
    items = list(read_narratives(tmp_path / "a.xlsx"))
    assert items[0] == Rejected(
        str(tmp_path / "a.xlsx"), 2, "A", "formula_error", "the text is a formula error (#REF!)"
    )
    assert items[1] == Rejected(str(tmp_path / "a.xlsx"), 3, None, "formula_error", "the id is a formula error (#N/A)")
    assert items[2] == Narrative("C", "c", {"n": "#DIV/0!"})


def test_ids_keep_the_leading_zeros_the_sheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    book.active.append([42, "a b"])
    book.active["A2"].number_format = "00000"
    book.save(tmp_path / "a.xlsx")
    assert outcome(tmp_path / "a.xlsx")[1] == ["00042"]


def test_a_cell_merged_over_two_rows_belongs_to_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "text"], ["A", "a b"], ["", "c d"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    _, accepted, rejected = outcome(tmp_path / "a.xlsx")
    assert (accepted, [code for _, _, code, _ in rejected]) == (["A"], ["missing_id"])


def test_other_cells_are_kept_as_they_are(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["id", "text", None, "day"], ["A", "a_x000D_\nb", 5, datetime.datetime(2020, 1, 2)]])
    (item,) = read_narratives(tmp_path / "a.xlsx")
    assert item == Narrative("A", "a\r\nb", {"column 3": 5, "day": datetime.datetime(2020, 1, 2)})


def test_the_first_sheet_is_read_unless_another_is_asked_for(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [["id", "text"], ["A", "a b"]])
    book.create_sheet("Cases").append(["id", "text"])
    book["Cases"].append(["B", "c d"])
    book.save(tmp_path / "a.xlsx")
    intake, accepted, _ = outcome(tmp_path / "a.xlsx")
    assert accepted == ["A"]
    assert intake.notes[0] == "sheet 'Sheet' read, the first one (guessed); 1 other sheet not read"
    intake, accepted, _ = outcome(tmp_path / "a.xlsx", sheet="Cases")
    assert accepted == ["B"]
    assert not any("sheet" in note for note in intake.notes)
    with pytest.raises(IntakeError, match=r"there is no sheet 'Other'; its sheets: 'Sheet', 'Cases'$"):
        read_narratives(tmp_path / "a.xlsx", sheet="Other").open()


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["Cases of 2024"], [], ["id", "text"], ["A", "a b"]])
    intake, accepted, _ = outcome(tmp_path / "a.xlsx")
    assert accepted == ["A"]
    assert intake.notes[0] == "row 1 passed over, taken as a title (guessed)"


def test_a_sheet_of_one_column_is_read(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["text"], ["a b"], ["c d"]])
    assert outcome(tmp_path / "a.xlsx")[1] == ["a-2", "a-3"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "the sheet is empty"),
        ([["id", "text"]], "only a header, no rows"),
        ([["id", "text", "text"], ["A", "a", "b"]], "columns have the same name: 'text'"),
        ([["a", "b"], [1, 2]], "no column with texts found (1 row looked at); its columns: 'a', 'b'"),
    ],
)
def test_a_sheet_without_narratives_is_refused(tmp_path: Path, rows: list[list[Any]], reason: str) -> None:
    workbook(tmp_path / "a.xlsx", rows)
    with pytest.raises(IntakeError) as caught:
        read_narratives(tmp_path / "a.xlsx").open()
    assert str(caught.value) == f"{tmp_path / 'a.xlsx'}: {reason}"


def test_a_sheet_damaged_in_the_middle_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "whole.xlsx", [["id", "text"], ["A", "a b"], ["B", "c d"]])
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as damaged:
        for part in whole.namelist():
            content = whole.read(part)
            damaged.writestr(part, content.replace(b'<row r="3"', b"<row <<<") if "sheet1" in part else content)
    with pytest.raises(IntakeError, match=r"the sheet is damaged after row \d$"):
        list(read_narratives(tmp_path / "a.xlsx"))


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.narrative.intake.spreadsheet._LARGEST_PART", 100)
    workbook(tmp_path / "a.xlsx", [["id", "text"], ["A", "a b"]])
    with pytest.raises(IntakeError, match="the workbook unpacks to more than 2 GiB; give it as CSV"):
        read_narratives(tmp_path / "a.xlsx").open()
