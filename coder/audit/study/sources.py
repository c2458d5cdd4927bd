"""From coded rows to the question of an audit: whose codes are judged, against whom, over which time.

`REFERENCE` and `MACHINE` are the coders that stand for careful codes and for an edition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np

from coder.audit.codings import Bools, Codings
from coder.audit.gather import CodedRow
from coder.audit.inputs import Inputs
from coder.audit.likely.cells import Hints
from coder.audit.machine.swaps import Exchange
from coder.audit.reading import coded_rows
from coder.audit.rowparts import FINAL
from coder.audit.study.findings import Question
from coder.errors import Fault, UsageError
from coder.scheme import Scheme
from coder.scheme.checks import Check, run_checks

REFERENCE, MACHINE = "reference", "machine"
FAMILIARITY = "familiarity"
"""What an edition says of how familiar a narrative was, 0 to 1."""
_BY_SEVERAL = ("agreed", "adjudicated")
"""How final codes came about that more than one person had a part in."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of an audit beside the codings; see `Question`. Days are those of UTC, records coded on `since` or
    later count, `split` begins the later period."""

    reference: str | None = None
    since: date | None = None
    split: date | None = None
    columns: tuple[str, ...] = ()
    target: float = 0.1
    population: int | None = None
    most: int = 1000


def desk_rows(
    decisions: Iterable[Mapping[str, Any]], machine: Iterable[Mapping[str, Any]], *, threshold: float
) -> Iterator[CodedRow | Fault]:
    """The rows of a review desk's records and of what its edition suggested, as the exported files would give them."""
    yield from coded_rows(decisions, "records")
    yield from coded_rows(machine, MACHINE, everywhere=MACHINE, threshold=threshold, numbers=(FAMILIARITY,))


def settled_rows(rows: Iterable[CodedRow | Fault], reference: str | None) -> Iterator[CodedRow | Fault]:
    """The rows without final codes, which are no coder's; where they are the reference, with those that several people
    had a part in. Codes that one coder alone decided on are right by definition and measure nothing."""
    for row in rows:
        mine = isinstance(row, CodedRow) and row.coder in (reference, REFERENCE) and row.settled in _BY_SEVERAL
        if mine or isinstance(row, Fault) or not row.settled:
            yield row


def judged(codings: Codings, scheme: Scheme) -> Codings:
    """The records that somebody coded who is neither reference nor machine.

    Dimensions that the scheme leaves to people are missing for the machine: it does not suggest them, so its silence
    says nothing.
    """
    if MACHINE in codings.coders:
        silent = [each.id for each in scheme.dimensions.values() if each.suggested != "yes"]
        codings = codings.without_dimensions(MACHINE, silent)
    people = np.array([name not in (REFERENCE, MACHINE, FINAL) for name in codings.coders], dtype=bool)
    return codings.take(np.asarray(codings.coded_records[people].any(axis=0)))


def question_of(
    codings: Codings,
    scheme: Scheme,
    checks: Sequence[Check],
    wishes: Wishes,
    *,
    twins: Collection[tuple[str, str]] = (),
    inputs: Inputs | None = None,
    exchanges: Sequence[Exchange] = (),
) -> Question:
    """The question that the wishes ask of codings of `judged` records. Raises UsageError for dates without records."""
    return Question(
        codings=codings,
        reference=wishes.reference or (REFERENCE if REFERENCE in codings.coders else None),
        machine=MACHINE if MACHINE in codings.coders else None,
        ancestors={code: scheme.ancestors(code) for code in scheme.codes},
        hints=Hints(broken=tuple(_broken(codings, scheme, checks)), twins=tuple(twins)),
        periods=_periods(codings, wishes.split),
        inputs=inputs if wishes.split is not None else None,
        exchanges=exchanges,
        columns=wishes.columns,
        target=wishes.target,
        population=wishes.population,
        most=wishes.most,
    )


def since(codings: Codings, start: date | None) -> Codings:
    """The records that somebody coded on a date or later; all without one. Raises UsageError when none is left."""
    if start is None:
        return codings
    kept = np.asarray((~np.isnat(codings.coded_at) & (codings.coded_at >= _midnight(start))).any(axis=0))
    if not kept.any():
        raise UsageError(f"no record was coded on {start.isoformat()} or later")
    return codings.take(kept)


def familiarity_of(codings: Codings) -> np.ndarray | None:
    """(R): how familiar the machine found each narrative; None where it did not say."""
    known = codings.numbers.get(FAMILIARITY)
    return known[codings.place(MACHINE)] if known is not None and MACHINE in codings.coders else None


def _broken(codings: Codings, scheme: Scheme, checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """Pairs (record, code) of broken edit rules; the same set of codes is looked at once."""
    known: dict[frozenset[str], tuple[str, ...]] = {}
    strict = [check for check in checks if check.severity != "info"]
    for at, coder in enumerate(codings.coders):
        if coder in (REFERENCE, MACHINE) or not strict:
            continue
        rows = codings.given[at]
        for place, record in enumerate(codings.records):
            columns = rows.indices[rows.indptr[place] : rows.indptr[place + 1]]
            codes = frozenset(codings.codes[column] for column in columns)
            if codes not in known:
                notes = run_checks(strict, scheme, codes)
                known[codes] = tuple(dict.fromkeys(chain.from_iterable(note.codes for note in notes)))
            yield from ((record, code) for code in known[codes])


def _periods(codings: Codings, split: date | None) -> tuple[Bools, Bools] | None:
    """Records first coded before a date, and from it on; None without a date. Raises UsageError without any times."""
    if split is None:
        return None
    times = codings.coded_at
    if np.isnat(times).all():
        raise UsageError("two periods cannot be told apart: no record says when it was coded (coded_at)")
    known = np.where(np.isnat(times), np.datetime64("9999-01-01"), times).min(axis=0)
    dated = ~np.isnat(times).all(axis=0)
    return dated & (known < _midnight(split)), dated & (known >= _midnight(split))


def _midnight(day: date) -> np.datetime64:
    return np.datetime64(datetime(day.year, day.month, day.day), "s")
