"""Find out whether the records are as they were written: the trail against itself, and the tables against the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from coder.review import trail
from coder.review.database import Store
from coder.review.laying import fingerprint
from coder.review.schema import batches, candidates, cases, decisions, editions, showings, suggestions, trail_head
from coder.review.schema import trail as trail_rows

MOST_FAULTS = 100
_READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the records found. `head` is the hash of the last row: note it down elsewhere, and a later check
    with it as `anchor` finds out whether the trail was cut off and written anew. `faults` holds the first hundred.
    """

    rows: int
    head: str
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify(store: Store, *, anchor: str | None = None) -> Verdict:
    """Check every row of the trail and every decision, showing, suggestion and edition against it.

    Finds rows that were changed, removed, put in or put elsewhere. Who can write the whole database can also write a
    new trail from the first row on; only an `anchor` (an older `head`, kept elsewhere) finds that.
    """
    faults: list[str] = []
    with store.read() as connection:
        rows, head, anchored = _chain(connection, faults, anchor)
        if anchor is not None and not anchored:
            faults.append("trail: no row has the hash that was noted down")
        for check in (_decisions, _showings, _batches, _editions):
            for fault in check(connection):
                if len(faults) >= MOST_FAULTS:
                    break
                faults.append(fault)
    return Verdict(rows, head, tuple(faults[:MOST_FAULTS]))


def _chain(connection: Connection, faults: list[str], anchor: str | None) -> tuple[int, str, bool]:
    """Walk the trail; gives the number of rows, the last hash, and whether a row has the anchor's hash."""
    previous, expected, anchored = trail.START, 1, anchor == trail.START
    for row in _streamed(connection, select(trail_rows).order_by(trail_rows.c.seq)):
        if row["seq"] != expected:
            faults.append(f"trail: rows {expected} to {row['seq'] - 1} are missing")
        if row["previous"] != previous:
            faults.append(f"trail row {row['seq']}: does not follow the row before it")
        if row["hash"] != trail.row_hash(row):
            faults.append(f"trail row {row['seq']}: was changed")
        anchored = anchored or row["hash"] == anchor
        previous, expected = row["hash"], row["seq"] + 1
        if len(faults) >= MOST_FAULTS:
            break
    else:
        head = connection.execute(select(trail_head.c.seq, trail_head.c.hash)).one_or_none()
        if (head.seq, head.hash) != (expected - 1, previous) if head is not None else expected != 1:
            faults.append("trail: its last rows are missing")
    return expected - 1, previous, anchored


def _decisions(connection: Connection) -> Iterator[str]:
    told = dict(_told(connection, "decide", "decision"))
    for row in _streamed(connection, select(decisions).order_by(decisions.c.id)):
        details = told.pop(row["id"], None)
        if details is None:
            yield f"decision {row['id']}: is not in the trail, or twice"
            continue
        fields = [name for name in details if name not in {"decision", "old", "new", "at"}]
        if any(row[name] != details[name] for name in fields) or row["at"] != details["at"]:
            yield f"decision {row['id']}: was changed"
    yield from (f"decision {number}: was removed" for number in told)


def _showings(connection: Connection) -> Iterator[str]:
    told = dict(_told(connection, "show", "showing"))
    for row in _streamed(connection, select(showings).order_by(showings.c.id)):
        details = told.pop(row["id"], None)
        if details is None:
            yield f"showing {row['id']}: is not in the trail, or twice"
        elif any(row[name] != details[name] for name in details if name != "showing"):
            yield f"showing {row['id']}: was changed"
    yield from (f"showing {number}: was removed" for number in told)


def _batches(connection: Connection) -> Iterator[str]:
    told = dict(_told(connection, "import", "batch"))
    for row in connection.execute(select(batches.c.id).order_by(batches.c.id)).mappings().all():
        details = told.pop(row["id"], None)
        if details is None:
            yield f"import {row['id']}: is not in the trail, or twice"
        elif details["digest"] != _batch_digest(connection, row["id"]):
            yield f"import {row['id']}: its cases or suggestions were changed"
    yield from (f"import {number}: was removed" for number in told)
    stray = select(func.count()).where(cases.c.batch_id.not_in(select(batches.c.id)))
    if connection.execute(stray).scalar_one():
        yield "cases: some belong to no import"


def _batch_digest(connection: Connection, batch: int) -> str:
    """The digest of a batch as it is now."""
    offers, asked = (_by_case(connection, table, batch) for table in (suggestions, candidates))
    rows = connection.execute(select(cases).where(cases.c.batch_id == batch).order_by(cases.c.id)).mappings()
    return trail.digest([fingerprint(row, offers.get(row["id"], []), asked.get(row["id"], [])) for row in rows])


def _by_case(connection: Connection, table: Table, batch: int) -> dict[int, list[Any]]:
    """Rows of a table that belong to the cases of a batch."""
    found: dict[int, list[Any]] = {}
    query = select(table).join(cases, cases.c.id == table.c.case_id).where(cases.c.batch_id == batch)
    for row in connection.execute(query.order_by(table.c.id)).mappings():
        found.setdefault(row["case_id"], []).append(row)
    return found


def _editions(connection: Connection) -> Iterator[str]:
    told = dict(_told(connection, "edition.add", "edition"))
    for row in connection.execute(select(editions)).mappings():
        details = told.pop(row["edition"], None)
        if details is None:
            yield f"edition {row['edition']}: is not in the trail, or twice"
        elif (details["manifest"], details["codes"]) != (trail.digest(row["manifest"]), trail.digest(row["codes"])):
            yield f"edition {row['edition']}: was changed"
    yield from (f"edition {name}: was removed" for name in told)


def _told(connection: Connection, what: str, number: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What the trail tells of one kind of row, by the row's number, with the time it was told at."""
    query = select(trail_rows.c.at, trail_rows.c.details).where(trail_rows.c.what == what).order_by(trail_rows.c.seq)
    for row in _streamed(connection, query):
        details = trail.read_details(row["details"])
        yield details.get(number), details | {"at": trail.read_time(row["at"])}


def _streamed(connection: Connection, query: Any) -> Iterator[Any]:
    return iter(connection.execute(query, execution_options={"yield_per": _READ_AT_ONCE}).mappings())
