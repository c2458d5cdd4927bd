"""Codes that a coder gives more or less often than the others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from coder.audit.codings import Codings, Floats
from coder.audit.drift import benjamini_hochberg, difference, two_proportions
from coder.audit.paired import mcnemar
from coder.audit.people.consensus import compared

LEAST_SHARED = 30
"""Records coded by others too from which on a coder is compared with them on the very same records."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a coder gives a code, and how often the others do: shares of `records`, 0 to 1, and their difference.

    `paired` tells whether the others coded the very same records; if not, the cases may differ and not the coder. `q`
    is the chance of such a difference by chance alone, after control for all codes and coders (false discovery rate).
    """

    coder: str
    code: str
    records: int
    paired: bool
    share: float
    others: float
    low: float
    high: float
    q: float

    @property
    def difference(self) -> float:
        """Share minus that of the others, -1 to 1."""
        return self.share - self.others


def usage(codings: Codings, *, leave_out: Sequence[str] = (), level: float = 0.95) -> tuple[Usage, ...]:
    """Every coder's use of every code that the coder or the others gave, by coder and code."""
    people = [at for at, name in enumerate(codings.coders) if name not in leave_out]
    tables = [(at, *_compare(codings, at, [other for other in people if other != at], level)) for at in people]
    tables = [each for each in tables if each[1]]
    if not tables:
        return ()
    q = benjamini_hochberg(np.concatenate([each[3][5] for each in tables]))
    made, start = [], 0
    for at, records, paired, (share, others, low, high, used, p) in tables:
        for code in np.flatnonzero(used > 0).tolist():
            ends = (float(low[code]), float(high[code]), float(q[start + code]))
            own = (float(share[code]), float(others[code]))
            made.append(Usage(codings.coders[at], codings.codes[code], records, paired, *own, *ends))
        start += len(p)
    return tuple(made)


Table = tuple[Floats, Floats, Floats, Floats, Floats, Floats]


def _compare(codings: Codings, at: int, others: Sequence[int], level: float) -> tuple[int, bool, Table]:
    """Records, whether they are the others' too, and (C) shares, others' shares, ends, uses and p."""
    none = np.zeros(len(codings.codes))
    if not others:
        return 0, False, (none, none, none, none, none, none)
    beside = compared(codings, at, others)
    records = int(beside.records.sum())
    if records >= LEAST_SHARED:
        return records, True, _paired(beside.given, beside.true, records, level)
    own, theirs = codings.coded_records[at], codings.coded_records[list(others)].any(axis=0)
    if not own.any() or not theirs.any():
        return 0, False, (none, none, none, none, none, none)
    k1, n1 = _sums(codings, [at])
    k2, n2 = _sums(codings, others)
    low, high = difference(k2, n2, k1, n1, level=level)
    p = np.where(k1 + k2 > 0, two_proportions(k1, n1, k2, n2), np.nan)
    table = (k1 / np.maximum(n1, 1), k2 / np.maximum(n2, 1), low, high, k1 + k2, p)
    return int(own.sum()), False, table


def _sums(codings: Codings, who: Sequence[int]) -> tuple[Floats, Floats]:
    """(C) records with the code and records for which it was asked, over some coders."""
    given = sum(np.asarray(codings.given[at].sum(axis=0), dtype=float).ravel() for at in who)
    asked = sum(codings.coded[at].sum(axis=0).astype(float) for at in who)
    return np.asarray(given), np.asarray(asked)[codings.dimension_of]


def _paired(given: object, true: object, records: int, level: float) -> Table:
    """McNemar's exact test and Agresti and Min's (2005) interval for the difference of paired shares."""
    from scipy import sparse

    one, other = sparse.csr_array(given), sparse.csr_array(true)
    both = np.asarray(one.multiply(other).sum(axis=0), dtype=float).ravel()
    k1, k2 = (np.asarray(each.sum(axis=0), dtype=float).ravel() for each in (one, other))
    more, less = k1 - both, k2 - both
    p = np.where(k1 + k2 > 0, mcnemar(more, less), np.nan)
    size, up, down = records + 2, more + 0.5, less + 0.5
    middle = (up - down) / size
    half = float(ndtri((1 + level) / 2)) * np.sqrt(np.maximum(up + down - (up - down) ** 2 / size, 0)) / size
    return k1 / records, k2 / records, middle - half, middle + half, k1 + k2, p
