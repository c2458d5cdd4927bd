"""Whatever the bytes: narratives, refusals or an IntakeError, nothing else; counts add up and all can be written."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.errors import IntakeError
from coder.narrative.intake import Item, Rejected, read_narratives

PIECES = st.sampled_from(
    [
        b"id,text\n", b"id;text\n", b"1,a b\n", b'2,"a, b"\n', b'3,"open\n', b'"', b'""', b",", b";", b"\t", b"\n",
        b"\r\n", b"\r", b"\0", b" ", b"caf\xc3\xa9", b"caf\xe9", b"\xff", b"\xed\xa0\x80", b'{"id":1,"text":"a"}\n',
        b'{"id":2,', b'"text":"b"}\n', b"[", b"]", b"{", b"}", b"null", b"NaN", b"\\ud800", b"1e999", b"\xef\xbb\xbf",
        b"\xff\xfe", b"sep=;\n", b"\xe2\x80\xa8", b"word " * 20,
    ]
)  # fmt: skip
CONTENT = st.binary(max_size=400) | st.lists(PIECES, max_size=40).map(b"".join)


def check(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        intake = read_narratives(path, max_chars=200)
        items: list[Item] = []
        said = ""
        try:
            for item in intake:
                items.append(item)
        except IntakeError as error:
            said = str(error)
        assert not said or said.startswith(f"{path}: ")
    refused = [item for item in items if isinstance(item, Rejected)]
    counts = intake.counts
    assert counts.read == counts.accepted + counts.rejected == len(items)
    assert counts.rejected == len(refused)
    accepted = [item.id for item in items if not isinstance(item, Rejected)]
    assert len(set(accepted)) == len(accepted)
    for item in items:
        json.dumps(asdict(item), ensure_ascii=False).encode("utf-8")
    for note in intake.notes:
        note.encode("utf-8")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.json", "a.txt", "a.dat"])
@settings(max_examples=150, deadline=None)
@given(content=CONTENT)
def test_any_bytes_give_narratives_refusals_or_an_intake_error(name: str, content: bytes) -> None:
    check(name, content)


@settings(max_examples=150, deadline=None)
@given(content=CONTENT, encoding=st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]), cut=st.integers(0, 3))
def test_any_text_in_wide_encodings_does_too(content: bytes, encoding: str, cut: int) -> None:
    wide = content.decode("latin-1").encode(encoding)
    check("a.csv", wide[: len(wide) - cut])


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
@settings(max_examples=50, deadline=None)
@given(start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), content=CONTENT)
def test_any_bytes_in_place_of_a_workbook_do_too(name: str, start: bytes, content: bytes) -> None:
    check(name, start + content)


FIELD = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(FIELD, min_size=1, max_size=20), delimiter=st.sampled_from(",;\t|"))
def test_what_a_table_quotes_properly_is_read_as_it_was(rows: list[str], delimiter: str) -> None:
    quoted = [text.replace('"', '""') for text in rows]
    body = "".join(f'C-{at}{delimiter}"{text}"\n' for at, text in enumerate(quoted))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(f"id{delimiter}text\n{body}".encode())
        read = {item.id: item.text for item in read_narratives(path) if not isinstance(item, Rejected)}
        refused = [item for item in read_narratives(path) if isinstance(item, Rejected)]
    assert read.items() <= {f"C-{at}": text for at, text in enumerate(rows)}.items()
    assert len(read) + len(refused) == len(rows)
    assert {item.reason_code for item in refused} <= {"empty_text", "blank_text", "binary"}
