"""That no word of a narrative gets into a reason, a note, an error or the list of rejects."""

from __future__ import annotations

import io
import json
import traceback
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from coder.errors import CoderError
from coder.narrative.intake import Rejected, RejectsWriter, read_many, read_narratives

MARK = "Zebrafinch"
TOLD = f"{MARK}, she was {MARK} taken; then \t {MARK} | and, more {MARK} followed by enough words"
BYTES = TOLD.encode()

CONTENTS: dict[str, tuple[str, bytes]] = {
    "open quote": ("a.csv", b'id,text\nC-1,"' + BYTES + b"\n" + BYTES + b'\nC-2,"ok, yes"\n'),
    "quotes not doubled": ("a.csv", b'id,text\n1,"a "' + BYTES + b'" b\n' + BYTES + b'"\n2,ok\n'),
    "open quote to the end": ("a.csv", b'id,text\n1,"' + b"\n".join([BYTES] * 50)),
    "too many fields": ("a.csv", b"id,text\n1," + BYTES + b"," + BYTES + b"\n"),
    "too few fields": ("a.csv", b"id,a,text\n1" + MARK.encode() + b"\n"),
    "text where the id should be": ("a.csv", b"id,text\n" + b'"' + BYTES * 10 + b'",a b\n'),
    "text with line breaks where the id should be": ("a.csv", b'id,text\n"' + BYTES + b'\n",a b\n'),
    "bytes that do not decode": ("a.csv", b"id,text\n1,caf\xc3\xa9\n2,\xff" + BYTES + b"\xfe\n"),
    "no header": ("a.csv", b"C1\t" + BYTES.replace(b"\t", b"") + b"\nC2\tx\n"),
    "no header, quoted": ("a.csv", b'"C1","' + BYTES + b'"\n"C2","x"\n'),
    "header twice": ("a.csv", b'"' + BYTES + b'","' + BYTES + b'"\n1,2\n'),
    "header with an open quote": ("a.csv", b'"' + BYTES + b"\n" + BYTES),
    "binary": ("a.csv", b"id,text\n1,\0" + BYTES + b"\n"),
    "broken JSON": ("a.jsonl", b'{"id":1,"text":"' + BYTES.replace(b"\t", b" ") + b'\n{"id":2,"text":"a b"}\n'),
    "bad escape": ("a.jsonl", b'{"id":1,"text":"\\' + BYTES + b'"}\n'),
    "truncated JSON": ("a.jsonl", b'{"id":2,"text":"a b"}\n{"id":1,"text":"' + MARK.encode()),
    "JSON text twice": ("a.jsonl", b'{"id":1,"text":"%s","text":"%s"}\n' % (MARK.encode(), MARK.encode())),
    "JSON text in a list": ("a.jsonl", b'{"id":1,"text":["%s"]}\n' % MARK.encode()),
    "JSON text as a key": ("a.jsonl", b'{"%s":1}\n' % BYTES.replace(b"\t", b" ")),
    "half a character": ("a.jsonl", b'{"id":1,"text":"%s\\ud800"}\n' % MARK.encode()),
    "JSON string": ("a.jsonl", b'"%s"\n{"id":1,"text":"a b"}\n' % MARK.encode()),
    "broken JSON list": ("a.json", b'[{"id":1,"text":"%s}]' % MARK.encode()),
    "JSON object": ("a.json", b'{"text":\n"%s"}' % MARK.encode()),
    "text that does not decode": ("a.txt", b"caf\xc3\xa9\n" + BYTES + b"\xff\xfe"),
    "binary text": ("a.txt", BYTES + b"\0\1\2" * 100),
    "long text": ("a.txt", BYTES * 1000),
    "prose without suffix": ("a.dat", BYTES + b"\n" + BYTES),
    "text that is no workbook": ("a.xlsx", BYTES),
    "text that is no Parquet": ("a.parquet", BYTES),
}


def told_by(read: Callable[[], object]) -> str:
    """All that is said while reading, errors with their tracebacks' messages included."""
    said = []
    try:
        intake = read()
        said += [repr(item) for item in intake if isinstance(item, Rejected)]  # type: ignore[attr-defined]
    except CoderError as error:
        said.append("".join(traceback.format_exception(error)))
        intake = None
    return "\n".join([*said, *getattr(intake, "notes", ())])


@pytest.mark.parametrize(("name", "content"), CONTENTS.values(), ids=CONTENTS)
def test_nothing_said_about_a_bad_file_holds_a_word_of_it(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for options in ({}, {"text_column": "nowhere"}, {"id_column": "nowhere"}):
        said = told_by(lambda options=options: read_narratives(path, max_chars=5000, **options))  # type: ignore[misc]
        assert said
        assert MARK not in said
    assert MARK not in told_by(lambda: read_narratives("-", stdin=io.BytesIO(content)))


def test_nothing_said_about_a_bad_workbook_holds_a_word_of_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet(TOLD[:12])
    for row in (
        ["id", "text"],
        [TOLD * 5, "a"],
        ["A", f"{TOLD}_xD800_"],
        ["B", f"{TOLD}_x0000_"],
        ["C", TOLD, TOLD],
        ["D", "x"],
        ["D", TOLD],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    said = told_by(lambda: read_narratives(tmp_path / "a.xlsx"))
    assert "too_many_fields" in said
    assert MARK not in said


def test_nothing_said_about_bad_parquet_holds_a_word_of_it(tmp_path: Path) -> None:
    texts = [TOLD, f"\0{TOLD}", TOLD]
    pyarrow.parquet.write_table(pyarrow.table({"id": ["A", "B", "A"], "text": texts}), tmp_path / "a.parquet")
    said = told_by(lambda: read_narratives(tmp_path / "a.parquet"))
    assert "binary" in said
    assert "duplicate_id" in said
    assert MARK not in said


def test_the_list_of_rejects_holds_no_word_of_a_narrative(tmp_path: Path) -> None:
    for number, (name, content) in enumerate(CONTENTS.values()):
        (tmp_path / f"{number:02}-{name}").write_bytes(content)
    listed = tmp_path / "all.rejects.jsonl"
    with RejectsWriter(listed) as writer:
        for item in read_many([tmp_path], max_chars=5000):
            if isinstance(item, Rejected):
                writer.write(item)
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert all(set(json.loads(line)) == {"file", "row", "id", "reason_code", "reason"} for line in lines)
    assert MARK not in "".join(lines)
