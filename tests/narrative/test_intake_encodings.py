"""In which encodings files may come, and that a guess is said aloud."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from coder.narrative.intake import Rejected, read_narratives
from coder.records import Narrative

WESTERN = "She said “no” at the café – he didn’t listen. Señor Peña paid €5."
RUSSIAN = "Её похитили в Москве и увезли в другой город, где заставили работать."
THAI = "เหยื่อถูกนายหน้าหลอกให้ไปทำงานในร้านอาหารและถูกขังไว้ในห้อง"
ARABIC = "تم تجنيد الضحية من قبل عمها ونقلها إلى العاصمة حيث أجبرت على العمل"
CHINESE = "受害人被骗到城里工作，护照被没收，每天工作十四个小时。"
POLISH = "Była zmuszona pracować w gospodarstwie, właściciel zabrał jej dokumenty. Uciekła w październiku do Łodzi."

MARKED = "utf-8"
NO_MARK = "encoding taken as {} (guessed, the file has no byte order mark)"
NOT_UTF8 = "encoding taken as {} (guessed, the bytes are not UTF-8)"


@pytest.mark.parametrize(
    ("written", "text", "found", "note"),
    [
        ("utf-8", WESTERN, "utf-8", None),
        ("utf-8-sig", WESTERN, "utf-8", None),
        ("utf-16", WESTERN, "utf-16-le", None),
        ("utf-32", WESTERN, "utf-32-le", None),
        ("utf-16-le", WESTERN, "utf-16-le", NO_MARK.format("UTF-16-LE")),
        ("utf-16-be", WESTERN, "utf-16-be", NO_MARK.format("UTF-16-BE")),
        ("utf-32-le", WESTERN, "utf-32-le", NO_MARK.format("UTF-32-LE")),
        ("utf-32-be", WESTERN, "utf-32-be", NO_MARK.format("UTF-32-BE")),
        ("cp1252", WESTERN, "cp1252", NOT_UTF8.format("Windows-1252")),
        ("cp1252", "naïve", "cp1252", NOT_UTF8.format("Windows-1252")),
        ("cp1252", "it’s", "cp1252", NOT_UTF8.format("Windows-1252")),
        ("cp1251", RUSSIAN, "cp1251", NOT_UTF8.format("CP1251")),
        ("cp874", THAI, "tis_620", NOT_UTF8.format("TIS-620")),
        ("cp1256", ARABIC, "cp1256", NOT_UTF8.format("CP1256")),
        ("gb18030", CHINESE, "gb18030", NOT_UTF8.format("GB18030")),
        ("cp1250", POLISH, "cp1250", NOT_UTF8.format("CP1250")),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "jsonl", "txt"])
def test_a_file_is_read_in_its_encoding(
    tmp_path: Path, kind: str, written: str, text: str, found: str, note: str | None
) -> None:
    content = {"csv": f'id,text\n1,"{text}\nb"\n', "jsonl": f'{{"id":1,"text":"{text}\\nb"}}\n', "txt": f"{text}\nb"}[
        kind
    ]
    path = tmp_path / f"1.{kind}"
    path.write_bytes(content.encode(written))
    intake = read_narratives(path)
    assert list(intake) == [Narrative("1", f"{text}\nb", {})]
    assert intake.encoding == found
    assert [each for each in intake.notes if each.startswith("encoding")] == ([note] if note else [])


def test_lines_ended_by_carriage_returns_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\r1,a b\r2,c d\r")
    assert [item.id for item in read_narratives(path)] == ["1", "2"]


def test_a_broken_row_of_utf16_is_refused_alone(tmp_path: Path) -> None:
    rows = "id,text\n1,a b\n2,".encode("utf-16") + b"\x00\xd8" + "x\n3,c d\n".encode("utf-16-le")
    (tmp_path / "a.csv").write_bytes(rows)
    items = list(read_narratives(tmp_path / "a.csv"))
    assert [item.id for item in items if isinstance(item, Narrative)] == ["1", "3"]
    assert [item.row for item in items if isinstance(item, Rejected)] == [3]


def test_utf16_cut_in_the_middle_of_a_character_loses_the_last_row_only(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,a b\n2,c d".encode("utf-16")[:-1])
    items = list(read_narratives(tmp_path / "a.csv"))
    assert [(item.id, isinstance(item, Rejected)) for item in items] == [("1", False), (None, True)]


def test_bytes_that_are_no_encoding_leave_the_file_utf8_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,a b\n2,\x81\xff\xfe\n")
    intake = read_narratives(tmp_path / "a.csv")
    assert [item.id for item in intake] == ["1", None]
    assert intake.encoding == "utf-8"
    assert "some rows hold bytes that are not UTF-8; they are rejected" in intake.notes


def test_an_odd_character_far_down_decides_on_the_encoding(tmp_path: Path) -> None:
    rows = "id,text\n" + "".join(f"{at},plain words\n" for at in range(40_000)) + "last,café\n"
    for encoding in ("utf-8", "cp1252"):
        (tmp_path / "a.csv").write_bytes(rows.encode(encoding))
        intake = read_narratives(tmp_path / "a.csv")
        *_, last = intake
        assert last == Narrative("last", "café", {})
        assert intake.encoding == encoding


def test_standard_input_may_be_utf16() -> None:
    intake = read_narratives("-", stdin=io.BytesIO('{"id":1,"text":"café"}\n'.encode("utf-16")))
    assert list(intake) == [Narrative("1", "café", {})]


def test_a_character_across_the_first_chunk_of_standard_input_is_no_fault() -> None:
    text = "é" * 300_000
    assert list(read_narratives("-", stdin=io.BytesIO(f"x{text}".encode()))) == [Narrative("stdin", f"x{text}", {})]
