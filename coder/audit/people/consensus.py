"""Each coder against the majority of the others, the coder left out; nobody is ranked on noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.codings import Bools, Codings, Floats, Sparse
from coder.audit.figures import Figure
from coder.audit.ratios import ratio

_ALONE = "no record was coded by another coder too"
_NOTHING = "neither the coder nor the others gave a code"


@dataclass(frozen=True, eq=False)
class Compared:
    """A coder's codes beside those of a reference, over the records that both coded, places in `records`.

    `given` and `true` are (R, C) over these records, cells that either side did not code or left open taken out.
    """

    records: Bools
    given: Sparse
    true: Sparse

    @property
    def sums(self) -> tuple[Floats, Floats, Floats]:
        """For each of these records: codes given, codes of the reference, codes in both."""
        both = self.given.multiply(self.true)
        return _per_record(self.given), _per_record(self.true), _per_record(sparse.csr_array(both))


@dataclass(frozen=True, slots=True)
class CoderFigures:
    """A coder beside the others. `agreement` is 2 x both / (given + others' codes), 0 to 1, higher = better; `wrong`
    the share of the given codes that the others do not have, `missed` the share of theirs that the coder does not have.

    `drawn` is the agreement drawn towards that of all coders by as much as chance alone makes it vary. `standing` says
    whether the coder's interval, widened for the number of coders, lies wholly above or below all coders together.
    """

    coder: str
    records: int
    shared: int
    codes_per_record: Figure
    agreement: Figure
    wrong: Figure
    missed: Figure
    drawn: float | None = None
    standing: str = ""


def compared(codings: Codings, coder: int, references: Sequence[int]) -> Compared:
    """A coder beside the majority of others: a code holds when more than half of those who answered gave it.

    Cells in which they are evenly split, or that one of them left open, are left out.
    """
    answered = codings.coded[list(references)].any(axis=0) & codings.coded[coder]
    records = np.asarray(answered.any(axis=1))
    at = np.flatnonzero(records)
    votes = sparse.csr_array((len(at), len(codings.codes)), dtype=float)
    for other in references:
        # Twice the number who gave the code, to be compared with the number who answered.
        votes = votes + codings.given[other][at].astype(float) * 2
    entries = votes.tocoo()
    dimension = codings.dimension_of[entries.col]
    voters = codings.coded[list(references)][:, at][:, entries.row, dimension].sum(axis=0).astype(float)
    held, split = entries.data > voters, entries.data == voters
    shape = votes.shape
    true = _matrix(entries.row[held], entries.col[held], shape)
    unsure = _matrix(entries.row[split], entries.col[split], shape) + codings.open[coder][at]
    given = sparse.csr_array(codings.given[coder][at])
    for other in references:
        unsure = unsure + codings.open[other][at]
    return Compared(records, _kept(given, answered[at], unsure, codings), _kept(true, answered[at], unsure, codings))


def coder_figures(codings: Codings, *, leave_out: Sequence[str] = (), level: float = 0.95) -> tuple[CoderFigures, ...]:
    """The figures of every coder not left out, in their order. Those left out, such as a machine, are no others."""
    people = [at for at, name in enumerate(codings.coders) if name not in leave_out]
    made = [_figures(codings, at, [other for other in people if other != at], level) for at in people]
    strict = [
        _figures(codings, at, [other for other in people if other != at], 1 - (1 - level) / max(len(people), 1))
        for at in people
    ]
    return _with_standing(made, strict)


def _figures(codings: Codings, at: int, others: Sequence[int], level: float) -> CoderFigures:
    coded = codings.coded_records[at]
    number = _per_record(sparse.csr_array(codings.given[at][np.flatnonzero(coded)]))
    beside = compared(codings, at, others)
    given, true, both = beside.sums
    return CoderFigures(
        coder=codings.coders[at],
        records=int(coded.sum()),
        shared=int(beside.records.sum()),
        codes_per_record=mean_of(number, reason="the coder coded no record", level=level),
        agreement=ratio(2 * both, given + true, reason=_ALONE if not beside.records.any() else _NOTHING, level=level),
        wrong=ratio(given - both, given, reason="the coder gave no code there", level=level),
        missed=ratio(true - both, true, reason="the others gave no code there", level=level),
    )


def mean_of(values: Floats, *, reason: str, level: float = 0.95) -> Figure:
    """The mean of some numbers with Student's interval; without one for fewer than two."""
    from scipy.special import stdtrit

    known = values[~np.isnan(values)]
    if not len(known):
        return Figure(None, reason=reason)
    mean = float(known.mean())
    if len(known) < 2:
        return Figure(mean, reason="a single record makes it up")
    half = float(stdtrit(len(known) - 1, (1 + level) / 2) * known.std(ddof=1) / np.sqrt(len(known)))
    return Figure(mean, mean - half, mean + half)


def _with_standing(made: Sequence[CoderFigures], strict: Sequence[CoderFigures]) -> tuple[CoderFigures, ...]:
    """Agreement drawn towards the mean (DerSimonian and Laird's variance between coders), and where each stands."""
    from dataclasses import replace

    known = [each for each in made if each.agreement.value is not None and each.agreement.low is not None]
    if len(known) < 2:
        return tuple(made)
    value = np.array([each.agreement.value for each in known], dtype=float)
    error = np.array([((each.agreement.high or 0) - (each.agreement.low or 0)) / 3.92 for each in known])
    weight = 1 / np.maximum(error, 1e-6) ** 2
    mean = float((weight * value).sum() / weight.sum())
    between = float((weight * (value - mean) ** 2).sum()) - (len(known) - 1)
    between = max(0.0, between / float(weight.sum() - (weight**2).sum() / weight.sum()))
    mean = float((value / (between + error**2)).sum() / (1 / (between + error**2)).sum()) if between else mean
    trust = between / (between + error**2) if between else np.zeros(len(known))
    drawn = {each.coder: mean + float(trust[at]) * (float(value[at]) - mean) for at, each in enumerate(known)}
    told = {each.coder: _standing(each.agreement, mean) for each in strict}
    return tuple(
        replace(each, drawn=drawn[each.coder], standing=told[each.coder]) if each.coder in drawn else each
        for each in made
    )


def _standing(figure: Figure, mean: float) -> str:
    if figure.low is None or figure.high is None:
        return ""
    if figure.low > mean:
        return "above the others"
    return "below the others" if figure.high < mean else "not told apart from the others"


def _matrix(row: Floats, column: Floats, shape: tuple[int, int]) -> Sparse:
    return sparse.csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)


def _kept(matrix: Sparse, answered: Bools, unsure: Sparse, codings: Codings) -> Sparse:
    entries = matrix.tocoo()
    kept = answered[entries.row, codings.dimension_of[entries.col]] & (_at(unsure, entries.row, entries.col) == 0)
    return _matrix(entries.row[kept], entries.col[kept], matrix.shape)


def _at(matrix: Sparse, row: Floats, column: Floats) -> Floats:
    return np.asarray(sparse.csr_array(matrix)[row, column]).ravel().astype(float) if len(row) else np.zeros(0)


def _per_record(matrix: Sparse) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()
