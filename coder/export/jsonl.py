"""Codings as JSON Lines: the contract other programs read, and the way back.

Keys keep their order: id, edition, language, status, familiarity, suggestions, denied, checks. The terms of a
confidence are not part of the contract, so they are empty after `from_json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from coder.errors import DataError, Fault, IntakeError
from coder.records import CheckNote, Claim, Coding, Denied, Evidence, Suggestion

_STATUSES = ("coded", "unsupported_language")
_SEVERITIES = ("error", "warning", "info")


def to_json(coding: Coding) -> str:
    """One line of JSON without a line end, UTF-8 characters as they are."""
    record = {
        "id": coding.id,
        "edition": coding.edition,
        "language": coding.language,
        "status": coding.status,
        "familiarity": coding.familiarity,
        "suggestions": [_suggestion_record(item) for item in coding.suggestions],
        "denied": [_denied_record(item) for item in coding.denied],
        "checks": [asdict(note) for note in coding.checks],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def from_json(line: str | bytes) -> Coding:
    """Read what `to_json` wrote, or another coder's line.

    Only `id`, `suggestions` and their `code` and `confidence` are needed; the rest gets defaults, and evidence without
    `start` and `end` is left out. Raises ValueError that names the field at fault, never its content.
    """
    try:
        record = json.loads(line)
    except ValueError:
        raise ValueError("not valid JSON") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    suggestions = [_suggestion(entry) for entry in _objects(record, "suggestions", needed=True)]
    return Coding(
        id=_id(record),
        edition=_text(record, "edition"),
        language=_text(record, "language", "und"),
        status=_one_of(record, "status", _STATUSES),
        familiarity=_share(record, "familiarity", 1.0),
        suggestions=tuple(suggestions),
        denied=tuple(_denied(entry) for entry in _objects(record, "denied")),
        checks=tuple(_check(entry) for entry in _objects(record, "checks")),
    )


def json_lines(codings: Iterable[Coding]) -> Iterable[str]:
    """One line per coding, each with its line end."""
    return (to_json(coding) + "\n" for coding in codings)


def read_codings(path: Path) -> list[Coding]:
    """Codings of a JSON Lines file, in its order; blank lines are passed over.

    Raises IntakeError when the file cannot be read, DataError with every line that is no coding and every id that is
    used twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{path.name}: cannot be read ({error.strerror})") from None
    codings: dict[str, Coding] = {}
    faults: list[Fault] = []
    for row, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            coding = from_json(line)
        except ValueError as error:
            faults.append(Fault(path.name, row, str(error)))
            continue
        if coding.id in codings:
            faults.append(Fault(path.name, row, "its id was used before"))
        codings[coding.id] = coding
    if faults:
        raise DataError(faults)
    return list(codings.values())


def _suggestion_record(item: Suggestion) -> dict[str, object]:
    return {
        "dimension": item.dimension,
        "unit": item.unit,
        "subject": item.subject,
        "code": item.code,
        "label": item.label,
        "confidence": item.confidence,
        "rank": item.rank,
        "evidence": _evidence_records(item.evidence),
    }


def _denied_record(item: Denied) -> dict[str, object]:
    return {
        "dimension": item.dimension,
        "code": item.code,
        "label": item.label,
        "claim": item.claim,
        "evidence": _evidence_records(item.evidence),
    }


def _evidence_records(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """The claim is left out: it is `affirmed` for suggestions, and that of the denied code otherwise."""
    return [
        {"start": e.start, "end": e.end, "quote": e.quote, "source": e.source, "reason": e.reason} for e in evidence
    ]


def _suggestion(entry: Mapping[str, Any]) -> Suggestion:
    subject = entry.get("subject")
    return Suggestion(
        dimension=_text(entry, "dimension"),
        unit=_text(entry, "unit"),
        subject=None if subject is None else _text(entry, "subject"),
        code=_text(entry, "code", needed=True),
        label=_text(entry, "label"),
        confidence=_share(entry, "confidence"),
        rank=_whole(entry, "rank", 0),
        evidence=_evidence(entry, "affirmed"),
    )


def _denied(entry: Mapping[str, Any]) -> Denied:
    claim = _one_of(entry, "claim", get_args(Claim), default="denied")
    return Denied(
        dimension=_text(entry, "dimension"),
        code=_text(entry, "code", needed=True),
        label=_text(entry, "label"),
        claim=claim,
        evidence=_evidence(entry, claim),
    )


def _check(entry: Mapping[str, Any]) -> CheckNote:
    codes = entry.get("codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValueError("codes of a check is not a list of texts")
    severity = _one_of(entry, "severity", _SEVERITIES)
    return CheckNote(_text(entry, "id"), severity, _text(entry, "message"), tuple(codes))


def _evidence(entry: Mapping[str, Any], claim: Claim) -> tuple[Evidence, ...]:
    found = []
    for each in _objects(entry, "evidence"):
        if each.get("start") is None or each.get("end") is None:
            continue
        source = _one_of(each, "source", ("rule", "classifier"), default="classifier")
        start, end = _whole(each, "start"), _whole(each, "end")
        found.append(Evidence(start, end, _text(each, "quote"), source, _text(each, "reason"), claim))
    return tuple(found)


def _objects(record: Mapping[str, Any], field: str, *, needed: bool = False) -> list[Mapping[str, Any]]:
    value = record.get(field, None if needed else [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError(f"{field} is not a list of objects")
    return value


def _id(record: Mapping[str, Any]) -> str:
    value = record.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError("id is missing or is not text")
    return str(value)


def _text(record: Mapping[str, Any], field: str, default: str = "", *, needed: bool = False) -> str:
    value = record.get(field, None if needed else default)
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f"{field} is missing or is not text")
    return value


def _share(record: Mapping[str, Any], field: str, default: float | None = None) -> float:
    value = record.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{field} is not a number from 0 to 1")
    return float(value)


def _whole(record: Mapping[str, Any], field: str, default: int | None = None) -> int:
    value = record.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{field} is not a whole number, 0 or more")
    return value


def _one_of(record: Mapping[str, Any], field: str, allowed: Sequence[str], *, default: str | None = None) -> Any:
    value = record.get(field, default or allowed[0])
    if value not in allowed:
        raise ValueError(f"{field} is not one of {', '.join(allowed)}")
    return value
