"""What a report is made of: plain values, which `coder.report.page` turns into one page.

Every text is escaped when the page is written; only figures, which this package draws itself, are taken as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from coder.report.numbers import Kind


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval. A figure that is undefined has no value and says why in `reason`."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


Cell: TypeAlias = str | float | int | Estimate | None
"""What stands in a table. None is a dash."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it holds, and the decimals its numbers are shown with (left out: by kind)."""

    head: str
    kind: Kind = "text"
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first cell of a row is its head. `empty` is told instead of a table without rows."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str = "Nothing to show."


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Numbers shaded by size: full shade at `full` and at minus `full`, in another colour below zero.

    `cells` has one row per row head and one number, or None, per column head. `columns` heads the numbers.
    """

    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[str]
    cells: Sequence[Sequence[float | None]]
    full: float
    kind: Kind = "number"
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: `markup` is SVG made by `coder.report.figures`, `caption` is escaped when shown."""

    caption: str
    markup: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that must not be overlooked: a limit of the figures, something left out, something to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences in a list, `numbered` where their order matters."""

    texts: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a narrative under a heading. Only whoever may read texts asks for a report with these."""

    head: str
    text: str


Part: TypeAlias = Table | HeatTable | Drawing | Paragraph | Note | Points | Quote
"""Anything a section holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed stretch of a report. Sections inside it are `level` 3 headings of their own."""

    title: str
    parts: Sequence[Part]
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `status` says what the code list is (such as working scheme) and stands beside the title.

    `summary` are the sentences a reader in a hurry gets; `facts` are (name, value): what was looked at, when, by what.
    """

    title: str
    summary: Sequence[str]
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]] = ()
    status: str = ""
    footer: str = field(default="")
