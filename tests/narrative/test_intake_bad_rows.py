"""What each kind of bad row gives: the rows that stay, and for each refused one its row, id, code and exact reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.narrative.intake import Rejected, read_narratives

LONG = b"x" * 300
"""More than the `max_chars` of 200 that all cases are read with."""

NO_TEXT = "there is no text"
BLANK = "the text is only white space"
USED = "the id was already used"
NO_ID = "the id is missing"
CONTROL = "the id holds control characters"
NUL = "the text holds NUL characters, as binary data does"
MOSTLY_CONTROL = "the text holds too many control characters, as binary data does"
BYTES = "bytes in it do not decode"
NOT_DOUBLED = "a quotation mark inside a quoted field is not doubled"
NOT_CLOSED = "a quotation mark opens a field and is not closed in its row"
NEVER_CLOSED = "a quotation mark opens a field and is never closed"

CSV = {
    "duplicate id": (b"1,a b\n1,c d\n2,e f\n", ["1", "2"], [(3, "1", "duplicate_id", USED)]),
    "id that differs by blanks only": (b"1,a b\n 1 ,c d\n", ["1"], [(3, "1", "duplicate_id", USED)]),
    "id of a refused row used again": (b"1,\n1,c d\n", ["1"], [(2, "1", "empty_text", NO_TEXT)]),
    "empty id": (b",a b\n2,c d\n", ["2"], [(2, None, "missing_id", NO_ID)]),
    "id of blanks": (b"  ,a b\n2,c d\n", ["2"], [(2, None, "missing_id", NO_ID)]),
    "id with a control character": (b"a\x07,a b\n2,c d\n", ["2"], [(2, None, "bad_id", CONTROL)]),
    "id with a line break": (b'"a\nb",a b\n2,c d\n', ["2"], [(2, None, "bad_id", CONTROL)]),
    "id that turns the line around": ("a\u202e,a b\n2,c d\n".encode(), ["2"], [(2, None, "bad_id", CONTROL)]),
    "id too long": (
        b"i" * 201 + b",a b\n" + b"j" * 200 + b",c d\n",
        ["j" * 200],
        [(2, None, "bad_id", "the id has 201 characters, more than 200")],
    ),
    "empty text": (b"1,\n2,c d\n", ["2"], [(2, "1", "empty_text", NO_TEXT)]),
    "empty quoted text": (b'1,""\n2,c d\n', ["2"], [(2, "1", "empty_text", NO_TEXT)]),
    "white space only": (b'1,"  \t\n "\n2,c d\n', ["2"], [(2, "1", "blank_text", BLANK)]),
    "invisible characters only": ("1,\u200b\ufeff\u00a0\n2,c d\n".encode(), ["2"], [(2, "1", "blank_text", BLANK)]),
    "NUL": (b"1,a\0b\n2,c d\n", ["2"], [(2, "1", "binary", NUL)]),
    "mostly control characters": (b"1,\x01\x02\x03ab\n2,c d\n", ["2"], [(2, "1", "binary", MOSTLY_CONTROL)]),
    "mostly replacement characters": (
        "1,\ufffd\ufffd a\n2,c d\n".encode(),
        ["2"],
        [(2, "1", "binary", MOSTLY_CONTROL)],
    ),
    "one stray control character stays": (b"1,a longer text\x1a\n", ["1"], []),
    "too long": (
        b"1," + LONG + b"\n2,c d\n",
        ["2"],
        [(2, "1", "too_long", "the text has 300 characters, more than 200")],
    ),
    "longer line than is held": (
        b"1,a b\n2," + b"x" * 1_100_000 + b"\n3,c d\n",
        ["1", "3"],
        [(3, None, "line_too_long", "a line of it is longer than any narrative allowed")],
    ),
    "bytes that are no UTF-8": (
        "1,café\n2,".encode() + b"\xff\xfe\x81\n3,c d\n",
        ["1", "3"],
        [(3, None, "undecodable", BYTES)],
    ),
    "bytes that are no UTF-8 within quotes": (
        '1,café\n2,"a\n'.encode() + b'\xff\n"\n3,c d\n',
        ["1", "3"],
        [(3, None, "undecodable", BYTES)],
    ),
    "half a character in UTF-8": (
        "1,café\n".encode() + b"2,\xed\xa0\x80\n3,c d\n",
        ["1", "3"],
        [(3, None, "undecodable", BYTES)],
    ),
    "too many fields": (
        b"1,a,b,c\n2,c d\n",
        ["2"],
        [(2, None, "too_many_fields", "4 fields, but the header has 2")],
    ),
    "too few fields": (b"1\n2,c d\n", ["2"], [(2, None, "too_few_fields", "1 field, but the header has 2")]),
    "quote not doubled": (
        b'C-1,"a "b" c"\nC-2,c d\n',
        ["C-2"],
        [(2, None, "bad_quotes", NOT_DOUBLED)],
    ),
    "quote not doubled in a text of several lines": (
        b'C-1,"a "b" c\nd, e\nf, g"\nC-2,c d\n',
        ["C-2"],
        [(2, None, "bad_quotes", f"{NOT_DOUBLED}; 2 lines up to the next row passed over")],
    ),
    "quote not closed before a quoted row": (
        b'C-1,"a\nC-2,b c\nC-3,"d, e"\nC-4,f\n',
        ["C-2", "C-3", "C-4"],
        [(2, None, "unclosed_quote", NOT_CLOSED)],
    ),
    "quote not closed before plain rows": (
        b'C-1,a b\nC-2,"b\nC-3,c d\nC-4,e f\n',
        ["C-1", "C-3", "C-4"],
        [(3, None, "unclosed_quote", NEVER_CLOSED)],
    ),
    "quote not closed in the last row": (b'1,a b\n2,"c\n', ["1"], [(3, None, "unclosed_quote", NEVER_CLOSED)]),
    "quote not closed in a text of several lines": (
        b'C-1,a b\nC-2,"He said\nwhen she came, then\nand, so on\n\nC-3,c d\n',
        ["C-1", "C-3"],
        [(3, None, "unclosed_quote", f"{NEVER_CLOSED}; 2 lines up to the next row passed over")],
    ),
    "blank lines and rows of empty cells are passed over": (b"\n1,a b\n\n  \n,\n2,c d\n\n", ["1", "2"], []),
    "no line end at the end": (b"1,a b\r\n2,c d", ["1", "2"], []),
}

TXT = {
    "form feeds do not divide": (b"a\x0cb c", ["case"], []),
    "only blanks": (b" \n\t ", [], [(1, "case", "blank_text", BLANK)]),
    "binary": (b"\0\1\2\3" * 20, [], [(1, "case", "binary", NUL)]),
    "too long": (LONG, [], [(1, "case", "too_long", "the text has 300 characters, more than 200")]),
    "far too long": (LONG * 9, [], [(1, None, "too_long", "the text has more than 200 characters")]),
    "bytes that are no UTF-8": ("café é ".encode() + b"\n\x81 \xff", [], [(1, None, "undecodable", BYTES)]),
    "only a byte order mark": (b"\xef\xbb\xbf", [], [(1, "case", "empty_text", NO_TEXT)]),
}

Outcome = tuple[bytes, list[str], list[tuple[int, str | None, str, str]]]


def check(path: Path, outcome: Outcome) -> None:
    content, accepted, rejected = outcome
    path.write_bytes(content)
    intake = read_narratives(path, max_chars=200)
    items = list(intake)
    assert [item.id for item in items if not isinstance(item, Rejected)] == accepted
    refused = [item for item in items if isinstance(item, Rejected)]
    assert [(item.row, item.id, item.reason_code, item.reason) for item in refused] == rejected
    assert {item.file for item in refused} <= {str(path)}
    counts = intake.counts
    assert (counts.read, counts.accepted, counts.rejected) == (len(items), len(accepted), len(rejected))


@pytest.mark.parametrize("outcome", CSV.values(), ids=CSV)
def test_a_bad_row_of_a_table_is_refused_and_the_rest_goes_on(tmp_path: Path, outcome: Outcome) -> None:
    check(tmp_path / "case.csv", (b"id,text\n" + outcome[0], *outcome[1:]))


@pytest.mark.parametrize("outcome", TXT.values(), ids=TXT)
def test_a_bad_text_file_is_refused(tmp_path: Path, outcome: Outcome) -> None:
    check(tmp_path / "case.txt", outcome)


def test_a_broken_text_in_a_table_of_one_column_never_becomes_several_narratives(tmp_path: Path) -> None:
    content = b'text\n"a, b"\n"c\nd\ne, f\n"g"\nh\n'
    reason = f"{NOT_CLOSED}; 2 lines up to the next row passed over"
    check(tmp_path / "case.csv", (content, ["case-2", "case-6", "case-7"], [(3, None, "unclosed_quote", reason)]))


def test_a_quote_left_open_for_thousands_of_lines_costs_one_row(tmp_path: Path) -> None:
    rows = b"".join(b"%d,a b\n" % number for number in range(2, 12_000))
    check(
        tmp_path / "case.csv",
        (
            b'id,text\n1,"open\n' + rows,
            [str(number) for number in range(2, 12_000)],
            [(2, None, "unclosed_quote", NEVER_CLOSED)],
        ),
    )


def test_blank_rows_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "case.csv"
    path.write_bytes(b"id,text\n\n1,a b\n,\n")
    intake = read_narratives(path)
    list(intake)
    assert (intake.counts.read, intake.counts.blank) == (1, 2)
