"""Read a plain text file, or standard input, as one narrative. Form feeds do not divide it."""

from __future__ import annotations

from collections.abc import Iterator

from coder.narrative.intake.items import Broken, Options, Record, Row, Table
from coder.narrative.intake.source import TextSource
from coder.narrative.intake.wording import counted

_ID, _TEXT = "id", "text"


def open_plaintext(source: TextSource, options: Options) -> Table:
    """Open a text file; its id is the file name without suffix."""
    rows = _rows(source, options.max_chars)
    return Table("txt", source.encoding, (_ID, _TEXT), rows, source.notes, own_columns=(_ID, _TEXT))


def _rows(source: TextSource, max_chars: int) -> Iterator[Record]:
    """The one row. No more is held than the longest narrative may take, at four bytes a character."""
    pieces: list[bytes] = []
    size = 0
    for chunk in source.utf8:
        pieces.append(chunk)
        size += len(chunk)
        if size > 4 * max_chars:
            yield Broken(1, "too_long", f"the text has more than {counted(max_chars, 'character')}")
            return
    try:
        text = b"".join(pieces).decode("utf-8")
    except UnicodeDecodeError:
        yield Broken(1, "undecodable", "bytes in it do not decode")
        return
    yield Row(1, {_ID: source.stem, _TEXT: text.replace("\r\n", "\n")})
