"""What makes a whole file unreadable, with the exact message: file and reason."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from coder.errors import IntakeError, UsageError
from coder.narrative.intake import read_many, read_narratives

UNKNOWN_FORMAT = (
    "neither its suffix nor its content tells the format; known suffixes: "
    ".txt, .csv, .tsv, .json, .jsonl, .ndjson, .xlsx, .xlsm, .parquet"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

FILES = {
    "empty text": ("a.txt", b"", "the file is empty"),
    "empty table": ("a.csv", b"", "the file is empty"),
    "empty workbook": ("a.xlsx", b"", "the file is empty"),
    "empty Parquet": ("a.parquet", b"", "the file is empty"),
    "blank lines only": ("a.csv", b"\n \n\n", "there is nothing in it but blank lines"),
    "blank JSON lines only": ("a.jsonl", b"\n \n\n", "there is nothing in it but blank lines"),
    "header only": ("a.csv", b"id,text\n", "only a header, no rows"),
    "header and rows of empty cells": ("a.csv", b"id,text\n,\n,\n", "only a header, no rows"),
    "header names twice": ("a.csv", b"id,text,text\n1,a,b\n", "columns have the same name: 'text'"),
    "header with an open quote": (
        "a.csv",
        b'id,"text\n1,a b\n',
        "the header cannot be read: a quotation mark opens a field and is never closed",
    ),
    "header that does not decode": (
        "a.csv",
        b"id,text\x81\xff\xfe\n1,a b\n",
        "the header cannot be read: bytes in it do not decode",
    ),
    "no texts": ("a.csv", b"a,b\n1,2\n", "no column with texts found (1 row looked at); its columns: 'a', 'b'"),
    "no texts in JSON": (
        "a.jsonl",
        b'{"a":1}\n{"b":2}\n',
        "no column with texts found (2 rows looked at); its columns: 'a', 'b'",
    ),
    "JSON that is cut": ("a.json", b'[{"id":1,"text":"a"},\n{"id":2,', "not valid JSON (line 2, column 9)"),
    "JSON that is an object": ("a.json", b'{"id":\n1}', "the JSON is not a list of objects"),
    "JSON that is empty": ("a.json", b"[]", "the JSON list is empty"),
    "JSON nested like a bomb": ("a.json", b"[" * 100_000, "the JSON is nested too deep"),
    "JSON with an endless number": (
        "a.json",
        b"[" + b"9" * 5000 + b"]",
        "not valid JSON: a number has too many digits",
    ),
    "JSON that does not decode": (
        "a.json",
        '[{"text": "café'.encode() + b'\n\xff"}]',
        "bytes in it do not decode, so its JSON cannot be trusted",
    ),
    "workbook that is text": ("a.xlsx", b"id,text\n1,a b\n", "this is not an .xlsx workbook"),
    "workbook cut off": ("a.xlsx", b"PK\x03\x04 and no more", "the workbook is damaged or no .xlsx"),
    "workbook with a password": (
        "a.xlsx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "the workbook is protected by a password; save it without",
    ),
    "old workbook renamed": ("a.xlsx", OLE, "this is an old Excel file (.xls); save it as .xlsx"),
    "old workbook": ("a.xls", OLE, "old Excel files (.xls) are not read; save it as .xlsx"),
    "Parquet that is text": ("a.parquet", b"id,text\n1,a b\n", "the Parquet file is damaged"),
    "Parquet cut off": ("a.parquet", b"PAR1 and no more", "the Parquet file is damaged"),
    "table that is a workbook": (
        "a.csv",
        b"PK\x03\x04....",
        "the content is a ZIP archive or Office document, not text",
    ),
    "text that is PDF": ("a.txt", b"%PDF-1.7 ....", "the content is PDF, not text"),
    "lines that are compressed": ("a.jsonl", b"\x1f\x8b....", "the content is gzip-compressed, not text"),
    "unknown suffix, prose": ("a.dat", b"Just, prose.\nAnd, more.\n", UNKNOWN_FORMAT),
    "unknown suffix, one word": ("a", b"word", UNKNOWN_FORMAT),
    "unknown suffix, Word document": ("a.docx", b"PK\x03\x04....", "the workbook is damaged or no .xlsx"),
    "rows unlike the header": ("a.csv", b"id,text\n" + b"1,2,3\n" * 1000, "none of its first 1,000 rows can be read"),
}


@pytest.mark.parametrize(("name", "content", "reason"), FILES.values(), ids=FILES)
def test_an_unreadable_file_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        list(read_narratives(path))
    assert str(caught.value) == f"{path}: {reason}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"none\.csv: the file does not exist$"):
        read_narratives(tmp_path / "none.csv").open()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"this is a folder$"):
        read_narratives(tmp_path).open()


def test_a_folder_without_known_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(IntakeError, match=r"no file in the folder has a known suffix: \.txt, \.csv"):
        read_many([tmp_path])


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx", "a.parquet", "a.txt", "a.dat"])
def test_a_file_without_permission_is_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(IntakeError) as caught:
        read_narratives(path).open()
    assert str(caught.value) == f"{path}: no permission to read it"


def test_a_pipe_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(IntakeError, match=r"this is no regular file; give pipes on standard input$"):
        read_narratives(tmp_path / "pipe.csv").open()


def test_a_file_name_with_a_nul_is_refused() -> None:
    with pytest.raises(IntakeError, match=r"the file name cannot be used$"):
        read_narratives("a\0.csv").open()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"text_column": "story"}, "there is no column 'story'; its columns: 'id', 'text', 'place'"),
        ({"id_column": "ref"}, "there is no column 'ref'; its columns: 'id', 'text', 'place'"),
    ],
)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"id,text,place\n1,a b,c\n"), ("a.jsonl", b'{"id":1,"text":"a b","place":"c"}\n')],
)
def test_a_named_column_that_does_not_exist_is_refused_with_those_that_do(
    tmp_path: Path, option: dict[str, str], message: str, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        read_narratives(tmp_path / name, **option).open()  # type: ignore[arg-type]
    assert str(caught.value) == f"{tmp_path / name}: {message}"


def test_one_column_cannot_be_both_id_and_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the same column is named both"):
        read_narratives("a.csv", id_column="x", text_column="x")
    path = tmp_path / "a.csv"
    path.write_bytes(b"case,place\n1,c\n")
    with pytest.raises(IntakeError, match=r"column 'case' is named both as the id and as the text$"):
        read_narratives(path, id_column="case", text_column="CASE").open()


def test_max_chars_must_be_positive() -> None:
    with pytest.raises(UsageError, match="max_chars must be 1 or more"):
        read_narratives("a.csv", max_chars=0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "nothing on it"),
        (b"PK\x03\x04....", "the content is a ZIP archive or Office document, not text"),
        (b"PAR1....", "the content is Parquet, not text"),
    ],
)
def test_standard_input_that_is_no_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_narratives("-", stdin=io.BytesIO(content)).open()
    assert str(caught.value) == f"standard input: {reason}"
