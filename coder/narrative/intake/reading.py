"""Read narratives from a file or standard input, one at a time, each judged on the way.

Nothing but the rows at hand and the ids seen so far is kept. What cannot be used is given as `Rejected` in its place;
what makes a file unreadable as a whole is raised.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from coder.errors import UsageError
from coder.narrative.intake.checks import Judge
from coder.narrative.intake.columns import Columns, choose_columns
from coder.narrative.intake.items import Blank, Broken, Counts, Item, Options, Record, Rejected, Row, Table
from coder.narrative.intake.opening import open_stream, open_table
from coder.narrative.intake.wording import STDIN, refusal, shown_path
from coder.records import Narrative

_SAMPLED_ROWS = 50
_SAMPLED_CHARS = 4_000_000
"""Characters held at most, beside the last row, while the columns are being chosen."""

_MOST_BROKEN = 1000
"""Unreadable rows before the first readable one after which the file is given up."""

_MADE_IDS = "ids that are numbers or dates were made strings"


class Intake:
    """The narratives of one input, to be iterated once. See `read_narratives`.

    `format` is csv, json, jsonl, parquet, tsv, txt or xlsx. `encoding` is a Python codec name, None for binary formats.
    `id_column` is None when ids are made from file name and row; `text_column` is None for plain text. All are None
    until `open()` or the first item. `notes` tell in plain words what was guessed or changed.
    """

    def __init__(
        self,
        path: Path | None,
        stream: BinaryIO | None,
        options: Options,
        seen: set[str],
        *,
        named: tuple[str, Callable[[], Table]] | None = None,
    ) -> None:
        self.file = named[0] if named else STDIN if path is None else shown_path(path)
        self.format: str | None = None
        self.encoding: str | None = None
        self.id_column: str | None = None
        self.text_column: str | None = None
        self.counts = Counts()
        self._path = path
        self._stream = stream
        self._options = options
        self._seen = seen
        self._named = named
        self._notes: list[str] = []
        self._items: Iterator[Item] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was guessed or changed, in plain words; more may come while reading."""
        return tuple(self._notes)

    def open(self) -> Intake:
        """Open the input and choose its columns; does nothing the second time. Raises IntakeError."""
        if self._items is None:
            table = self._table()
            head = list(_head(table.rows))
            rows = [record for record in head if isinstance(record, Row)]
            _refuse_without_rows(self.file, table, head)
            columns = self._columns(table, rows)
            self.format, self.encoding = table.format, table.encoding
            self._notes += [*table.notes, *columns.notes]
            if self._options.sheet is not None and table.format != "xlsx":
                self._notes.append("the sheet asked for was not looked for: only workbooks have sheets")
            self._items = self._judged(itertools.chain(head, table.rows), columns)
        return self

    def close(self) -> None:
        """Let go of the file before its end. Reading on gives nothing."""
        self._items = iter(())

    def __enter__(self) -> Intake:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        self.open()
        if self._items is None:
            raise StopIteration
        return next(self._items)

    def _table(self) -> Table:
        if self._named is not None:
            return self._named[1]()
        if self._path is not None:
            return open_table(self._path, self.file, self._options)
        return open_stream(self._stream if self._stream is not None else sys.stdin.buffer, self._options)

    def _columns(self, table: Table, rows: list[Row]) -> Columns:
        """The columns to judge by; the public attributes are set only where the format has columns of its own."""
        if table.own_columns is not None:
            return Columns(*table.own_columns, notes=())
        names = table.columns or tuple(dict.fromkeys(name for row in rows for name in row.cells))
        if not rows and table.columns is None:
            return Columns(None, "", notes=("no row can be read, so no columns were chosen",))
        columns = choose_columns(self.file, names, rows, self._options)
        self.id_column, self.text_column = columns.id, columns.text
        return columns

    def _judged(self, records: Iterator[Record], columns: Columns) -> Iterator[Item]:
        judge = Judge(
            self.file,
            "stdin" if self._path is None else self._path.stem,
            id_column=columns.id,
            text_column=columns.text,
            max_chars=self._options.max_chars,
            seen=self._seen,
        )
        for record in records:
            item = self._item(record, judge)
            if judge.made_ids and _MADE_IDS not in self._notes:
                self._notes.append(_MADE_IDS)
            if item is not None:
                yield item

    def _item(self, record: Record, judge: Judge) -> Item | None:
        counts = self.counts
        if isinstance(record, Blank):
            self.counts = replace(counts, blank=counts.blank + 1)
            return None
        if isinstance(record, Broken):
            item: Item = Rejected(self.file, record.row, None, record.reason_code, record.reason)
        else:
            item = judge(record)
        accepted = isinstance(item, Narrative)
        self.counts = replace(
            counts,
            read=counts.read + 1,
            accepted=counts.accepted + accepted,
            rejected=counts.rejected + (not accepted),
        )
        return item


def read_narratives(
    path: str | Path,
    *,
    id_column: str | None = None,
    text_column: str | None = None,
    sheet: str | None = None,
    max_chars: int = 2_000_000,
    stdin: BinaryIO | None = None,
) -> Intake:
    """Narratives of one file, or of standard input for "-", to be iterated.

    `id_column` and `text_column` are guessed where not named; `sheet` names a sheet of a workbook; texts over
    `max_chars` characters are rejected; `stdin` stands in for standard input. Plain text has no columns.
    Raises UsageError here, and IntakeError on `open()` or the first item, when the file cannot be read at all.
    """
    options = checked_options(id_column, text_column, sheet, max_chars)
    return Intake(None if str(path) == "-" else Path(path), stdin, options, set())


def read_table(
    name: str,
    open_rows: Callable[[], Table],
    *,
    id_column: str | None = None,
    text_column: str | None = None,
    max_chars: int = 2_000_000,
    seen: set[str] | None = None,
) -> Intake:
    """Narratives of a table that comes from elsewhere, such as a database, judged like those of a file.

    `name` stands where a file would be named; `open_rows` is called on `open()` or the first item and may raise
    IntakeError; `seen` holds ids used before. Raises UsageError.
    """
    options = checked_options(id_column, text_column, None, max_chars)
    return Intake(None, None, options, set() if seen is None else seen, named=(name, open_rows))


def checked_options(id_column: str | None, text_column: str | None, sheet: str | None, max_chars: int) -> Options:
    """The options of a run. Raises UsageError when they contradict each other."""
    if id_column is not None and id_column == text_column:
        raise UsageError("the same column is named both as the id and as the text")
    if max_chars < 1:
        raise UsageError("max_chars must be 1 or more")
    return Options(id_column, text_column, sheet, max_chars)


def _head(rows: Iterator[Record]) -> Iterator[Record]:
    """Enough records to choose the columns on, no more than can be held."""
    found = chars = 0
    for at, record in enumerate(rows, start=1):
        yield record
        if isinstance(record, Row):
            found += 1
            chars += sum(len(value) for value in record.cells.values() if isinstance(value, str))
        if found == _SAMPLED_ROWS or chars > _SAMPLED_CHARS or at == _MOST_BROKEN:
            return


def _refuse_without_rows(file: str, table: Table, head: list[Record]) -> None:
    if all(isinstance(record, Blank) for record in head) and len(head) < _MOST_BROKEN:
        without_header = table.columns is None
        raise refusal(file, "there is nothing in it but blank lines" if without_header else "only a header, no rows")
    if len(head) >= _MOST_BROKEN and not any(isinstance(record, Row) for record in head):
        raise refusal(file, f"none of its first {_MOST_BROKEN:,} rows can be read")
