"""The audit trail: one row for everything that was done, each hashed together with the row before it.

hash = SHA-256(previous hash, line feed, canonical JSON of seq, at, who, what, project, details). Canonical: keys
sorted, no spaces, UTF-8. The trail holds numbers, codes, offsets and hashes, never a word of a narrative or of a
person's reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from coder.review.columns import stamp
from coder.review.schema import trail, trail_head

START = "0" * 64
"""The previous hash of the first row."""
_HEAD = select(trail_head.c.seq, trail_head.c.hash).with_for_update()
_ADD = insert(trail)
_MOVE = update(trail_head).values(seq=bindparam("last"), hash=bindparam("head"))


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: keys sorted, no spaces. Raises ValueError for NaN and infinity."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def row_hash(row: Mapping[str, Any]) -> str:
    """The hash that a row of the trail must have, from its other columns."""
    content = {
        "seq": row["seq"],
        "at": row["at"],
        "who": row["who"],
        "what": row["what"],
        "project": row["project_id"],
        "details": row["details"],
    }
    return hashlib.sha256(f"{row['previous']}\n{canonical(content)}".encode()).hexdigest()


def append(
    connection: Connection, at: datetime, who: str, what: str, project_id: int | None, details: Mapping[str, Any]
) -> None:
    """Add a row. Call it last in a transaction: on PostgreSQL other writers wait here until the commit."""
    head = connection.execute(_HEAD).one_or_none()
    seq, previous = (head.seq + 1, head.hash) if head is not None else (1, START)
    row = {
        "seq": seq,
        "at": stamp(at),
        "who": who,
        "what": what,
        "project_id": project_id,
        "details": canonical(details),
        "previous": previous,
    }
    row["hash"] = row_hash(row)
    connection.execute(_ADD, row)
    if head is None:
        connection.execute(insert(trail_head), {"id": 1, "seq": seq, "hash": row["hash"]})
    else:
        connection.execute(_MOVE, {"last": seq, "head": row["hash"]})


def read_details(stored: str) -> dict[str, Any]:
    """The details of a row; empty where they were tampered with so that they cannot be read."""
    try:
        details = json.loads(stored)
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}


def read_time(stored: str) -> datetime | None:
    """The time of a row; None where it was tampered with so that it cannot be read."""
    try:
        return datetime.fromisoformat(stored)
    except ValueError:
        return None
