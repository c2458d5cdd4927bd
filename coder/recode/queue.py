"""What a run leaves to people, record by record, in the lines that the review desk takes."""

from __future__ import annotations

from collections.abc import Iterator

from coder.crosswalk.queue import Candidate, OldCode, Queued, by_dimension
from coder.recode.reading import RunRecord
from coder.scheme import Scheme


def left_to_people(record: RunRecord, scheme: Scheme) -> Iterator[Queued]:
    """One line for each old code and dimension with candidates left, and for each code that the text speaks against;
    for other records one line with the reason for their road. Nothing for records accepted without a question.
    """
    asked = [*_undecided(record, scheme), *_conflicts(record, scheme)]
    for each in asked:
        yield Queued(record.id, each.reason, each, record.road)
    if not asked and record.road != "auto":
        yield Queued(record.id, record.reason, None, record.road)


def _undecided(record: RunRecord, scheme: Scheme) -> Iterator[OldCode]:
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for each in record.crossed:
        if each.outcome == "undecided":
            groups.setdefault((each.old, each.reason), []).append(Candidate(each.code, each.share))
    for (old, reason), candidates in groups.items():
        yield from by_dimension(old, candidates, reason, scheme)


def _conflicts(record: RunRecord, scheme: Scheme) -> Iterator[OldCode]:
    for each in record.crossed:
        if each.outcome == "conflict":
            dimension = scheme.codes[each.code].dimension
            yield OldCode(each.old, "conflict", dimension, (Candidate(each.code),), each.reason)
