"""Where to go on after a record whose quotes do not add up: at the next line that looks like the start of a row.

To go on at just any line would take the rest of a broken narrative for rows, and its words for ids. A line is taken
for the start of a row when it has as many fields as the header, its key looks like the keys seen so far (letters,
digits and signs in the same order), and its fields do not start with a blank unless they did before, as those of
prose do after a comma.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.narrative.intake.csvrecord import RecordParser

_MOST_SHAPES = 1000
_LONGEST_KEY = 60
_RUNS = ((re.compile(r"\d+"), "9"), (re.compile(r"[^\W\d_]+"), "a"))


class RowStart:
    """Knows what the rows of a file start like, from the rows it was shown."""

    def __init__(self, delimiter: str, *, width: int, key: int) -> None:
        self._delimiter = delimiter
        self._width = width
        self._key = key
        self._shapes: set[str] = set()
        self._quoted: set[bool] = set()
        self._blank_led = False

    def learn(self, line: str, fields: Sequence[str]) -> None:
        """Take note of a sound row: its first line and its fields."""
        self._quoted.add(line.startswith('"'))
        self._blank_led = self._blank_led or _blank_led(fields)
        if len(self._shapes) < _MOST_SHAPES:
            self._shapes.add(_shape(fields[self._key]))

    def fits(self, line: str) -> bool:
        """Whether the line looks like the start of a row."""
        parser = RecordParser(self._delimiter)
        state = parser.feed(line)
        if state == "bad":
            return False
        # An open field is still being read and not yet among the fields.
        width = len(parser.fields) + (state == "open")
        if width > self._width or (state == "done" and width < self._width):
            return False
        if self._width == 1:
            # Nothing but quotes tells a row of one column from a piece of a text.
            return line.startswith('"') or self._quoted == {False}
        if self._key >= len(parser.fields) or (_blank_led(parser.fields) and not self._blank_led):
            return False
        return self._is_key(parser.fields[self._key])

    def _is_key(self, key: str) -> bool:
        if not key or len(key) > _LONGEST_KEY:
            return False
        if _shape(key) in self._shapes:
            return True
        one_word = not any(map(str.isspace, key))
        return one_word and (not self._shapes or any(map(str.isdigit, key)))


def _shape(key: str) -> str:
    key = key[: _LONGEST_KEY + 1]
    for run, sign in _RUNS:
        key = run.sub(sign, key)
    return key


def _blank_led(fields: Sequence[str]) -> bool:
    return any(field.startswith(" ") for field in fields)
