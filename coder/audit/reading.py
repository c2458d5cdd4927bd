"""Read coded records from the files people and tools write; rows come one by one, what cannot be used as a fault.

`.jsonl` and `.json` files hold one object a line: codings as `ictip suggest` writes them ("suggestions"), or lists of
codes ("codes"). Anything else is read as a delimited table in long form (id, coder, code) or wide form (id, coder,
codes separated by blanks, semicolons, commas or bars). Texts in a file are never kept and never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from coder.audit.gather import CodedRow
from coder.audit.jsonrows import json_row, record_row
from coder.audit.rowparts import Refused, RowOptions
from coder.audit.tablerows import table_rows
from coder.errors import Fault, IntakeError

JSON = (".jsonl", ".ndjson", ".json")
"""Suffixes of files with one object a line."""


def read_coded(
    path: Path,
    *,
    coder: str | None = None,
    threshold: float = 0.5,
    groups: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    everywhere: str = "",
) -> Iterator[CodedRow | Fault]:
    """The coded rows of a file, and a fault for every row that is none.

    `coder` names the coder of all rows that do not name one; left out, it is the row's edition, else the file's name
    without its suffix; `everywhere`, where given, is the coder of all rows, whatever they say. `threshold`, 0 to 1, is
    the confidence from which a code with a confidence counts as given. `groups` and `numbers` name the further keys or
    columns to keep. Raises IntakeError when the file cannot be read at all, or is a table without the columns it needs.
    """
    options = RowOptions(path.name, coder or "", coder or path.stem, threshold, groups, numbers, everywhere)
    try:
        if path.suffix.lower() in JSON:
            yield from _json_rows(path, options)
        else:
            yield from table_rows(path, options)
    except OSError as error:
        raise IntakeError(f"{path.name}: cannot be read ({error.strerror})") from None


def _json_rows(path: Path, options: RowOptions) -> Iterator[CodedRow | Fault]:
    with path.open("rb") as lines:
        for row, line in enumerate(lines, 1):
            text = line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line
            if not text.strip():
                continue
            try:
                yield json_row(text, row, options)
            except Refused as error:
                yield Fault(path.name, row, str(error))


def coded_rows(
    records: Iterable[Mapping[str, Any]],
    name: str,
    *,
    threshold: float = 0.5,
    numbers: tuple[str, ...] = (),
    everywhere: str = "",
) -> Iterator[CodedRow | Fault]:
    """The coded rows of records that are no file's, read as the lines of one. `name` stands for the file in faults."""
    options = RowOptions(name, "", name, threshold, (), numbers, everywhere)
    for row, record in enumerate(records, 1):
        try:
            yield record_row(record, row, options)
        except Refused as error:
            yield Fault(name, row, str(error))
