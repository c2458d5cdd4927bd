"""How often a coder is wrong, measured on a sample that somebody coded again with care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.audit.arrays import Bools, Floats, Sparse
from coder.audit.codings import Codings
from coder.audit.estimating import Design, make_design, shares, totals
from coder.audit.figures import Figure, undefined
from coder.errors import UsageError

_NOT_GIVEN = "the coder gave no such code in the sample"
_NOT_TRUE = "the reference has no such code in the sample"
_NO_RECORD = "no record of the sample was coded by both"
_NO_WHOLE = "how many records the sample stands for is not known"
_CELLS = 5_000_000
"""Cells of a table held in memory at once."""
_ENDLESS = 1e-9
"""Probability that stands for a simple sample of a whole without end: no correction for its size."""


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Errors of one code, or of all codes together, estimated for the whole that the sample was drawn from.

    `given`, `wrong` and `missed` are counts in the sample: codes given, given without being true, true without being
    given. `wrong_share` is wrong / given and `missed_share` missed / true, 0 to 1, lower = better; `errors` is the
    number of records of the whole with such an error.
    """

    given: int
    wrong: int
    missed: int
    wrong_share: Figure
    missed_share: Figure
    errors: Figure


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """Error rates of a coder. `records` were checked, for a whole of `population` records, None where that is not
    known. `record_share` is the share of records with any error, 0 to 1."""

    coder: str
    reference: str
    records: int
    population: float | None
    codes: Mapping[str, ErrorRates]
    overall: ErrorRates
    record_share: Figure


def error_rates(
    codings: Codings,
    coder: str,
    reference: str,
    *,
    strata: NDArray[np.str_] | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> ErrorReport:
    """Error rates of `coder`, taking `reference` for right, over the records that both coded.

    The inclusion probabilities are those of the codings; without any, the records are taken as a simple sample of a
    whole of `population` records, or of an endless one. `strata` (R) names the stratum each record was drawn from.
    Raises UsageError when a coder is not there or some of the records checked have no probability.
    """
    one, other = codings.place(coder), codings.place(reference)
    checked = codings.coded_records[one] & codings.coded_records[other]
    part = codings.take(checked).only([coder, reference])
    design = _design(part, None if strata is None else strata[checked], population)
    endless = part.probabilities is None and population is None
    given, true = (_comparable(part, at, 1 - at) for at in (0, 1))
    right = given.multiply(true)
    wrong, missed = sparse.csr_array(given - right), sparse.csr_array(true - right)
    matrices = [given, true, wrong, missed]
    step = max(1, _CELLS // max(len(part.records), 1))
    figures: list[ErrorRates] = []
    for start in range(0, len(codings.codes), step):
        tables = [matrix[:, start : start + step].toarray().astype(float) for matrix in matrices]
        figures += _rates(tables, design, endless, level)
    pooled = [np.asarray(matrix.sum(axis=1), dtype=float).reshape(-1, 1) for matrix in matrices]
    any_error = (pooled[2] + pooled[3] > 0).astype(float)
    (record_share,) = shares(any_error, np.ones_like(any_error), design, reason=_NO_RECORD, level=level)
    (overall,) = _rates(pooled, design, endless, level)
    return ErrorReport(
        coder,
        reference,
        len(part.records),
        None if endless else design.size,
        dict(zip(codings.codes, figures, strict=True)),
        overall,
        record_share,
    )


def _rates(tables: list[Floats], design: Design, endless: bool, level: float) -> list[ErrorRates]:
    """Rates of V codes from (n, V) tables of given, true, wrong and missed codes."""
    given, true, wrong, missed = tables
    wrong_share = shares(wrong, given, design, reason=_NOT_GIVEN, level=level)
    missed_share = shares(missed, true, design, reason=_NOT_TRUE, level=level)
    some = (wrong + missed > 0).astype(float)
    errors = [undefined(_NO_WHOLE)] * some.shape[1] if endless else totals(some, design, level=level)
    return [
        ErrorRates(
            int(given[:, at].sum()),
            int(wrong[:, at].sum()),
            int(missed[:, at].sum()),
            wrong_share[at],
            missed_share[at],
            errors[at],
        )
        for at in range(given.shape[1])
    ]


def _design(part: Codings, strata: NDArray[np.str_] | None, population: int | None) -> Design:
    count = len(part.records)
    if part.probabilities is None:
        share = count / population if population else _ENDLESS
        if share > 1:
            raise UsageError(f"{count} records cannot be a sample of {population}")
        return make_design(np.full(count, share), strata, population=population)
    unknown = int(np.isnan(part.probabilities).sum())
    if unknown:
        raise UsageError(f"{unknown} of the {count} records checked have no inclusion probability")
    return make_design(part.probabilities, strata, population=population)


def _comparable(part: Codings, at: int, against: int) -> Sparse:
    """The codes one coder gave, where the other coded their dimension and did not mark them open."""
    entries = part.given[at].tocoo()
    coded: Bools = part.coded[against, entries.row, part.dimension_of[entries.col]]
    made = sparse.csr_array((entries.data[coded], (entries.row[coded], entries.col[coded])), shape=entries.shape)
    return sparse.csr_array(made - made.multiply(part.open[against]))
