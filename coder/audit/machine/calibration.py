"""Whether confidence means what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.codings import Codings, Floats, Ints
from coder.audit.figures import Figure, undefined
from coder.audit.ratios import ratios

BINS = 10
_DRAWS = 1000
_BLOCKS = 1000
"""Above so many records, random blocks of them are drawn instead of single ones."""
_EMPTY = "no code with such a confidence"


@dataclass(frozen=True, eq=False)
class Judged:
    """Codes that a coder listed with a confidence on records of the reference, one entry each.

    `record` (places), `code`, `confidence` 0 to 1, `right`: whether the reference has the code or one below it.
    `records` is the number of all records compared.
    """

    record: Ints
    code: Ints
    confidence: Floats
    right: Floats
    records: int


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """A tenth of confidence: how many codes, their mean confidence, and the share right."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: Figure


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability in tenths, and the expected calibration error: the mean over all codes of |mean confidence - share
    right| of their bin, 0 to 1, lower = better (Naeini et al. 2015). Its interval is a basic bootstrap over records,
    which takes off what chance adds to a mean of distances. `mean_confidence` minus `share_right` above 0 is
    overconfidence."""

    bins: tuple[ConfidenceBin, ...]
    error: Figure
    mean_confidence: float | None
    share_right: Figure


def judged(
    codings: Codings, coder: str, reference: str, *, ancestors: Mapping[str, Iterable[str]], least: float = 0.0
) -> Judged | None:
    """The codes that a coder listed with at least `least` confidence; None when it gave no confidences."""
    at, other = codings.place(coder), codings.place(reference)
    listed = codings.confidences[at]
    if listed is None:
        return None
    both = np.flatnonzero(codings.coded_records[at] & codings.coded_records[other])
    truth = codings.expanded(ancestors)
    entries = sparse.coo_array(listed[both])
    dimension = codings.dimension_of[entries.col]
    kept = (entries.data >= least) & codings.coded[other, both[entries.row], dimension]
    kept &= codings.coded[at, both[entries.row], dimension]
    row, column, sure = entries.row[kept], entries.col[kept], entries.data[kept]
    if not len(row):
        return Judged(row.astype(np.int64), column.astype(np.int64), sure, np.zeros(0), len(both))
    unsure = np.asarray(truth.open[other][both[row], column]).ravel() > 0
    right = np.asarray(truth.given[other][both[row], column]).ravel().astype(float)
    free = ~unsure
    return Judged(row[free].astype(np.int64), column[free].astype(np.int64), sure[free], right[free], len(both))


def calibration(cells: Judged, random: np.random.Generator, *, level: float = 0.95) -> Calibration:
    """The reliability and calibration error of judged codes."""
    tenth = np.minimum((cells.confidence * BINS).astype(np.int64), BINS - 1)
    place = cells.record * BINS + tenth
    tables = [
        np.bincount(place, weights, minlength=cells.records * BINS).reshape(cells.records, BINS).astype(float)
        for weights in (np.ones(len(place)), cells.confidence, cells.right)
    ]
    count, sure = tables[0].sum(axis=0), tables[1].sum(axis=0)
    shares = ratios(tables[2], tables[0], reason=_EMPTY, level=level)
    bins = tuple(
        ConfidenceBin(at / BINS, (at + 1) / BINS, int(count[at]), _over(sure[at], count[at]), shares[at])
        for at in range(BINS)
    )
    (overall,) = ratios(tables[2].sum(axis=1, keepdims=True), tables[0].sum(axis=1, keepdims=True), reason=_EMPTY)
    error = _error(np.stack(tables, axis=1), random, level)
    return Calibration(bins, error, _over(float(sure.sum()), float(count.sum())), overall)


def _over(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _error(tables: Floats, random: np.random.Generator, level: float) -> Figure:
    """`tables` (records, 3, bins) of counts, confidences and right codes."""
    if not tables[:, 0].sum():
        return undefined(_EMPTY)
    estimate = float(_distance(tables.sum(axis=0)[None])[0])
    if len(tables) > _BLOCKS:
        which = random.integers(0, _BLOCKS, size=len(tables))
        blocks = np.zeros((_BLOCKS, *tables.shape[1:]))
        np.add.at(blocks, which, tables)
        tables = blocks
    if len(tables) < 2:
        return Figure(estimate, reason="a single record makes it up")
    times = random.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=_DRAWS)
    drawn = _distance((times @ tables.reshape(len(tables), -1)).reshape(_DRAWS, *tables.shape[1:]))
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Figure(estimate, max(0.0, min(2 * estimate - high, estimate)), max(2 * estimate - low, estimate))


def _distance(sums: Floats) -> Floats:
    """(draws, 3, bins) -> (draws); NaN for a draw of records without any code."""
    count = sums[:, 0].sum(axis=1)
    apart = np.abs(sums[:, 1] - sums[:, 2]).sum(axis=1)
    return np.asarray(np.divide(apart, count, out=np.full(len(count), np.nan), where=count > 0))
