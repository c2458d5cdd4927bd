"""Read gold codes: what good coders gave a narrative, to measure against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coder.errors import Fault, IntakeError


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold codes of one narrative. `codes` maps a code to its quotes; `not_codes` are traps that must not be given."""

    id: str
    text: str
    codes: Mapping[str, tuple[str, ...]]
    not_codes: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


def read_gold(path: Path) -> list[Gold]:
    """Read gold codes, one JSON object per line: `{"id", "codes": [{"code", "quote"}], "text"?, "not_codes"?,
    "open"?}`.

    Raises IntakeError naming the first line that cannot be read.
    """
    gold = []
    for row, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            gold.append(_gold(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise IntakeError(str(Fault(path.name, row, "not a gold record with id and codes"))) from None
    return gold


def _gold(record: Mapping[str, object]) -> Gold:
    codes: dict[str, tuple[str, ...]] = {}
    entries = record["codes"]
    if not isinstance(entries, list):
        raise TypeError("codes is not a list")
    for entry in entries:
        codes[entry["code"]] = (*codes.get(entry["code"], ()), entry.get("quote") or "")
    return Gold(
        id=str(record["id"]),
        text=str(record.get("text") or ""),
        codes=codes,
        not_codes=frozenset(_codes(record.get("not_codes"))),
        open=frozenset(_codes(record.get("open"))),
    )


def _codes(entries: object) -> list[str]:
    """Codes of a list that holds them bare or as objects with `code`."""
    listed = entries if isinstance(entries, list) else []
    return [entry["code"] if isinstance(entry, dict) else entry for entry in listed]
