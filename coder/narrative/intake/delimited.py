"""Read comma-, semicolon-, tab- or bar-separated files row by row, losing no more than the row that is broken.

Rows whose cells are all empty are passed over as blank. A quote that is never closed costs the row it stands in and
the lines up to the next one that looks like the start of a row; the reason says how many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from coder.narrative.intake.columns import find_id_name, is_text_name, unique_names
from coder.narrative.intake.csvrecord import RecordParser
from coder.narrative.intake.items import Blank, Broken, Options, ReasonCode, Record, Row, Table
from coder.narrative.intake.lines import Line
from coder.narrative.intake.resume import RowStart
from coder.narrative.intake.source import TextSource
from coder.narrative.intake.wording import counted, refusal

_DELIMITERS = (",", ";", "\t", "|")
_NO_DELIMITER = "\x1e"
"""For a header of one column: commas below it belong to the texts."""

_SNIFFED_LINES = 60
_SNIFFED_CHARS = 200_000
_LONGEST_RECORD = 10_000
"""Lines. A quoted field that runs on for longer was most likely never closed."""


def open_delimited(source: TextSource, options: Options) -> Table:
    """Open a delimited file. Raises IntakeError when its header is missing, broken or names a column twice."""
    lines = _Lines(source.lines(max_bytes=options.max_line_bytes))
    declared, delimiter = _delimiter(lines.ahead(), tabs=source.file.lower().endswith(".tsv"))
    if declared:
        lines.next()
    records = _Records(lines, delimiter, options)
    header = unique_names(source.file, records.header(source.file))
    found = options.id_column if options.id_column in header else find_id_name(header)
    if found is None:
        found = next((column for column in header if not is_text_name(column)), header[0])
    rows = records.rows(header, key=header.index(found))
    label = "tsv" if delimiter == "\t" else "csv"
    notes = source.notes
    if delimiter in ";|":
        notes = (*notes, f"columns are separated by '{delimiter}' (guessed)")
    return Table(label, source.encoding, header, rows, notes)


def sniff_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that gives a header of two or more fields and most rows of the same width; None if none does."""
    best: tuple[int, int] = (0, 0)
    chosen = None
    for delimiter in _DELIMITERS:
        widths = _widths(lines, delimiter)
        score = (sum(width == widths[0] for width in widths), widths[0]) if widths else (0, 0)
        if score[1] >= 2 and score > best:
            best, chosen = score, delimiter
    return chosen


def _delimiter(ahead: Sequence[Line], *, tabs: bool) -> tuple[bool, str]:
    """Whether the first line declares the delimiter (Excel's `sep=;`), and the delimiter."""
    texts = [line.text for line in ahead]
    if texts and texts[0].lower().startswith("sep=") and texts[0][4:].strip(" ") in _DELIMITERS:
        return True, texts[0][4:].strip(" ")
    sniffed = sniff_delimiter(texts)
    if sniffed is None:
        # None at all, or quotes that never close: then the header is to be refused, not taken for one long name.
        first = next((text for text in texts if text.strip()), "")
        endless = (each for each in _DELIMITERS if each in first and not _widths(texts, each))
        sniffed = next(endless, "\t" if tabs else _NO_DELIMITER)
    return False, sniffed


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """Number of fields of each complete record, the header first; rows with broken quotes are left out."""
    widths: list[int] = []
    parser = RecordParser(delimiter)
    for line in lines:
        state = parser.feed(line)
        if state == "open":
            continue
        if state == "done" and any(parser.fields):
            widths.append(len(parser.fields))
        parser = RecordParser(delimiter)
    return widths


class _Lines:
    """Lines that can be looked at ahead and put back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._held: deque[Line] = deque()

    def next(self) -> Line | None:
        return self._held.popleft() if self._held else next(self._lines, None)

    def put_back(self, lines: Iterable[Line]) -> None:
        self._held.extendleft(reversed(list(lines)))

    def ahead(self) -> list[Line]:
        """The first lines, which stay to be read."""
        chars = 0
        while len(self._held) < _SNIFFED_LINES and chars < _SNIFFED_CHARS:
            line = next(self._lines, None)
            if line is None:
                break
            self._held.append(line)
            chars += len(line.text)
        return list(self._held)


class _Records:
    """Puts lines together to records, and finds the way back after broken ones."""

    def __init__(self, lines: _Lines, delimiter: str, options: Options) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._longest = options.max_line_bytes
        self._start: RowStart | None = None

    def header(self, file: str) -> list[str]:
        """The fields of the first line that is not blank. Raises IntakeError."""
        while (line := self._lines.next()) is not None:
            if not line.text.strip() and line.whole:
                continue
            found = self._record(line)
            if isinstance(found, Broken):
                raise refusal(file, f"the header cannot be read: {found.reason}")
            if any(field.strip() for field in found):
                return found
        raise refusal(file, "there is nothing in it but blank lines")

    def rows(self, header: Sequence[str], *, key: int) -> Iterator[Record]:
        """The rows below the header, as they come."""
        self._start = RowStart(self._delimiter, width=len(header), key=key)
        while (line := self._lines.next()) is not None:
            yield self._row(line, header)

    def _row(self, line: Line, header: Sequence[str]) -> Record:
        if line.whole and not line.text.strip():
            return Blank(line.number)
        found = self._record(line)
        if isinstance(found, Broken):
            return found
        if not any(field.strip() for field in found):
            return Blank(line.number)
        if len(found) != len(header):
            code: ReasonCode = "too_many_fields" if len(found) > len(header) else "too_few_fields"
            return Broken(line.number, code, f"{counted(len(found), 'field')}, but the header has {len(header)}")
        if self._start is not None:
            self._start.learn(line.text, found)
        return Row(line.number, dict(zip(header, found, strict=True)))

    def _record(self, first: Line) -> list[str] | Broken:
        """The fields of the record that starts with `first`, which may take further lines."""
        parser = RecordParser(self._delimiter)
        held: list[Line] = []
        line: Line | None = first
        chars = 0
        while line is not None and len(held) < _LONGEST_RECORD and chars <= self._longest:
            held.append(line)
            chars += len(line.text)
            if not line.whole:
                return self._lost(held, "line_too_long", "a line of it is longer than any narrative allowed")
            state = parser.feed(line.text)
            if state == "done":
                if all(each.decoded for each in held):
                    return parser.fields
                return Broken(first.number, "undecodable", "bytes in it do not decode")
            if state == "bad":
                return self._bad_quotes(held)
            line = self._lines.next()
        if line is not None:
            self._lines.put_back([line])
        return self._lost(held, "unclosed_quote", "a quotation mark opens a field and is never closed")

    def _bad_quotes(self, held: list[Line]) -> Broken:
        if len(held) == 1:
            return self._lost(held, "bad_quotes", "a quotation mark inside a quoted field is not doubled")
        return self._lost(held, "unclosed_quote", "a quotation mark opens a field and is not closed in its row")

    def _lost(self, held: list[Line], code: ReasonCode, reason: str) -> Broken:
        """Refuse the record and pass over lines up to the next that looks like the start of a row."""
        self._lines.put_back(held[1:])
        passed = 0
        while self._start is not None and (line := self._lines.next()) is not None:
            if line.whole and line.text and self._start.fits(line.text):
                self._lines.put_back([line])
                break
            passed += bool(line.text.strip()) or not line.whole
        if passed:
            reason += f"; {counted(passed, 'line')} up to the next row passed over"
        return Broken(held[0].number, code, reason)
