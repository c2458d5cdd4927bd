"""What passes through the intake: rows as the formats give them, and narratives or refusals as they leave.

Reasons are plain words for people. They name files, rows, ids and columns, never a word of a narrative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from coder.records import Narrative

ReasonCode = Literal[
    "bad_id",
    "bad_quotes",
    "binary",
    "blank_text",
    "broken_json",
    "duplicate_id",
    "duplicate_key",
    "empty_text",
    "file_refused",
    "formula_error",
    "line_too_long",
    "lone_surrogate",
    "missing_id",
    "not_an_object",
    "text_not_string",
    "too_deep",
    "too_few_fields",
    "too_long",
    "too_many_fields",
    "truncated_line",
    "unclosed_quote",
    "undecodable",
]
"""Why a row is refused. `file_refused` is given by `read_many` alone, for one unreadable file among several."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no narrative, and why.

    `row` is 1-based and counts lines (text formats), sheet rows or list items, header included; 0 means the file as a
    whole. `id` is None where the row has none that can be trusted or shown.
    """

    file: str
    row: int
    id: str | None
    reason_code: ReasonCode
    reason: str


Item = Narrative | Rejected
"""What iterating an intake gives."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were read so far; always `read == accepted + rejected`. `blank` rows are not among the read."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    blank: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            read=self.read + other.read,
            accepted=self.accepted + other.accepted,
            rejected=self.rejected + other.rejected,
            blank=self.blank + other.blank,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, its cells by column name, not yet judged."""

    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row whose cells cannot be told."""

    row: int
    reason_code: ReasonCode
    reason: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A line without characters, or a row whose cells are all empty. Passed over."""

    row: int


Record = Row | Broken | Blank
"""What a format gives for each row."""


@dataclass(frozen=True, slots=True)
class FormulaError:
    """A spreadsheet cell whose formula failed, with what the sheet shows, such as #REF!."""

    shown: str


@dataclass(frozen=True, slots=True)
class Table:
    """An opened input. `columns` is None where only the rows can tell them (JSON).

    `own_columns` names the (id, text) columns of a format that has no others (plain text); nothing is guessed then.
    """

    format: str
    encoding: str | None
    columns: tuple[str, ...] | None
    rows: Iterator[Record]
    notes: tuple[str, ...] = ()
    own_columns: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asked for; the same for every file of a run. `max_chars` counts characters of one text."""

    id_column: str | None = None
    text_column: str | None = None
    sheet: str | None = None
    max_chars: int = 2_000_000

    @property
    def max_line_bytes(self) -> int:
        """Longest line held in memory: a text of `max_chars` in JSON escapes (six bytes each), and room to tell it."""
        return 16 * self.max_chars + 1_000_000
