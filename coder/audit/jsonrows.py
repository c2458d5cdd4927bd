"""A line of JSON as a coded row: a coding that `ictip suggest` wrote, or a list of codes.

Coding:         {"id", "suggestions": [{"code", "confidence"}], "edition"?, "status"?, "coder"?, "familiarity"?}
List of codes:  {"id", "codes": ["C1", {"code": "C2", "confidence"?, "start"?, "end"?}], "coder"?, "edition"?,
                 "open"?, "not_coded"?}
Both:           "coded_at"?, "seconds"?, "inclusion_probability"?, and the groups and numbers asked for.
Shown:          "blind"? (true: no suggestion was shown), "suggested"? (codes that were), "planted"? (wrong on purpose)
Final codes:    "how"? (how a review desk settled them: single, agreed, adjudicated)
Of an edition:  "denied"? (codes the text names without affirming them)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from coder.audit.gather import CodedRow
from coder.audit.rowparts import (
    FINAL,
    Refused,
    RowOptions,
    code_of,
    codes_of,
    each_of,
    group_of,
    name_of,
    number_of,
    probability_of,
    share_of,
    time_of,
    was_coded,
)

_DECODER = msgspec.json.Decoder()
_SHOWN = frozenset({"blind", "suggested", "planted"})


def json_row(line: bytes, row: int, options: RowOptions) -> CodedRow:
    """The coded row of a line. Raises Refused."""
    return record_row(_object(line), row, options)


def record_row(record: Mapping[str, Any], row: int, options: RowOptions) -> CodedRow:
    """The coded row of a record. Raises Refused."""
    codes, confidences = _codes(record)
    dimensions = record.get("not_coded") or []
    if not isinstance(dimensions, list):
        raise Refused("not_coded is not a list")
    return CodedRow(
        file=options.file,
        row=row,
        id=name_of(record.get("id"), "id"),
        coder=_coder(record, options),
        codes=codes,
        confidences=confidences,
        threshold=options.threshold,
        open=codes_of([_bare(entry) for entry in _list(record, "open")], "open"),
        not_coded=tuple(name_of(dimension, "a dimension in not_coded") for dimension in dimensions),
        coded=was_coded(record.get("status")),
        coded_at=time_of(record.get("coded_at")),
        seconds=number_of(record.get("seconds"), "seconds", low=0),
        probability=probability_of(record.get("inclusion_probability")),
        groups={name: group_of(value, name) for name, value in each_of(options.groups, record).items()},
        numbers=_numbers(record, options),
        shown=_shown(record),
        suggested=_named(record, "suggested"),
        planted=_named(record, "planted"),
        denied=_named(record, "denied"),
        spans=_spans(record.get("codes")),
        settled=str(record.get("how") or "") if record.get("coder") == FINAL else "",
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = _DECODER.decode(line)
    except (ValueError, RecursionError):
        # Some tools write what the standard forbids, such as NaN; json takes it.
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            raise Refused("not valid JSON") from None
    if not isinstance(record, dict):
        raise Refused("not a JSON object")
    return record


def _coder(record: Mapping[str, Any], options: RowOptions) -> str:
    if options.everywhere:
        return options.everywhere
    named = record.get("coder") or options.coder or record.get("edition") or options.otherwise
    return name_of(named, "coder")


def _shown(record: Mapping[str, Any]) -> bool | None:
    """Whether suggestions were shown; None where the row does not say."""
    blind = record.get("blind")
    if isinstance(blind, bool):
        return not blind
    return bool(record.get("suggested")) if record.keys() & _SHOWN else None


def _named(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The codes of a list that is beside the point: what is none is passed over."""
    entries = record.get(key)
    bare = map(_bare, entries) if isinstance(entries, list) else ()
    return tuple(code for code in bare if isinstance(code, str))


def _codes(record: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Codes and, when every code has one, their confidences."""
    key = "suggestions" if "suggestions" in record else "codes"
    entries = record.get(key)
    if not isinstance(entries, list):
        raise Refused("there is no list of suggestions or codes")
    codes = tuple([code_of(_bare(entry)) for entry in entries])
    shares = [share_of(entry.get("confidence"), "confidence") for entry in entries if isinstance(entry, dict)]
    known = tuple([share for share in shares if share is not None])
    if key == "suggestions" and len(known) < len(codes):
        raise Refused("a suggestion has no confidence")
    if known and len(known) < len(codes):
        raise Refused("some codes have a confidence and some have none")
    return codes, known


def _spans(entries: object) -> tuple[tuple[str, int, int], ...]:
    """The codes of a list that say where their evidence lies; what is no place is passed over."""
    places = (
        [each for each in entries if isinstance(each, dict) and "start" in each] if isinstance(entries, list) else []
    )
    found = [(each.get("code"), each["start"], each.get("end")) for each in places]
    return tuple(
        (code, start, end)
        for code, start, end in found
        if isinstance(code, str) and type(start) is int and type(end) is int
    )


def _bare(entry: object) -> object:
    return entry.get("code") if isinstance(entry, dict) else entry


def _list(record: Mapping[str, Any], key: str) -> list[object]:
    entries = record.get(key) or []
    if not isinstance(entries, list):
        raise Refused(f"{key} is not a list")
    return entries


def _numbers(record: Mapping[str, Any], options: RowOptions) -> dict[str, float]:
    found = {name: number_of(value, name) for name, value in each_of(options.numbers, record).items()}
    return {name: number for name, number in found.items() if number is not None}
