"""Turn a stream of bytes in any encoding into numbered lines of text, a bounded piece at a time.

Whatever the encoding, the bytes are first made UTF-8; what does not decode becomes bytes that UTF-8 forbids, so that
exactly the line it stands in is told apart. A line longer than the bound is passed over without being held.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 18
"""Bytes read at a time."""

_MARK = "coder.undecodable"
_BROKEN = "\ud800"
"""Half a character: what undecodable bytes become. Written as UTF-8 it stays undecodable."""


class Line(NamedTuple):
    """A line without its end. `decoded` is false where bytes had to be replaced, `whole` where the line was over the
    bound (its text is then empty), `ended` where a line end follows.
    """

    number: int
    text: str
    decoded: bool
    whole: bool
    ended: bool


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a chunk at a time. Raises OSError."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def stream_chunks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """`first`, then what is left in `stream`."""
    yield first
    while chunk := stream.read(CHUNK):
        yield chunk


def as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text as UTF-8 without byte order mark."""
    chunks = iter(chunks)
    if encoding == "utf-8":
        first = next(chunks, b"")
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    codecs.register_error(_MARK, _mark_undecodable)
    decoder = codecs.getincrementaldecoder(encoding)(_MARK)
    start = True
    for chunk in chunks:
        text = decoder.decode(chunk)
        if start and text:
            text, start = text.removeprefix("\ufeff"), False
        yield text.encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def newlines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes with each carriage return made a line feed, for files that know no line feeds."""
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n")


def split_lines(chunks: Iterable[bytes], *, max_bytes: int) -> Iterator[Line]:
    """Lines of UTF-8 bytes, numbered from 1. Lines over `max_bytes` are counted but not held."""
    pieces: list[bytes] = []
    size, number = 0, 1
    for chunk in chunks:
        *done, rest = chunk.split(b"\n")
        for part in done:
            pieces.append(part)
            yield _line(number, pieces, whole=size + len(part) <= max_bytes, ended=True)
            pieces, size, number = [], 0, number + 1
        size += len(rest)
        if size <= max_bytes:
            pieces.append(rest)
        else:
            pieces = []
    if size:
        yield _line(number, pieces, whole=size <= max_bytes, ended=False)


def _line(number: int, pieces: list[bytes], *, whole: bool, ended: bool) -> Line:
    if not whole:
        return Line(number, "", decoded=True, whole=False, ended=ended)
    raw = b"".join(pieces).removesuffix(b"\r")
    try:
        return Line(number, raw.decode("utf-8"), decoded=True, whole=True, ended=ended)
    except UnicodeDecodeError:
        return Line(number, raw.decode("utf-8", "replace"), decoded=False, whole=True, ended=ended)


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BROKEN, error.end
