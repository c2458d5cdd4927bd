"""The output tables: their columns, their rows, and a part: the rows of one shard as bytes.

A part is one Arrow stream per table, one after the other, in the order of `TABLES`. The same rows give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coder.narrative.intake import Rejected
from coder.recode.rows import Crossed, Routing
from coder.recode.shards import Record
from coder.records import Coding, Evidence

if TYPE_CHECKING:
    import pyarrow

Rows = list[dict[str, Any]]

TABLES: Mapping[str, Mapping[str, str]] = {
    "records": {
        "id": "string",
        "language": "string",
        "status": "string",
        "familiarity": "double",
        "old_codes": "string",
        "codes": "string",
        "checks": "string",
        "road": "string",
        "reason": "string",
        "edition": "string",
    },
    "codes": {
        "id": "string",
        "dimension": "string",
        "unit": "string",
        "code": "string",
        "label": "string",
        "claim": "string",
        "confidence": "double",
        "rank": "int32",
        "accepted": "bool",
        "evidence": "string",
        "sources": "string",
        "rules": "string",
        "edition": "string",
    },
    "crosswalk": {
        "id": "string",
        "old": "string",
        "code": "string",
        "line": "string",
        "outcome": "string",
        "share": "double",
        "reason": "string",
    },
    "rejects": {"file": "string", "row": "int64", "id": "string", "reason_code": "string", "reason": "string"},
}
"""Columns and their types, by table. `records` has one row per narrative that was read; the columns passed through
follow its id. `codes` has one row per code of a narrative; where the claim is not `affirmed`, the text names the code
without affirming it and there is no confidence. Several values in a cell are separated by semicolons; evidence is
start-end, end-exclusive, in characters of the narrative as it was given; `rules` are ids of rules."""

RESERVED = frozenset(TABLES["records"])
"""Names a column that is passed through cannot have."""


def schemas(keep: Sequence[str]) -> dict[str, pyarrow.Schema]:
    """The Arrow schema of each table, for the columns passed through."""
    import pyarrow

    columns = {name: dict(types) for name, types in TABLES.items()}
    own = columns["records"]
    columns["records"] = {"id": own.pop("id")} | dict.fromkeys(keep, "string") | own
    return {
        name: pyarrow.schema([(column, pyarrow.type_for_alias(kind)) for column, kind in types.items()])
        for name, types in columns.items()
    }


def pack(tables: Mapping[str, Rows], keep: Sequence[str]) -> bytes:
    """The rows of one shard as a part."""
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
    for name, schema in schemas(keep).items():
        with pyarrow.ipc.new_stream(sink, schema, options=options) as writer:
            writer.write_table(pyarrow.Table.from_pylist(tables[name], schema=schema))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpack(part: bytes, name: str) -> pyarrow.Table:
    """One table of a part."""
    import pyarrow

    reader = pyarrow.BufferReader(part)
    for each in TABLES:
        table = pyarrow.ipc.open_stream(reader).read_all()
        if each == name:
            return table
    raise KeyError(name)


def record_row(record: Record, coding: Coding, routing: Routing, keep: Sequence[str], edition: str) -> dict[str, Any]:
    """The row of a narrative in `records`."""
    return {
        "id": record.id,
        **dict(zip(keep, record.kept, strict=True)),
        "language": coding.language,
        "status": coding.status,
        "familiarity": coding.familiarity,
        "old_codes": ";".join(record.old_codes),
        "codes": ";".join(item.code for item in coding.suggestions),
        "checks": ";".join(note.id for note in coding.checks),
        "road": routing.road,
        "reason": routing.reason,
        "edition": edition,
    }


def code_rows(coding: Coding, routing: Routing) -> Rows:
    """The rows of a narrative in `codes`: the suggested ones by rank, then those named but not affirmed."""
    suggested: Rows = [
        {
            "dimension": item.dimension,
            "unit": item.unit,
            "code": item.code,
            "label": item.label,
            "claim": "affirmed",
            "confidence": item.confidence,
            "rank": item.rank,
            "accepted": item.code in routing.accepted,
            **_evidence(item.evidence),
        }
        for item in coding.suggestions
    ]
    denied: Rows = [
        {
            "dimension": item.dimension,
            "code": item.code,
            "label": item.label,
            "claim": item.claim,
            "accepted": False,
            **_evidence(item.evidence),
        }
        for item in coding.denied
    ]
    return [{"id": coding.id, **row, "edition": coding.edition} for row in suggested + denied]


def crosswalk_rows(record_id: str, crossed: Sequence[Crossed]) -> Rows:
    """The rows of a narrative in `crosswalk`."""
    return [{"id": record_id, **asdict(each)} for each in crossed]


def reject_row(rejected: Rejected) -> dict[str, Any]:
    """The row of a refusal in `rejects`."""
    return asdict(rejected)


def _evidence(evidence: Sequence[Evidence]) -> dict[str, str]:
    return {
        "evidence": ";".join(f"{each.start}-{each.end}" for each in evidence),
        "sources": ";".join(each.source for each in evidence),
        "rules": ";".join(dict.fromkeys(_rule(each) for each in evidence if each.source == "rule")),
    }


def _rule(evidence: Evidence) -> str:
    """Id of the rule that found it: the reason's first words, before the rule's meaning."""
    return re.split(r":? ", evidence.reason, maxsplit=1)[0].removesuffix(":")
