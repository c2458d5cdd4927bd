"""Who gave which code to which record: the one thing everything in audit works on. It holds no text.

R records, C codes, K coders, D dimensions. A cell (coder, record, code) is *given*, *not given* or *missing*. It is
missing when the coder did not code the record, did not code the code's dimension there, or marked the code as open
(good coders differ). Not given means only that: the record is not claimed to say no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.audit.arrays import Bools, Floats, Ints, Sparse, Times
from coder.audit.assistance import Assistance
from coder.errors import UsageError

__all__ = ["Bools", "Codings", "Floats", "Ints", "Sparse", "Times", "ones", "packed"]


_FARTHEST = 2**26
"""Characters of the longest narrative whose evidence is kept; two such numbers fit into a float."""


def packed(start: int, end: int) -> float:
    """Where evidence lies as one number; 0 where it cannot be told."""
    return float(start * _FARTHEST + end) if 0 <= start < end < _FARTHEST else 0.0


@dataclass(frozen=True, eq=False)
class Codings:
    """Coded records of several coders.

    `dimension_of` (C) is the place of each code's dimension in `dimensions`. `given` and `open` hold one (R, C) sparse
    int32 matrix of ones per coder; no cell is in both. `coded` (K, R, D) tells whether a coder coded a dimension of a
    record; where it is False, `given` and `open` are empty. `confidences`, one (R, C) sparse matrix per coder or None,
    holds the confidence, 0 to 1, of every code that came with one, given or not. `coded_at` (K, R) is in UTC, NaT where
    unknown, `seconds` (K, R) the time spent, NaN where unknown. `groups` maps a column name to R texts, "" where
    unknown; `numbers` to a (K, R) array, NaN where unknown. `probabilities` (R) are the records' probabilities of being
    in the sample, above 0 to 1, NaN where unknown; None when no record has one. `assistance` tells what coders were
    shown, None when nobody says; `denied` holds one (R, C) sparse matrix of ones per coder, the codes read as denied,
    hypothetical, background or about somebody else; () when nobody lists any. `evidence` tells, likewise, where the
    first evidence of a code lies, `packed` as one number; None for a coder without any.
    """

    records: tuple[str, ...]
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimension_of: Ints
    given: tuple[Sparse, ...]
    open: tuple[Sparse, ...]
    coded: Bools
    confidences: tuple[Sparse | None, ...]
    coded_at: Times
    seconds: Floats
    groups: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    probabilities: Floats | None = None
    assistance: Assistance | None = None
    denied: tuple[Sparse, ...] = ()
    evidence: tuple[Sparse | None, ...] = ()

    def place(self, coder: str) -> int:
        """Place of a coder. Raises UsageError when there is none of that name."""
        if coder not in self.coders:
            raise UsageError(f"there is no coder {coder}; there are {', '.join(self.coders) or 'none'}")
        return self.coders.index(coder)

    @property
    def coded_records(self) -> Bools:
        """(K, R): whether a coder coded anything of a record."""
        return np.asarray(self.coded.any(axis=2))

    def take(self, records: Ints | Bools) -> Codings:
        """The codings of some records: places, or a mask of R."""
        picked: Ints = np.flatnonzero(records) if records.dtype == np.bool_ else np.asarray(records, dtype=np.int64)
        return replace(
            self,
            records=tuple(self.records[at] for at in picked),
            given=tuple(each[picked] for each in self.given),
            open=tuple(each[picked] for each in self.open),
            coded=self.coded[:, picked],
            confidences=tuple(None if each is None else each[picked] for each in self.confidences),
            coded_at=self.coded_at[:, picked],
            seconds=self.seconds[:, picked],
            groups={name: values[picked] for name, values in self.groups.items()},
            numbers={name: values[:, picked] for name, values in self.numbers.items()},
            probabilities=None if self.probabilities is None else self.probabilities[picked],
            assistance=self.assistance and self.assistance.take(picked),
            denied=tuple(each[picked] for each in self.denied),
            evidence=tuple(None if each is None else each[picked] for each in self.evidence),
        )

    def only(self, coders: Sequence[str]) -> Codings:
        """The codings of some coders, in the order named; all records stay. Raises UsageError."""
        places = [self.place(coder) for coder in coders]
        return replace(
            self,
            coders=tuple(coders),
            given=tuple(self.given[at] for at in places),
            open=tuple(self.open[at] for at in places),
            coded=self.coded[places],
            confidences=tuple(self.confidences[at] for at in places),
            coded_at=self.coded_at[places],
            seconds=self.seconds[places],
            numbers={name: values[places] for name, values in self.numbers.items()},
            assistance=self.assistance and self.assistance.only(places),
            denied=tuple(self.denied[at] for at in places) if self.denied else (),
            evidence=tuple(self.evidence[at] for at in places) if self.evidence else (),
        )

    def span(self, coder: int, record: int, code: int) -> tuple[int, int] | None:
        """Start and end of a code's first evidence, in characters; None where it is not known. Takes places."""
        known = self.evidence[coder] if self.evidence else None
        number = int(known[record, code]) if known is not None else 0
        return divmod(number, _FARTHEST) if number else None

    def without_dimensions(self, coder: str, dimensions: Iterable[str]) -> Codings:
        """The same with some dimensions missing for a coder, such as those an edition never suggests."""
        at = self.place(coder)
        names = set(dimensions)
        gone = np.array([name in names for name in self.dimensions], dtype=bool)
        coded = self.coded.copy()
        coded[at][:, gone] = False
        kept = sparse.diags_array((~gone[self.dimension_of]).astype(np.int32), format="csr", dtype=np.int32)
        return replace(
            self,
            coded=coded,
            given=_at(self.given, at, _clean(self.given[at] @ kept)),
            open=_at(self.open, at, _clean(self.open[at] @ kept)),
        )

    def expanded(self, ancestors: Mapping[str, Iterable[str]]) -> Codings:
        """The same with every ancestor of a given code given too; codes without an entry have none.

        An ancestor that a coder marked open stays open only where none of its descendants is given. Ancestors that are
        no codes here, or that lie in a dimension the coder did not code, are left out.
        """
        closure = _closure(self.codes, ancestors)
        given, opened = [], []
        for at in range(len(self.coders)):
            ones = _ones(self.given[at] @ closure)
            ones = _clean(ones.multiply(_dense_coded(self, at, ones)))
            given.append(ones)
            opened.append(_clean(self.open[at] - self.open[at].multiply(ones)))
        return replace(self, given=tuple(given), open=tuple(opened))


def ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Sparse:
    """An (R, C) matrix with 1 at the given places, however often they are named."""
    return _ones(sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape))


def _ones(matrix: Sparse) -> Sparse:
    made = sparse.csr_array(matrix)
    made.sum_duplicates()
    made.data = np.ones(len(made.data), dtype=np.int32)
    return made


def _clean(matrix: Sparse) -> Sparse:
    made = sparse.csr_array(matrix, dtype=np.int32)
    made.eliminate_zeros()
    return made


def _at(matrices: tuple[Sparse, ...], at: int, matrix: Sparse) -> tuple[Sparse, ...]:
    return (*matrices[:at], matrix, *matrices[at + 1 :])


def _closure(codes: Sequence[str], ancestors: Mapping[str, Iterable[str]]) -> Sparse:
    """(C, C): 1 from each code to itself and to its ancestors."""
    place = {code: at for at, code in enumerate(codes)}
    pairs = [(at, at) for at in place.values()]
    pairs += [(place[code], place[above]) for code in codes for above in ancestors.get(code, ()) if above in place]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return ones(rows, columns, (len(codes), len(codes)))


def _dense_coded(codings: Codings, at: int, pattern: Sparse) -> Sparse:
    """1 at the entries of `pattern` whose dimension the coder coded."""
    entries = pattern.tocoo()
    coded = codings.coded[at, entries.row, codings.dimension_of[entries.col]]
    return ones(entries.row[coded], entries.col[coded], pattern.shape)
