"""Bring narratives into a project: code them, lay them down with their suggestions, refuse what is there already."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from coder.errors import Conflict
from coder.narrative.intake import Rejected
from coder.records import Coding, Narrative
from coder.review import trail
from coder.review.access import demand
from coder.review.database import Store
from coder.review.editions import put_edition
from coder.review.laying import Laid, lay, text_hash
from coder.review.ordering import stratum
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import batches, cases, narratives, suggestions
from coder.review.values import Settings, User
from coder.scheme import Scheme

BATCH = 100
"""Narratives of one transaction: a run that is killed has whole batches in the store, and can be started again. While
one is written, decisions wait."""
_MOST_REASONS = 1000


class Coder(Protocol):
    """What codes narratives: a Suggester, or whatever else does the same."""

    @property
    def edition(self) -> str:
        """Id of the edition."""

    @property
    def scheme(self) -> Scheme:
        """The code list."""

    def suggest_many(self, narratives: Iterable[Narrative], *, min_confidence: float) -> Iterator[Coding]:
        """Code narratives, in their order. It may take narratives some way ahead of what it gives."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A narrative that was not imported, and why; never with its text."""

    id: str | None
    reason: str


@dataclass(slots=True)
class Imported:
    """What became of the narratives: always `read == added + present + refused`.

    `present` were there before with the same text, as after a run that was broken off. `other_language` counts those
    among the added that were not coded. `reasons` holds the first thousand refusals.
    """

    read: int = 0
    added: int = 0
    present: int = 0
    refused: int = 0
    other_language: int = 0
    reasons: list[Refused] = field(default_factory=list)

    def refuse(self, narrative_id: str | None, reason: str) -> None:
        """Count a refusal."""
        self.refused += 1
        if len(self.reasons) < _MOST_REASONS:
            self.reasons.append(Refused(narrative_id, reason))


def import_narratives(
    store: Store,
    by: User,
    project_id: int,
    items: Iterable[Narrative | Rejected],
    coder: Coder,
    manifest: Mapping[str, Any],
    *,
    progress: Callable[[int], None] = lambda read: None,
) -> Imported:
    """Code narratives and add them as cases, batch by batch. `manifest` is the edition's; `progress` gets the count.

    A narrative whose id is there already is not added: counted as present when the text is the same, refused when it is
    another. Rejected rows are counted and told. Raises NotAllowed unless `by` may manage the project.
    """
    with store.write() as connection:
        demand(standing(connection, by, project_id), "manage")
        settings = project_of(connection, project_id).settings
        put_edition(connection, store.clock(), by.name, coder.edition, coder.scheme, manifest)
    report = Imported()
    fresh = _Fresh(store, project_id, items, report)
    codings = coder.suggest_many(fresh, min_confidence=settings.min_confidence)
    while batch := list(itertools.islice(codings, BATCH)):
        laid = [lay(fresh.taken(), coding, settings, coder.scheme) for coding in batch]
        _write(store, by, project_id, coder.edition, settings, laid)
        report.added += len(laid)
        report.other_language += sum(coding.status != "coded" for coding in batch)
        progress(report.read)
    progress(report.read)
    return report


class _Fresh:
    """The narratives that are not there yet, and those of them that wait for their coding; the others are counted."""

    def __init__(self, store: Store, project_id: int, items: Iterable[Narrative | Rejected], report: Imported) -> None:
        self._waiting: deque[Narrative] = deque()
        self._hashes: dict[str, str] = {}
        self._store, self._project_id, self._items, self._report = store, project_id, items, report

    def __iter__(self) -> Iterator[Narrative]:
        rest = iter(self._items)
        while batch := list(itertools.islice(rest, BATCH)):
            for narrative in _sift(self._store, self._project_id, batch, self._hashes, self._report):
                self._waiting.append(narrative)
                yield narrative

    def taken(self) -> Narrative:
        """The next narrative in the order in which they were given out."""
        return self._waiting.popleft()


def _sift(
    store: Store,
    project_id: int,
    batch: Sequence[Narrative | Rejected],
    known: dict[str, str],
    report: Imported,
) -> list[Narrative]:
    """The narratives that are not there yet; the others are counted. `known` are hashes of those that came before."""
    report.read += len(batch)
    ids = [item.id for item in batch if isinstance(item, Narrative)]
    query = select(cases.c.narrative_id, cases.c.text_hash).where(
        cases.c.project_id == project_id, cases.c.narrative_id.in_(ids)
    )
    with store.read() as connection:
        known |= {row[0]: row[1] for row in connection.execute(query)}
    fresh: list[Narrative] = []
    for item in batch:
        if isinstance(item, Rejected):
            report.refuse(item.id, f"{item.file}{f' row {item.row}' if item.row else ''}: {item.reason}")
        elif item.id not in known:
            known[item.id] = text_hash(item.text)
            fresh.append(item)
        elif known[item.id] == text_hash(item.text):
            report.present += 1
        else:
            report.refuse(item.id, "the project has another text under this id")
    return fresh


def _write(store: Store, by: User, project_id: int, edition: str, settings: Settings, laid: Sequence[Laid]) -> None:
    """One batch in one transaction."""
    with store.write() as connection:
        demand(standing(connection, by, project_id), "manage")
        row = {"project_id": project_id, "edition": edition, "by_id": by.id, "added_at": store.clock()}
        batch = connection.execute(insert(batches).returning(batches.c.id), row).scalar_one()
        rows = list(_queued(connection, project_id, laid, settings))
        try:
            made = connection.execute(
                insert(cases).returning(cases.c.id, sort_by_parameter_order=True),
                [{**row, "project_id": project_id, "batch_id": batch} for row in rows],
            )
        except IntegrityError:
            raise Conflict("somebody else imported the same narratives meanwhile; start the import again") from None
        numbers = list(made.scalars())
        connection.execute(
            insert(narratives), [{"case_id": at, **each.words} for at, each in zip(numbers, laid, strict=True)]
        )
        offered = [
            {"case_id": at, **offer} for at, each in zip(numbers, laid, strict=True) for offer in each.suggestions
        ]
        if offered:
            connection.execute(insert(suggestions), offered)
        details = {
            "batch": batch,
            "edition": edition,
            "cases": len(laid),
            "digest": trail.digest([each.fingerprint() for each in laid]),
        }
        trail.append(connection, store.clock(), by.name, "import", project_id, details)


def _queued(
    connection: Connection, project_id: int, laid: Sequence[Laid], settings: Settings
) -> Iterator[dict[str, Any]]:
    """The rows of the cases, each with its stratum and its turn in it."""
    query = select(cases.c.stratum, func.count()).where(cases.c.project_id == project_id).group_by(cases.c.stratum)
    taken: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    for each in laid:
        name = stratum(each.offered, taken)
        taken[name] = taken.get(name, 0) + 1
        yield {**each.case, "stratum": name, "turn": taken[name]}
