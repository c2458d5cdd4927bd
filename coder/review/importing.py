"""Bring narratives into a project: code them, lay them down with their suggestions, refuse what is there already."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
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
from coder.review.laying import Laid, lay
from coder.review.ordering import stratum
from coder.review.people import standing
from coder.review.projects import project_of
from coder.review.schema import batches, candidates, cases, narratives, suggestions
from coder.review.sifting import BATCH, Fresh, Imported, Only
from coder.review.values import Settings, User
from coder.scheme import Scheme


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


def import_narratives(
    store: Store,
    by: User,
    project_id: int,
    items: Iterable[Narrative | Rejected],
    coder: Coder,
    manifest: Mapping[str, Any],
    *,
    only: Only | None = None,
    progress: Callable[[int], None] = lambda read: None,
) -> Imported:
    """Code narratives and add them as cases, batch by batch. `manifest` is the edition's; `progress` gets the count.

    With `only`, narratives that it does not name are passed over, and the old codes it asks about are shown beside the
    suggestions. A narrative whose id is there already is not added: counted as present when text and old codes are the
    same, refused when they are others. Rejected rows are counted and told. Raises NotAllowed unless `by` may manage the
    project.
    """
    with store.write() as connection:
        demand(standing(connection, by, project_id), "manage")
        settings = project_of(connection, project_id).settings
        put_edition(connection, store.clock(), by.name, coder.edition, coder.scheme, manifest)
    report = Imported()
    fresh = Fresh(store, project_id, items, report, only)
    codings = coder.suggest_many(fresh, min_confidence=settings.min_confidence)
    while batch := list(itertools.islice(codings, BATCH)):
        laid = [lay(*fresh.taken(), coding, settings, coder.scheme) for coding in batch]
        _write(store, by, project_id, coder.edition, settings, laid)
        report.added += len(laid)
        report.other_language += sum(coding.status != "coded" for coding in batch)
        progress(report.read)
    report.missing = fresh.missing
    progress(report.read)
    return report


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
        for table, of in ((suggestions, attrgetter("suggestions")), (candidates, attrgetter("candidates"))):
            rows = [{"case_id": at, **row} for at, each in zip(numbers, laid, strict=True) for row in of(each)]
            if rows:
                connection.execute(insert(table), rows)
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
