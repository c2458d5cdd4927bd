"""Take one record of a delimited file apart, a line at a time, as RFC 4180 has it.

Unlike the standard parser this one says when quotes do not add up, instead of going on to the end of the file, and
has no process-wide limit on the length of a field.
"""

from __future__ import annotations

from typing import Literal

State = Literal["done", "open", "bad"]
"""After a line: the record is complete; a quoted field goes on in the next line; the quotes do not add up."""

_QUOTE = '"'


class RecordParser:
    """Parses a single record; `fields` is complete once `feed` answers "done"."""

    def __init__(self, delimiter: str) -> None:
        self.fields: list[str] = []
        self._delimiter = delimiter
        self._parts: list[str] | None = None

    def feed(self, line: str) -> State:
        """Take the next line of the record, without its line end."""
        at = 0
        if self._parts is not None:
            self._parts.append("\n")
            at = self._quoted(line, 0, self._parts)
        else:
            at = self._field(line, 0)
        while 0 <= at < len(line):
            # Here stands the delimiter that ended the field before.
            if line[at] != self._delimiter:
                return "bad"
            at = self._field(line, at + 1)
        return "done" if self._parts is None else "open"

    def _field(self, line: str, at: int) -> int:
        """Read the field that starts at `at`; gives the position after it, -1 when it goes on in the next line."""
        start = at
        while line.startswith(" ", start):
            start += 1
        if line.startswith(_QUOTE, start):
            self._parts = []
            return self._quoted(line, start + 1, self._parts)
        end = line.find(self._delimiter, at)
        end = len(line) if end < 0 else end
        self.fields.append(line[at:end])
        return end

    def _quoted(self, line: str, at: int, parts: list[str]) -> int:
        """Read on inside quotes; gives the position after the closing quote and blanks, -1 when there is none."""
        while True:
            quote = line.find(_QUOTE, at)
            if quote < 0:
                parts.append(line[at:])
                return -1
            if line.startswith(_QUOTE, quote + 1):
                parts.append(line[at : quote + 1])
                at = quote + 2
                continue
            parts.append(line[at:quote])
            self.fields.append("".join(parts))
            self._parts = None
            end = quote + 1
            while line.startswith(" ", end):
                end += 1
            return end
