"""The codings to judge, one row each, and the cells (row, code) of them that are worth a look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from coder.audit.codings import Bools, Codings, Floats, Ints, Sparse

LEAST = 0.01
"""Confidence from which on a code that was not given is worth a look."""


@dataclass(frozen=True)
class Hints:
    """What else is known. `broken` are pairs (record, code) named by an edit rule that the record breaks; `twins` are
    pairs of records with nearly the same text. Pairs that name what is not there are passed over."""

    broken: Collection[tuple[str, str]] = ()
    twins: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Lineage:
    """The hierarchy of C codes: `above` (C, C) is True from each code to itself and its ancestors."""

    above: Bools

    @property
    def related(self) -> Bools:
        """(C, C): whether one code is the other or above it."""
        return np.asarray(self.above | self.above.T)

    @property
    def parent(self) -> Ints:
        """(C): the place of the nearest code above, its own where there is none."""
        depth = self.above.sum(axis=1)
        strict = self.above & ~np.eye(len(depth), dtype=bool)
        nearest = np.where(strict, depth, 0).argmax(axis=1)
        return np.where(strict.any(axis=1), nearest, np.arange(len(depth)))


@dataclass(frozen=True)
class Sheets:
    """N codings by people. `coder` and `record` (N) are places in the codings; the matrices are (N, C) and sparse.

    `stated` holds the codes as they were given, `held` the same with all ancestors, `sure` the machine's confidences,
    `denied` what it read as denied, `opened` what the coder left open, `twins` how many codings of nearly the same text
    hold each code, `twin_count` (N) how many there are. `asked` (N, D) tells which dimensions both coded,
    `dimension_of` (C) the dimension of each code.
    """

    coder: Ints
    record: Ints
    stated: Sparse
    held: Sparse
    sure: Sparse
    denied: Sparse
    opened: Sparse
    twins: Sparse
    twin_count: Floats
    asked: Bools
    dimension_of: Ints
    lineage: Lineage

    def part(self, rows: Ints | slice) -> Sheets:
        """Some of the rows."""
        names = ("coder", "record", "stated", "held", "sure", "denied", "opened", "twins", "twin_count", "asked")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def with_codes(self, stated: Sparse) -> Sheets:
        """The same codings with other codes."""
        return replace(self, stated=stated, held=expanded(stated, self.lineage))

    def looked_at(self) -> tuple[Ints, Ints]:
        """Row and code of the cells worth a look, by row: those held, listed by the machine, or held by a twin.

        Cells that coder or machine did not code, or that the coder left open, are left out.
        """
        listed = self.sure.copy()
        listed.data = (listed.data >= LEAST).astype(np.int32)
        union = sparse.csr_array(self.held + listed + self.twins)
        union.eliminate_zeros()
        union.sort_indices()
        looked = union.tocoo()
        row, code = looked.row.astype(np.int64), looked.col.astype(np.int64)
        kept = self.usable(row, code)
        return row[kept], code[kept]

    def usable(self, row: Ints, code: Ints) -> Bools:
        """Whether cells can be judged at all."""
        kept = self.asked[row, self.dimension_of[code]]
        return np.asarray(kept & (values_at(self.opened, row, code) == 0))


def lineage_of(codes: Sequence[str], ancestors: Mapping[str, Iterable[str]]) -> Lineage:
    """The hierarchy of the codes; ancestors that are no codes here are left out."""
    place = {code: at for at, code in enumerate(codes)}
    above = np.eye(len(codes), dtype=bool)
    for code, at in place.items():
        above[at, [place[each] for each in ancestors.get(code, ()) if each in place]] = True
    return Lineage(above)


def sheets_of(
    codings: Codings, machine: str | None, *, ancestors: Mapping[str, Iterable[str]], twins: Collection[tuple[str, str]]
) -> Sheets:
    """The codings of all coders but the machine, on records that both coded; by coder, then record."""
    lineage = lineage_of(codings.codes, ancestors)
    at_machine = None if machine is None else codings.place(machine)
    people = [at for at in range(len(codings.coders)) if at != at_machine]
    asked = codings.coded[people] if at_machine is None else codings.coded[people] & codings.coded[at_machine]
    seen = codings.coded_records
    which, record = np.nonzero(seen[people] if at_machine is None else seen[people] & seen[at_machine])
    coder = np.array(people, dtype=np.int64)[which]
    stated = _rows(codings.given, coder, record, len(codings.codes))
    held = expanded(stated, lineage)
    none = sparse.csr_array(held.shape, dtype=np.int32)
    near = _near(codings, twins, record) if twins else None
    return Sheets(
        coder=coder,
        record=record,
        stated=stated,
        held=held,
        sure=_confidences(codings, at_machine, record),
        denied=none if at_machine is None or not codings.denied else codings.denied[at_machine][record],
        opened=_rows(codings.open, coder, record, len(codings.codes)),
        twins=none if near is None else sparse.csr_array(near @ held),
        twin_count=np.zeros(len(record)) if near is None else np.asarray(near.sum(axis=1), dtype=float).ravel(),
        asked=asked[which, record],
        dimension_of=codings.dimension_of,
        lineage=lineage,
    )


def values_at(matrix: Sparse, row: Ints, code: Ints) -> Floats:
    """The values of a sparse matrix at some cells."""
    if not matrix.nnz or not len(row):
        return np.zeros(len(row))
    return np.asarray(matrix[row, code], dtype=float).ravel()


def expanded(stated: Sparse, lineage: Lineage) -> Sparse:
    """(N, C) of ones: the codes with all their ancestors."""
    made = sparse.csr_array(stated @ sparse.csr_array(lineage.above.astype(np.int32)))
    made.data = np.ones(len(made.data), dtype=np.int32)
    made.sort_indices()
    return made


def broken_cells(codings: Codings, hints: Hints, record: Ints, code: Ints) -> Bools:
    """Whether an edit rule that the record breaks names the code, for cells (record, code)."""
    width = len(codings.codes)
    records = {name: at for at, name in enumerate(codings.records)} if hints.broken else {}
    codes = {name: at for at, name in enumerate(codings.codes)}
    keys = {records[one] * width + codes[other] for one, other in hints.broken if one in records and other in codes}
    return np.isin(record * width + code, sorted(keys), kind="sort") if keys else np.zeros(len(code), dtype=bool)


def _rows(matrices: Sequence[Sparse], coder: Ints, record: Ints, codes: int) -> Sparse:
    """One row per (coder, record), in their order, which is by coder."""
    parts = [matrices[at][record[coder == at]] for at in dict.fromkeys(coder.tolist())]
    return sparse.csr_array(sparse.vstack(parts)) if parts else sparse.csr_array((0, codes), dtype=np.int32)


def _confidences(codings: Codings, machine: int | None, record: Ints) -> Sparse:
    known = None if machine is None else codings.confidences[machine]
    if machine is not None and known is None:
        known = codings.given[machine].astype(float)
    if known is None:
        return sparse.csr_array((len(record), len(codings.codes)), dtype=float)
    return sparse.csr_array(known, dtype=np.float32)[record]


def _near(codings: Codings, twins: Collection[tuple[str, str]], record: Ints) -> Sparse:
    """(N, N): 1 between the codings of twin records, whoever coded them."""
    place = {name: at for at, name in enumerate(codings.records)}
    pairs = [(place[a], place[b]) for a, b in twins if a in place and b in place and a != b]
    size = len(codings.records)
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    both = np.concatenate([one, other]), np.concatenate([other, one])
    records = sparse.csr_array((np.ones(2 * len(one), dtype=np.int32), both), shape=(size, size))
    records.sum_duplicates()
    records.data[:] = 1
    rows = sparse.csr_array((np.ones(len(record)), (np.arange(len(record)), record)), shape=(len(record), size))
    return sparse.csr_array(rows @ records @ rows.T)
