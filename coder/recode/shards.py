"""Cut the stream of an archive into numbered pieces, each with a digest that tells whether it is still the same.

A shard holds what a worker needs and no more: ids, texts, the columns that are passed through, old codes. Its
representation shows no text, because engines write representations into their logs.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from coder.narrative.intake import Item, Rejected
from coder.recode.plan import Input
from coder.records import Narrative

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One case to recode. `kept` holds the columns passed through, in the plan's order, as text; None for empty."""

    id: str
    text: str = field(repr=False)
    kept: tuple[str | None, ...] = field(default=(), repr=False)
    old_codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th piece (from 0) of the input, whose first item is the `first`-th (from 0)."""

    number: int
    first: int
    items: tuple[Record | Rejected, ...] = field(repr=False)

    @property
    def rows(self) -> str:
        """The rows it holds, 1-based, for messages."""
        return f"{self.first + 1:,} to {self.first + len(self.items):,}"

    def digest(self) -> str:
        """SHA-256 of everything in it, in order."""
        listing = hashlib.sha256()
        for item in self.items:
            listing.update(json.dumps(asdict(item), sort_keys=True).encode("utf-8", "surrogatepass") + b"\n")
        return listing.hexdigest()


def cut(items: Iterable[Record | Rejected], size: int) -> Iterator[Shard]:
    """Shards of `size` items, the last one shorter. Only the current one is held."""
    for number, batch in enumerate(batches(items, size)):
        yield Shard(number, number * size, batch)


def batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in tuples of `size`, the last one shorter. Only the current one is held."""
    stream = iter(items)
    while batch := tuple(itertools.islice(stream, size)):
        yield batch


def record_of(narrative: Narrative, source: Input) -> Record:
    """What is needed of a narrative, other columns left behind."""
    kept = tuple(as_text(narrative.fields.get(name)) for name in source.keep)
    return Record(narrative.id, narrative.text, kept, old_codes_of(narrative.fields, source))


def old_codes_of(fields: Mapping[str, Any], source: Input) -> tuple[str, ...]:
    """The old codes of a row, each once, in the order of the columns. True and false count as 1 and 0."""
    found: dict[str, None] = {}
    for column in source.old_columns:
        value = fields.get(column)
        cell = str(int(value)) if isinstance(value, bool) else as_text(value) or ""
        for part in cell.split(source.old_separator):
            code = part.strip()
            if code:
                found[f"{column}={code}" if source.old_style == "variable" else code] = None
    return tuple(found)


def as_text(value: object) -> str | None:
    """A cell as text, the same whichever format it came from: whole numbers without a point, dates as ISO 8601."""
    match value:
        case None | "":
            return None
        case float() if math.isnan(value):
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time() and value.tzinfo is None:
            return value.date().isoformat()
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case Mapping() | Sequence():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        case _:
            return str(value)


def records_of(items: Iterable[Item], source: Input) -> Iterator[Record | Rejected]:
    """Narratives as records, refusals as they are."""
    for item in items:
        yield record_of(item, source) if isinstance(item, Narrative) else item
