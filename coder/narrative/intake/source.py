"""Where text comes from: a file or standard input, its encoding told, its bytes ready as UTF-8."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coder.narrative.intake.encoding import find_encoding
from coder.narrative.intake.lines import (
    CHUNK,
    Line,
    as_utf8,
    file_chunks,
    newlines,
    split_lines,
    stream_chunks,
)
from coder.narrative.intake.wording import STDIN, refusal

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
)
_CONTENT = {
    "zip": "a ZIP archive or Office document",
    "parquet": "Parquet",
    "ole": "an old or password-protected Office document",
    "pdf": "PDF",
    "gzip": "gzip-compressed",
}


@dataclass(slots=True)
class TextSource:
    """Text to be read once. `utf8` is the input as UTF-8 without byte order mark; `head` is its first chunk, which
    `utf8` gives again. `size` is the number of bytes as stored, None where it cannot be known beforehand.
    """

    file: str
    stem: str
    encoding: str
    notes: tuple[str, ...]
    head: bytes
    utf8: Iterator[bytes]
    size: int | None = None

    def lines(self, *, max_bytes: int) -> Iterator[Line]:
        """The input line by line; carriage returns end lines where there are no line feeds."""
        chunks = self.utf8
        if b"\r" in self.head and b"\n" not in self.head:
            chunks = newlines(chunks)
        return split_lines(chunks, max_bytes=max_bytes)


def magic_of(start: bytes) -> str | None:
    """`zip`, `parquet`, `ole`, `pdf` or `gzip` when the bytes begin so; None for anything else."""
    return next((name for magic, name in _MAGIC if start.startswith(magic)), None)


def text_of_file(path: Path, file: str) -> TextSource:
    """Open a file as text. Raises OSError, or IntakeError when it is empty or plainly no text."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(8)
    _refuse_binary(file, start)
    encoding = find_encoding(lambda: file_chunks(path))
    notes = (encoding.note,) if encoding.note else ()
    return _source(
        file,
        path.stem,
        as_utf8(file_chunks(path), encoding.name),
        encoding=encoding.name,
        notes=notes,
        size=size,
    )


def text_of_stream(stream: BinaryIO) -> TextSource:
    """Read standard input, or what stands for it, as text; its encoding is told from its first chunk.

    Raises OSError, or IntakeError when there is nothing in it or it is plainly no text.
    """
    first = stream.read(CHUNK)
    _refuse_binary(STDIN, first)
    sample = _whole_characters(first) if len(first) == CHUNK else first
    encoding = find_encoding(lambda: [sample])
    notes = (encoding.note,) if encoding.note else ()
    utf8 = as_utf8(stream_chunks(first, stream), encoding.name)
    return _source(STDIN, "stdin", utf8, encoding=encoding.name, notes=notes)


def _whole_characters(chunk: bytes) -> bytes:
    """The chunk up to its last line or word, lest a character that goes on in the next chunk speak against UTF-8."""
    cut = max(chunk.rfind(b"\n"), chunk.rfind(b" ")) + 1
    if cut:
        return chunk[:cut]
    last = next((at for at in range(1, 5) if chunk[-at] >= 0xC0), 0)
    return chunk[:-last] if last else chunk


def _source(
    file: str,
    stem: str,
    utf8: Iterator[bytes],
    *,
    encoding: str,
    notes: tuple[str, ...],
    size: int | None = None,
) -> TextSource:
    head = next((chunk for chunk in utf8 if chunk), b"")
    return TextSource(file, stem, encoding, notes, head, itertools.chain([head], utf8), size)


def _refuse_binary(file: str, start: bytes) -> None:
    if not start:
        raise refusal(file, "nothing on it" if file == STDIN else "the file is empty")
    kind = magic_of(start)
    if kind is not None:
        raise refusal(file, f"the content is {_CONTENT[kind]}, not text")
