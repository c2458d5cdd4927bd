"""Coders over time: seconds and codes per record, and agreement with the others, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

from coder.audit.codings import Bools, Codings, Floats
from coder.audit.figures import Figure, undefined
from coder.audit.people.consensus import compared, mean_of
from coder.audit.ratios import contrast, ratio

_NO_TIME = "no record says how long it took"


@dataclass(frozen=True, slots=True)
class Month:
    """A coder's month: `month` in ISO 8601 (2026-03), records coded, codes per record and agreement with the others."""

    month: str
    records: int
    codes_per_record: Figure
    agreement: Figure


@dataclass(frozen=True, slots=True)
class Pace:
    """A coder over time. `seconds` is the median time per record with its interval. `months` are in order.

    `codes_change` and `agreement_change` compare the later half of the coder's records with the earlier one, later
    minus earlier.
    """

    coder: str
    seconds: Figure
    months: tuple[Month, ...]
    codes_change: Figure
    agreement_change: Figure


def pace(codings: Codings, *, leave_out: Sequence[str] = (), level: float = 0.95) -> tuple[Pace, ...]:
    """Every coder not left out, in their order; those left out are no others either."""
    people = [at for at, name in enumerate(codings.coders) if name not in leave_out]
    return tuple(_pace(codings, at, [other for other in people if other != at], level) for at in people)


def _pace(codings: Codings, at: int, others: Sequence[int], level: float) -> Pace:
    coded = codings.coded_records[at]
    seconds = codings.seconds[at][coded]
    times = codings.coded_at[at]
    dated = coded & ~np.isnat(times)
    codes = np.asarray(codings.given[at].sum(axis=1), dtype=float).ravel()
    part, whole = _agreement_parts(codings, at, others)
    months = times.astype("datetime64[M]")

    def figures(where: Bools) -> tuple[Figure, Figure]:
        agreed = ratio(part[where], whole[where], reason="no record was coded by another coder too", level=level)
        return mean_of(codes[where], reason="no record", level=level), agreed

    made = [
        Month(str(month), int((dated & (months == month)).sum()), *figures(dated & (months == month)))
        for month in np.unique(months[dated])
    ]
    if dated.sum() < 2:
        change = undefined("fewer than two records have a date")
        return Pace(codings.coders[at], median_of(seconds, level=level), tuple(made), change, change)
    order = np.flatnonzero(dated)[np.argsort(times[dated], kind="stable")]
    early, late = (np.isin(np.arange(len(coded)), half) for half in np.array_split(order, 2))
    (codes_early, agreed_early), (codes_late, agreed_late) = figures(early), figures(late)
    return Pace(
        codings.coders[at],
        median_of(seconds, level=level),
        tuple(made),
        contrast(codes_late, codes_early),
        contrast(agreed_late, agreed_early),
    )


def _agreement_parts(codings: Codings, at: int, others: Sequence[int]) -> tuple[Floats, Floats]:
    """(R): twice the codes in both, and the codes given plus those of the others; 0 where nobody else coded."""
    part, whole = np.zeros(len(codings.records)), np.zeros(len(codings.records))
    beside = compared(codings, at, others)
    given, true, both = beside.sums
    part[beside.records], whole[beside.records] = 2 * both, given + true
    return part, whole


def median_of(values: Floats, *, level: float = 0.95) -> Figure:
    """The median with the exact interval between two of the values in order (binomial); NaN is left out."""
    ordered = np.sort(values[~np.isnan(values)])
    count = len(ordered)
    if not count:
        return undefined(_NO_TIME)
    middle = float(np.median(ordered))
    # The largest rank whose order statistic lies above the median with at most half the error.
    rank = int(np.searchsorted(bdtr(np.arange(count), count, 0.5), (1 - level) / 2, side="right"))
    if rank == 0:
        return Figure(middle, reason="too few records for an interval")
    return Figure(middle, float(ordered[rank - 1]), float(ordered[count - rank]))
