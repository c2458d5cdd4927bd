"""Judge a row: a narrative, or a refusal with its reason. What passes here can be written as UTF-8 and shown.

The order is fixed: id, repeated id, text, other cells. Only ids of accepted rows count as seen, so a refused row does
not cost its sound repetition.
"""

from __future__ import annotations

import datetime
import decimal
import math
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from coder.narrative.intake.items import FormulaError, ReasonCode, Rejected, Row
from coder.narrative.intake.wording import shown
from coder.records import Narrative

LONGEST_ID = 200
"""Characters."""

MAX_DEPTH = 32
"""Levels of lists and objects inside a cell; deeper ones serve no reader and break writers."""

_JUNK_SHARE = 0.1
"""Share of control and replacement characters from which a text counts as binary."""

_JUNK = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_VISIBLE = re.compile(
    "[^\\s\x00-\x1f\x7f-\x9f\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2800\u3164\ufeff]"
)
_UNWANTED_IN_IDS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Invisible marks that change the direction of what follows in a list of ids."""


class Refused(Exception):  # noqa: N818  it never leaves this module; a refusal is no error
    """Ends the judging of a row."""

    def __init__(self, code: ReasonCode, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class Judge:
    """Judges the rows of one file. `seen` holds the ids accepted so far and may be shared between files.

    `made_ids` tells whether an id had to be made a string.
    """

    def __init__(
        self,
        file: str,
        stem: str,
        *,
        id_column: str | None,
        text_column: str,
        max_chars: int,
        seen: set[str],
    ) -> None:
        self.made_ids = False
        self._file = file
        self._stem = stem
        self._id_column = id_column
        self._text_column = text_column
        self._max_chars = max_chars
        self._seen = seen

    def __call__(self, row: Row) -> Narrative | Rejected:
        """The narrative of the row, or why there is none."""
        id_: str | None = None
        try:
            id_ = self._id(row)
            if id_ in self._seen:
                raise Refused("duplicate_id", "the id was already used")
            text = _text(row.cells.get(self._text_column), self._max_chars)
            fields = {
                name: value.shown if isinstance(value, FormulaError) else value
                for name, value in row.cells.items()
                if name not in (self._id_column, self._text_column)
            }
            _check_fields(fields)
        except Refused as refused:
            return Rejected(self._file, row.row, id_, refused.code, refused.reason)
        self._seen.add(id_)
        return Narrative(id_, text, fields)

    def _id(self, row: Row) -> str:
        if self._id_column is None:
            value: Any = f"{self._stem}-{row.row}"
        else:
            value = row.cells.get(self._id_column)
        if isinstance(value, FormulaError):
            raise Refused("formula_error", f"the id is a formula error ({value.shown})")
        written = _written(value)
        self.made_ids = self.made_ids or not isinstance(value, str)
        if not _VISIBLE.search(written):
            raise Refused("missing_id", "the id is missing")
        if len(written) > LONGEST_ID:
            raise Refused("bad_id", f"the id has {len(written):,} characters, more than {LONGEST_ID}")
        if any(unicodedata.category(char) in _UNWANTED_IN_IDS or char in _TURNS for char in written):
            raise Refused("bad_id", "the id holds control characters")
        return written


def _written(value: object) -> str:
    """An id as a string, "" for none: numbers without a decimal part as whole ones, midnight as its date."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            raise Refused("bad_id", "the id is neither text nor a number nor a date")
        case float():
            return _written_float(value)
        case int() | uuid.UUID():
            return str(value)
        case decimal.Decimal():
            return format(value, "f")
        case datetime.datetime():
            midnight = value.time() == datetime.time() and value.tzinfo is None
            return value.date().isoformat() if midnight else value.isoformat(sep=" ")
        case datetime.date():
            return value.isoformat()
        case _:
            raise Refused("bad_id", "the id is neither text nor a number nor a date")


def _written_float(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        raise Refused("bad_id", "the id is an infinite number")
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _text(value: object, max_chars: int) -> str:
    if isinstance(value, FormulaError):
        raise Refused("formula_error", f"the text is a formula error ({value.shown})")
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        raise Refused("empty_text", "there is no text")
    if not isinstance(value, str):
        raise Refused("text_not_string", "the text is not a string")
    if len(value) > max_chars:
        raise Refused("too_long", f"the text has {len(value):,} characters, more than {max_chars:,}")
    if not _is_encodable(value):
        raise Refused("lone_surrogate", "the text holds half a character (a lone surrogate)")
    if "\0" in value:
        raise Refused("binary", "the text holds NUL characters, as binary data does")
    if len(_JUNK.findall(value)) > _JUNK_SHARE * len(value):
        raise Refused("binary", "the text holds too many control characters, as binary data does")
    if not _VISIBLE.search(value):
        raise Refused("blank_text", "the text is only white space")
    return value


def _check_fields(fields: Mapping[str, Any]) -> None:
    """Refuse the row when another cell could not be written out."""
    for name, value in fields.items():
        if not _is_encodable(name):
            raise Refused("lone_surrogate", "a column name holds half a character (a lone surrogate)")
        if not _all_encodable(value, name):
            raise Refused("lone_surrogate", f"column {shown(name)} holds half a character (a lone surrogate)")


def _all_encodable(value: object, name: str) -> bool:
    """Whether all strings inside can be written. Level by level, so that deep nesting cannot exhaust the stack."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        if not all(_is_encodable(each) for each in level if isinstance(each, str)):
            return False
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return True
    raise Refused("too_deep", f"column {shown(name)} is nested deeper than {MAX_DEPTH} levels")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list | tuple) else ()


def _is_encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
