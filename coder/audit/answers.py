"""The whole answers of coders: which set of codes each gave each record, every different set once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.arrays import Bools, Floats, Ints, Sparse
from coder.audit.codings import Codings


@dataclass(frozen=True)
class Answers:
    """`sets` (U, C) are the different sets, `sizes` (U) their numbers of codes, `which` (K, R) tells the set each coder
    gave each record that two or more coded, -1 = missing."""

    sets: Sparse
    sizes: Floats
    which: Ints

    @property
    def counts(self) -> Floats:
        """(U): how often each set was given."""
        return np.bincount(self.which[self.which >= 0], minlength=len(self.sizes)).astype(float)

    def of_some(self, records: Ints) -> Answers:
        """The answers for some of the records, by place."""
        kept, which = np.unique(self.which[:, records], return_inverse=True)
        missing = int(kept[0] < 0) if len(kept) else 0
        sets = kept[missing:]
        return Answers(self.sets[sets], self.sizes[sets], which.reshape(len(self.which), -1) - missing)


class AnswerSheets:
    """The answers of a coding, by dimension or as a whole."""

    def __init__(self, codings: Codings) -> None:
        self._coded = codings.coded
        self._of = codings.dimension_of
        shape = (0, len(codings.codes))
        self._columns = sparse.vstack(codings.given or [sparse.csr_array(shape, dtype=np.int32)]).tocsc()

    def answers(self, dimension: int | None) -> Answers:
        """The answers in a dimension, or in all when None; a coder's counts where all that is looked at was coded."""
        coded = self._coded.all(axis=2) if dimension is None else self._coded[:, :, dimension]
        kept: Bools = coded & (coded.sum(axis=0) >= 2)
        records = np.flatnonzero(kept.any(axis=0))
        columns = self._columns if dimension is None else self._columns[:, np.flatnonzero(self._of == dimension)]
        # Equal sets have equal sums of random marks; 64 bits make a chance meeting of others as good as impossible.
        marks = np.random.default_rng(0).integers(0, 2**63, size=columns.shape[1], dtype=np.uint64)
        sums = (columns.astype(np.uint64) @ marks).reshape(kept.shape)
        _, first, inverse = np.unique(sums[kept], return_index=True, return_inverse=True)
        which = np.full(kept.shape, -1, dtype=np.int64)
        which[kept] = inverse
        sets = sparse.csr_array(columns.tocsr()[np.flatnonzero(kept.ravel())[first]], dtype=np.float64)
        return Answers(sets, np.asarray(sets.sum(axis=1)).ravel(), which[:, records])
