"""That a file is never held as a whole: memory depends on the longest rows, not on their number."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from coder.narrative.intake import read_narratives

TEXT = "some words " * 100
FEW, MANY = 200, 20_000
SLACK = 9_000_000
"""Bytes: the buffers, the rows looked at to guess the columns, the ids seen, and about 350 bytes that the workbook
library keeps for each row. The texts alone take 22 MB.
"""


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write("id,text\n")
        stream.writelines(f'{at},"{TEXT}\n{TEXT}"\n' for at in range(rows))


def write_windows_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="cp1252") as stream:
        stream.write("id,text\n")
        stream.writelines(f'{at},"café {TEXT}"\n' for at in range(rows))


def write_utf16_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-16") as stream:
        stream.write("id,text\n")
        stream.writelines(f'{at},"{TEXT}"\n' for at in range(rows))


def write_jsonl(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f'{{"id":{at},"text":"{TEXT}"}}\n' for at in range(rows))


def write_parquet(path: Path, rows: int) -> None:
    table = pyarrow.table({"id": list(range(rows)), "text": [f"{at} {TEXT}" for at in range(rows)]})
    pyarrow.parquet.write_table(table, path)


def write_xlsx(path: Path, rows: int) -> None:
    # Written with the strings in their cells: a table of strings, as Excel writes it, would be held.
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["id", "text"])
    for at in range(rows):
        sheet.append([at, f"{at} {TEXT}"])
    book.save(path)


def peak(path: Path, rows: int) -> int:
    """Most bytes of Python memory held while reading."""
    count = 0
    tracemalloc.start()
    for _ in read_narratives(path):
        count += 1
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == rows
    return most


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", write_csv),
        ("windows.csv", write_windows_csv),
        ("utf16.csv", write_utf16_csv),
        ("a.jsonl", write_jsonl),
        ("a.parquet", write_parquet),
        ("a.xlsx", write_xlsx),
    ],
)
def test_memory_stays_flat_with_the_number_of_rows(
    tmp_path: Path, name: str, write: Callable[[Path, int], None]
) -> None:
    few, many = tmp_path / f"few-{name}", tmp_path / f"many-{name}"
    write(few, FEW)
    write(many, MANY)
    peak(few, FEW)  # what is imported and cached at the first reading does not count
    assert peak(many, MANY) < peak(few, FEW) + SLACK


class Endless(io.RawIOBase):
    """Standard input that never ends."""

    def __init__(self) -> None:
        self.lines = self._lines()
        self.rest = b""

    def _lines(self) -> Iterator[bytes]:
        at = 0
        while True:
            at += 1
            yield b'{"id":%d,"text":"%s"}\n' % (at, TEXT.encode())

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size:
            self.rest += next(self.lines)
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken


def test_an_input_without_end_is_read_as_it_comes() -> None:
    intake = read_narratives("-", stdin=Endless())  # type: ignore[arg-type]
    ids = [next(intake).id for _ in range(1000)]
    assert ids == [str(at) for at in range(1, 1001)]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "txt"])
def test_a_narrative_of_ten_megabytes_is_refused_and_the_rest_goes_on(tmp_path: Path, kind: str) -> None:
    long = b"word " * 2_000_000
    content = {
        "csv": b'id,text\n1,"' + long + b'"\n2,a b\n',
        "jsonl": b'{"id":1,"text":"' + long + b'"}\n{"id":2,"text":"a b"}\n',
        "txt": long,
    }[kind]
    path = tmp_path / f"a.{kind}"
    path.write_bytes(content)
    first, *rest = read_narratives(path)
    assert getattr(first, "reason_code", None) == "too_long"
    assert [item.id for item in rest] == ([] if kind == "txt" else ["2"])


def test_a_line_without_end_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"id":1,"text":"')
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n{"id":2,"text":"a b"}\n')
    tracemalloc.start()
    first, second = read_narratives(path, max_chars=1000)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert getattr(first, "reason_code", None) == "line_too_long"
    assert second.id == "2"
    assert most < 10_000_000
