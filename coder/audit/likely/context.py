"""What the other codes of a record say of a code: a sum of log ratios, as in naive Bayes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.codings import Bools, Floats, Sparse

_SMOOTHING = 2.0
"""Records, spread as the other code is in all records."""
_MOST = 3.0
"""Log-odds that one other code can say at most."""


@dataclass(frozen=True)
class Ratios:
    """log P(other | code) - log P(other | not the code), both (C, C) by code and other, 0 within a lineage.

    Each is counted without the record it is used for, which has the other code: `held` is for records that have the
    code too, `free` for those that have not. `related` (C, C) tells which codes are of one lineage.
    """

    held: Floats
    free: Floats
    related: Sparse

    def of(self, stated: Sparse, held: Bools) -> tuple[Floats, Floats]:
        """(N, C) each: the sum over a record's other codes, and how many others it has.

        `stated` (N, C) holds the codes as they were given, `held` (N, C) the same with all ancestors.
        """
        support = np.where(held, stated @ self.held.T, stated @ self.free.T)
        lengths = np.asarray(stated.sum(axis=1)).reshape(-1, 1)
        return support, np.asarray(lengths - (stated @ self.related).toarray(), dtype=float)


def ratios_of(held: Sparse, related: Bools) -> Ratios:
    """The ratios of codes in N records; `held` (N, C) holds their codes with all ancestors."""
    records = held.shape[0]
    counts = np.asarray(held.sum(axis=0), dtype=float).ravel()
    together = np.asarray((held.T @ held).todense(), dtype=float)
    tables = [_log_ratio(together - own, counts - own, counts, records) * ~related for own in (1.0, 0.0)]
    return Ratios(tables[0], tables[1], sparse.csr_array(related.astype(np.int32)))


def _log_ratio(both: Floats, with_code: Floats, counts: Floats, records: int) -> Floats:
    """`both` (C, C) counts records with code and other, `with_code` (C) those with the code, without the one judged."""
    expected = _SMOOTHING * np.maximum(counts - 0.5, 0.5) / max(records, 1)
    alone, without = np.maximum(counts - 1 - both, 0), np.maximum(records - 1 - with_code, 0)
    ratio = np.log((np.maximum(both, 0) + expected) / (np.maximum(with_code, 0) + _SMOOTHING)[:, None])
    ratio -= np.log((alone + expected) / (without + _SMOOTHING)[:, None])
    return np.asarray(np.clip(ratio, -_MOST, _MOST))
