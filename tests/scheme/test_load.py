"""Opening a scheme folder: what is read, what is refused, and that every fault is told at once."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import SchemeError
from coder.scheme import Code, Dimension, load_scheme
from coder.scheme.parse import parse_codes
from coder.scheme.tables import Row, Table

from .conftest import faults_of

SMALL = "code,label,dimension"


def test_a_folder_with_both_tables_is_read_whole(folder: Path) -> None:
    scheme = load_scheme(folder)
    assert len(scheme.codes) == 8
    assert scheme.codes["B11"] == Code("B11", "Board book", "ITEM", parent="B1", definition="Thick pages, for babies.")
    assert scheme.codes["B1"].implies == ("Y",)
    assert scheme.codes["B9"].residual
    assert (scheme.codes["D"].retired, scheme.codes["D"].successor) == (True, "B")
    assert scheme.dimensions["READER"] == Dimension(
        "READER", "Reader", "victim", "single", "highest", "yes", "One reader per loan."
    )
    assert scheme.suggestable == {"B", "B1", "B11", "Y", "Y1", "O"}


def test_three_columns_are_enough_and_the_folder_gives_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "fruit"
    folder.mkdir()
    (folder / "codes.csv").write_text(f"{SMALL}\nA,Apple,POME\nC,Cherry,STONE\n", encoding="utf-8")
    scheme = load_scheme(folder)
    assert (scheme.name, scheme.version, scheme.title, scheme.status) == ("fruit", "0", "fruit", "")
    assert scheme.dimensions == {"POME": Dimension("POME", "POME"), "STONE": Dimension("STONE", "STONE")}
    assert scheme.suggestable == {"A", "C"}


def test_scheme_toml_names_the_scheme(folder: Path) -> None:
    (folder / "scheme.toml").write_text(
        'name = "loans"\nversion = "2.1"\ntitle = "Loans"\nstatus = "draft"\nreleased = 2026-02-03\nnote = "n"\n',
        encoding="utf-8",
    )
    scheme = load_scheme(folder)
    told = (scheme.name, scheme.version, scheme.title, scheme.status, scheme.released, scheme.note)
    assert told == ("loans", "2.1", "Loans", "draft", "2026-02-03", "n")


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_byte_order_marks_and_line_ends_make_no_difference(tmp_path: Path, mark: bytes, end: str) -> None:
    text = end.join([SMALL, "A,Äpfel,F", "", "B,Birne,F", ""])
    (tmp_path / "codes.csv").write_bytes(mark + text.encode())
    assert [code.label for code in load_scheme(tmp_path).codes.values()] == ["Äpfel", "Birne"]


def test_further_columns_are_kept_and_cells_are_trimmed(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"{SMALL}, label_fr \n A , Apple ,F, pomme \n", encoding="utf-8")
    code = load_scheme(tmp_path).codes["A"]
    assert (code.label, dict(code.extra)) == ("Apple", {"label_fr": "pomme"})


def test_leading_zeros_and_several_implied_codes_stay(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(
        f"{SMALL},implies\n01,One,F,02; 03;02\n02,Two,G,\n03,Three,H,\n", encoding="utf-8"
    )
    assert load_scheme(tmp_path).codes["01"].implies == ("02", "03")


@pytest.mark.parametrize(
    ("residual", "retired", "expected"),
    [
        ("", "", (False, False, None)),
        ("no", "No", (False, False, None)),
        ("YES", "Yes", (True, True, None)),
        ("yes", "B", (True, True, "B")),
    ],
)
def test_residual_and_retired_words(
    tmp_path: Path, residual: str, retired: str, expected: tuple[bool, bool, str | None]
) -> None:
    (tmp_path / "codes.csv").write_text(
        f"{SMALL},residual,retired\nA,Apple,F,{residual},{retired}\nB,Berry,F,,\n", encoding="utf-8"
    )
    code = load_scheme(tmp_path).codes["A"]
    assert (code.residual, code.retired, code.successor) == expected


QUOTES = "codes.csv:2: broken quotes: a quoted cell is not closed or goes on after it"
# fmt: off
CODE_FAULTS = [
    # header
    ("", ["codes.csv: the file is empty"]),
    (" \n\n", ["codes.csv: the file is empty"]),
    (f"{SMALL}\n", ["codes.csv: there is no code in it"]),
    ("label\nApple\n", ["codes.csv:1: column code is missing (columns are separated by commas)",
                        "codes.csv:1: column dimension is missing (columns are separated by commas)"]),
    ("code,label\nA,Apple\n", ["codes.csv:1: column dimension is missing"]),
    ("code;label;dimension\nA;Apple;F\n", ["codes.csv:1: column code is missing (columns are separated by commas)",
                                          "codes.csv:1: column dimension is missing (columns are separated by commas)",
                                          "codes.csv:1: column label is missing (columns are separated by commas)"]),
    (f"{SMALL},label\nA,Apple,F,Apple\n", ["codes.csv:1: two columns are named label"]),
    (f"{SMALL},\nA,Apple,F,\n", ["codes.csv:1: column 4 has no name"]),
    # ids
    (f"{SMALL}\n,Apple,F\n", ["codes.csv:2: code is empty"]),
    (f"{SMALL}\nA,Apple,F\nA,Again,F\n", ["codes.csv:3: code A stands in row 2 too"]),
    (f"{SMALL}\nA,Apple,F\nan apple,Apple,F\n", ["codes.csv:3: code holds a blank, comma, semicolon or asterisk"]),
    (f"{SMALL}\nA*,Apple,F\n", ["codes.csv:2: code holds a blank, comma, semicolon or asterisk"]),
    (f"{SMALL}\nA,,F\n", ["codes.csv:2: label is empty"]),
    (f"{SMALL}\nA,Apple,\n", ["codes.csv:2: dimension is empty"]),
    # parents
    (f"{SMALL},parent\nA,Apple,F,Z\n", ["codes.csv:2: code A has a parent that is not in the list: Z"]),
    (f"{SMALL},parent\nA,Apple,F,\nB,Berry,G,A\n", ["codes.csv:3: code B has its parent A in another dimension"]),
    (f"{SMALL},parent\nA,Apple,F,A\n", ["codes.csv:2: code A is its own parent"]),
    (f"{SMALL},parent\nA,Apple,F,B\nB,Berry,F,A\nC,Cherry,F,A\n", ["codes.csv:2: code A is in a parent circle of 2"]),
    (f"{SMALL},parent\nX,X,F,A\nA,Apple,F,C\nB,Berry,F,A\nC,Cherry,F,B\nD,Date,F,D\n",
     ["codes.csv:3: code A is in a parent circle of 3", "codes.csv:6: code D is its own parent"]),
    # implies
    (f"{SMALL},implies\nA,Apple,F,Z\n", ["codes.csv:2: code A implies a code that is not in the list: Z"]),
    (f"{SMALL},implies\nA,Apple,F,A\n", ["codes.csv:2: code A implies itself"]),
    (f"{SMALL},implies\nA,Apple,F,B;Z;Y\nB,Berry,G,\n",
     ["codes.csv:2: code A implies a code that is not in the list: Y",
      "codes.csv:2: code A implies a code that is not in the list: Z"]),
    # residual and retired
    (f"{SMALL},residual\nA,Apple,F,maybe\n", ["codes.csv:2: residual must be yes, no or empty"]),
    (f"{SMALL},retired\nA,Apple,F,Z\n",
     ["codes.csv:2: code A is retired for a code that is not in the list: Z (or write yes)"]),
    (f"{SMALL},retired\nA,Apple,F,A\n", ["codes.csv:2: code A is its own successor"]),
    (f"{SMALL},retired\nA,Apple,F,B\nB,Berry,F,yes\n",
     ["codes.csv:2: code A is retired for B, which is retired itself"]),
    # shape
    (f"{SMALL}\nA,Apple\n", ["codes.csv:2: 2 cells, but the header has 3"]),
    (f"{SMALL}\nA,Apple,F,more\n", ["codes.csv:2: 4 cells, but the header has 3"]),
    (f'{SMALL}\nA,"Apple,F\nB,Berry,F\n', [QUOTES]),
    (f'{SMALL}\nA,"App"le,F\n', [QUOTES]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), CODE_FAULTS)
def test_faults_of_a_code_list_are_told_with_file_and_row(tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / "codes.csv").write_text(text, encoding="utf-8")
    assert faults_of(tmp_path) == expected


def test_faults_of_all_files_and_rows_are_told_at_once(folder: Path) -> None:
    codes = "code,label,dimension,parent,implies\nA,Apple,ITEM,Z,\nA,,ITEM,,\n,Berry,SHELF,,A\nC,Cherry,ITEM,,C\n"
    (folder / "codes.csv").write_text(codes, encoding="utf-8")
    (folder / "dimensions.csv").write_text("dimension,unit\nITEM,thing\n", encoding="utf-8")
    (folder / "scheme.toml").write_text("version = 1\n", encoding="utf-8")
    assert faults_of(folder) == [
        "codes.csv:2: code A has a parent that is not in the list: Z",
        "codes.csv:3: code A stands in row 2 too",
        "codes.csv:3: label is empty",
        "codes.csv:4: code is empty",
        "codes.csv:5: code C implies itself",
        "dimensions.csv:2: unit must be one of event, victim, perpetrator, reporting_entity",
        "scheme.toml: version must be text in quotes",
    ]


def test_rows_are_counted_through_quoted_line_breaks_and_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f'{SMALL},definition\nA,Apple,F,"one\ntwo\nthree"\n\nB,,F,\n', encoding="utf-8")
    assert faults_of(tmp_path) == ["codes.csv:6: label is empty"]


def test_a_row_with_too_few_cells_still_lends_its_id_to_other_rows(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"{SMALL},parent\nA,Apple\nB,Berry,F,A\n", encoding="utf-8")
    assert faults_of(tmp_path) == ["codes.csv:2: 2 cells, but the header has 4"]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "byte order mark"])
def test_bytes_that_are_not_utf8_are_told_with_their_row(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "codes.csv").write_bytes(mark + f"{SMALL}\nA,Apple,F\nB,".encode() + b"\xc4pfel,F\n")
    assert faults_of(tmp_path) == ["codes.csv:3: byte 0xc4 is not UTF-8"]


def test_a_utf16_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"{SMALL}\nA,Apple,F\n", encoding="utf-16")
    assert faults_of(tmp_path) == ["codes.csv:1: byte 0xff is not UTF-8"]


def test_a_folder_without_a_code_list_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "nowhere") == ["codes.csv: cannot be read (No such file or directory)"]


def test_text_that_slipped_into_an_id_column_is_not_repeated(tmp_path: Path) -> None:
    secret = "she was kept in the house"
    columns = f"{SMALL},parent,implies,residual,retired"
    rows = f"A,Apple,F,{secret},{secret},{secret},{secret}\n{secret},Berry,F,,,,\n"
    (tmp_path / "codes.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    (tmp_path / "dimensions.csv").write_text("dimension\nG\n", encoding="utf-8")
    with pytest.raises(SchemeError) as caught:
        load_scheme(tmp_path)
    assert len(caught.value.faults) == 6
    assert "kept" not in str(caught.value)


cells = st.sampled_from(["", "A", "B", "C", "yes", "no", "A;B", "x y", "é"])
columns = ("code", "label", "dimension", "parent", "implies", "residual", "retired")


@given(st.lists(st.tuples(*[cells] * len(columns)), max_size=5))
def test_any_table_either_makes_a_sound_scheme_or_leaves_faults(drawn: list[tuple[str, ...]]) -> None:
    rows = tuple(Row(place, dict(zip(columns, row, strict=True))) for place, row in enumerate(drawn, start=2))
    faults: list = []
    codes = parse_codes(Table("codes.csv", columns, rows), None, faults)
    if faults:
        assert all(0 <= fault.row <= len(drawn) + 1 for fault in faults)
        return
    by_id = {code.id: code for code in codes}
    assert len(by_id) == len(drawn)
    for code in codes:
        assert code.label
        assert code.parent is None or by_id[code.parent].dimension == code.dimension
        assert set(code.implies) <= set(by_id) - {code.id}
        assert code.successor is None or not by_id[code.successor].retired
