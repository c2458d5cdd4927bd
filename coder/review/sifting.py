"""Sort out which narratives are new to a project before they are coded; count and tell the others."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from coder.crosswalk import Queued
from coder.narrative.intake import Rejected
from coder.records import Narrative
from coder.review.database import Store
from coder.review.laying import text_hash
from coder.review.oldcodes import asked_in, asked_of
from coder.review.schema import cases

BATCH = 100
"""Narratives of one transaction: a run that is killed has whole batches in the store, and can be started again. While
one is written, decisions wait."""
_MOST_REASONS = 1000

Only = Mapping[str, Sequence[Queued]]
"""Which narratives are wanted, by id, and what their old codes are asked about."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A narrative that was not imported, and why; never with its text."""

    id: str | None
    reason: str


@dataclass(slots=True)
class Imported:
    """What became of the narratives: always `read == added + present + refused`.

    `present` were there before with the same text, as after a run that was broken off. `other_language` counts those
    among the added that were not coded. `missing` are ids of a list that no narrative has. `reasons` holds the first
    thousand refusals.
    """

    read: int = 0
    added: int = 0
    present: int = 0
    refused: int = 0
    other_language: int = 0
    missing: int = 0
    reasons: list[Refused] = field(default_factory=list)

    def refuse(self, narrative_id: str | None, reason: str) -> None:
        """Count a refusal."""
        self.refused += 1
        if len(self.reasons) < _MOST_REASONS:
            self.reasons.append(Refused(narrative_id, reason))


class Fresh:
    """The narratives that are not there yet, and those of them that wait for their coding; the others are counted."""

    def __init__(
        self,
        store: Store,
        project_id: int,
        items: Iterable[Narrative | Rejected],
        report: Imported,
        only: Only | None = None,
    ) -> None:
        self._store, self._project_id, self._items, self._report = store, project_id, items, report
        self._only = only
        self._seen: set[str] = set()
        self._hashes: dict[str, str] = {}
        self._waiting: deque[Narrative] = deque()

    def __iter__(self) -> Iterator[Narrative]:
        wanted = filter(self._wanted, self._items)
        while batch := list(itertools.islice(wanted, BATCH)):
            for narrative in self._new_of(batch):
                self._waiting.append(narrative)
                yield narrative

    def taken(self) -> tuple[Narrative, Sequence[Queued]]:
        """The next narrative in the order in which they were given out, with what is asked of it."""
        narrative = self._waiting.popleft()
        return narrative, self._asked(narrative.id)

    @property
    def missing(self) -> int:
        """How many of the wanted ids were not among those read so far."""
        return 0 if self._only is None else len(self._only.keys() - self._seen)

    def _wanted(self, item: Narrative | Rejected) -> bool:
        """Rejected rows without an id may be any of those wanted: they are told, not passed over."""
        return self._only is None or item.id is None or item.id in self._only

    def _asked(self, id_: str) -> Sequence[Queued]:
        return () if self._only is None else self._only[id_]

    def _new_of(self, batch: Sequence[Narrative | Rejected]) -> Iterator[Narrative]:
        """The narratives of a batch that are not there yet."""
        self._report.read += len(batch)
        self._seen.update(item.id for item in batch if item.id is not None)
        there = self._there([item.id for item in batch if isinstance(item, Narrative)])
        for item in batch:
            if isinstance(item, Rejected):
                self._report.refuse(item.id, f"{item.file}{f' row {item.row}' if item.row else ''}: {item.reason}")
            elif item.id not in self._hashes:
                self._hashes[item.id] = text_hash(item.text)
                yield item
            elif self._hashes[item.id] != text_hash(item.text):
                self._report.refuse(item.id, "the project has another text under this id")
            elif (asked := asked_of(self._asked(item.id))) and there.get(item.id, asked) != asked:
                self._report.refuse(item.id, "the project has it already, without these old codes or with others")
            else:
                self._report.present += 1

    def _there(self, ids: Sequence[str]) -> dict[str, list[tuple[object, ...]]]:
        """Notes the texts of those that are there; what is asked of their old codes, where a list asks anything."""
        here = (cases.c.project_id == self._project_id) & cases.c.narrative_id.in_(ids)
        with self._store.read() as connection:
            found = connection.execute(select(cases.c.id, cases.c.narrative_id, cases.c.text_hash).where(here)).all()
            self._hashes |= {row.narrative_id: row.text_hash for row in found}
            if self._only is None:
                return {}
            return {row.narrative_id: asked_in(connection, row.id) for row in found}
