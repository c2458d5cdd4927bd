"""Read the files of a training corpus: one JSON object per line, each with an id of its own.

Every fault of every file is told at once; messages name file, row and id, never text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from coder.errors import CorpusError, Fault
from coder.records import looks_like_code

Made = TypeVar("Made")
Record = Mapping[str, Any]


def read_corpus(
    paths: Iterable[Path],
    reasons: Callable[[Record], list[str]],
    make: Callable[[Record, Path], Made],
    *,
    taken: Collection[str] = (),
) -> tuple[Made, ...]:
    """What `make` makes of every line of `paths` that holds one.

    `reasons` tells everything that is wrong with a record beside its id and text; `taken` are ids that may not be used.
    Raises CorpusError with all faults: broken lines, missing or empty ids and texts, duplicate ids, and those reasons.
    """
    faults: list[Fault] = []
    made: list[Made] = []
    seen: set[str] = set(taken)
    for path in paths:
        for row, line in enumerate(path.read_bytes().splitlines(), 1):
            if not line.strip():
                continue
            record = _record(line)
            wrong = ["not a JSON object"] if record is None else [*_unfilled(record), *reasons(record)]
            if record is not None and not wrong:
                wrong = [f"id {record['id']!r} is used twice"] if record["id"] in seen else []
                seen.add(record["id"])
            faults += [Fault(path.name, row, reason) for reason in wrong]
            if record is not None and not wrong:
                made.append(make(record, path))
    if faults:
        raise CorpusError(faults)
    return tuple(made)


def is_filled(value: Any) -> bool:
    """Whether a field holds more than space."""
    return isinstance(value, str) and bool(value.strip())


def unknown_code(value: Any) -> str:
    """The reason for a code that the list does not have; named only where it looks like one and not like text."""
    named = isinstance(value, str) and looks_like_code(value)
    return f"unknown code {value!r}" if named else "code is none of the list"


def _record(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # also numbers of thousands of digits, and lists in lists in lists
        return None
    return record if isinstance(record, dict) else None


def _unfilled(record: Record) -> list[str]:
    return [f"{field} is missing or empty" for field in ("id", "text") if not is_filled(record.get(field))]
