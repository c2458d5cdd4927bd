"""What a person must decide, as lines of JSON: ids, old codes and candidates, never a text; written and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from coder.crosswalk.cross import Conflict, Crossing
from coder.crosswalk.idlines import UnusableError, id_of, read_lines
from coder.crosswalk.lines import Crosswalk
from coder.errors import DataError, Fault
from coder.scheme import Scheme

Asking = Literal["undecided", "conflict"]
"""Why a person is asked about an old code: it may become one of several codes; it became one that the text speaks
against."""

LONGEST_OLD = 80
MOST_OLD_WORDS = 5
LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that an old one may become, or, in a conflict, became. `share` is the part of the old code's records that
    goes to it, above 0 and at most 1; None where the crosswalk does not say."""

    code: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class OldCode:
    """An old code that a person must look at. All candidates are of one dimension; `reason` is for people."""

    old: str
    outcome: Asking
    dimension: str
    candidates: tuple[Candidate, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """A line of the queue: a record that a person must look at, and the old code it is about, if it is about one.

    `road` is the one a recoding run chose for the record; empty where there was no run.
    """

    id: str
    reason: str
    old_code: OldCode | None = None
    road: str = ""

    def record(self) -> dict[str, object]:
        """Keys: id, dimension, candidates (code, share), old, outcome, reason, road; empty ones are there too."""
        asked = self.old_code
        return {
            "id": self.id,
            "dimension": asked.dimension if asked else "",
            "candidates": [{"code": each.code, "share": each.share} for each in asked.candidates] if asked else [],
            "old": asked.old if asked else "",
            "outcome": asked.outcome if asked else "",
            "reason": self.reason,
            "road": self.road,
        }


def by_dimension(old: str, candidates: Iterable[Candidate], reason: str, target: Scheme) -> Iterator[OldCode]:
    """An undecided old code, once for each dimension that has candidates."""
    groups: dict[str, list[Candidate]] = {}
    for each in candidates:
        groups.setdefault(target.codes[each.code].dimension, []).append(each)
    for dimension, found in groups.items():
        yield OldCode(old, "undecided", dimension, tuple(found), reason)


def queue_records(id_: str, crossing: Crossing, crosswalk: Crosswalk, target: Scheme) -> Iterator[dict[str, object]]:
    """One record per old code and dimension that has candidates left; see `Queued.record`."""
    shares = {line.row: line.share for line in crosswalk.lines}
    for move in crossing.queued:
        candidates = [Candidate(code, shares[row]) for code, row in zip(move.new, move.rows, strict=True)]
        for asked in by_dimension(move.old, candidates, move.reason, target):
            yield Queued(id_, move.reason, asked).record()


def conflict_records(id_: str, crossing: Crossing, target: Scheme) -> Iterator[dict[str, object]]:
    """One record per disagreement, as `Queued.record`, and either what the text claims of the code or what it gives
    instead."""
    for conflict in crossing.conflicts:
        reason = conflict_reason(conflict)
        code = conflict.code
        asked = OldCode(conflict.old, "conflict", target.codes[code].dimension, (Candidate(code),), reason)
        yield Queued(id_, reason, asked).record() | {"claim": conflict.claim, "instead": conflict.instead}


def conflict_reason(conflict: Conflict) -> str:
    """What text and old code disagree on, for people."""
    if conflict.instead is not None:
        return f"the text affirms {conflict.instead} instead"
    return f"the text names it, claim: {conflict.claim}"


def read_queue(content: bytes, name: str, scheme: Scheme) -> dict[str, tuple[Queued, ...]]:
    """The lines of a queue by id, in file order; any list of JSON objects with an id will do.

    Raises DataError with every line that cannot be used, without its content.
    """
    found: dict[str, list[Queued]] = {}
    faults: list[Fault] = []
    lines = read_lines(
        content, name, lambda record: _queued(record, scheme), faults, expected="a JSON object with an id"
    )
    for _, queued in lines:
        found.setdefault(queued.id, []).append(queued)
    if faults:
        raise DataError(faults)
    return {id_: tuple(lines) for id_, lines in found.items()}


def _queued(record: Mapping[str, Any], scheme: Scheme) -> Queued:
    id_ = id_of(record)
    old, reason, road = (record.get(key) or "" for key in ("old", "reason", "road"))
    if not all(isinstance(each, str) for each in (old, reason, road)):
        raise UnusableError("old, reason and road must be texts")
    if len(old) > LONGEST_OLD or len(old.split()) > MOST_OLD_WORDS:
        raise UnusableError(f"old is a code and no text: at most {LONGEST_OLD} characters and {MOST_OLD_WORDS} words")
    if len(reason) > LONGEST_REASON:
        raise UnusableError(f"reason has at most {LONGEST_REASON} characters")
    return Queued(id_, reason, _old_code(record, old, reason, scheme) if old else None, road)


def _old_code(record: Mapping[str, Any], old: str, reason: str, scheme: Scheme) -> OldCode:
    outcome = next((each for each in get_args(Asking) if each == (record.get("outcome") or "undecided")), None)
    if outcome is None:
        raise UnusableError("the outcome of an old code is undecided or conflict")
    given = record.get("candidates")
    if not isinstance(given, list) or not given:
        raise UnusableError("an old code needs candidates")
    candidates = tuple(_candidate(each, scheme) for each in given)
    dimensions = {scheme.codes[each.code].dimension for each in candidates}
    if len(dimensions) > 1 or len({each.code for each in candidates}) < len(candidates):
        raise UnusableError("candidates are different codes of one dimension")
    return OldCode(old, outcome, dimensions.pop(), candidates, reason)


def _candidate(given: Any, scheme: Scheme) -> Candidate:
    code, share = (given.get("code"), given.get("share")) if isinstance(given, dict) else (given, None)
    if not isinstance(code, str) or code not in scheme.codes or scheme.codes[code].retired:
        raise UnusableError("a candidate is not in the code list, or retired")
    if share is not None and (isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1):
        raise UnusableError("a share is above 0 and at most 1")
    return Candidate(code, None if share is None else float(share))
