"""Every cell (coder, record, code) worth a look, with what is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from coder.audit.codings import Bools, Codings, Floats, Ints, Sparse
from coder.audit.likely.context import context_of

LEAST = 0.01
"""Confidence from which on a code that was not given is worth a look."""
_SAMPLE = 60_000
"""Cells drawn from all others, to learn from and to compare with."""

FEATURES = ("confidence", "listed", "how common", "other codes", "codes here", "codes expected", "denied", "twins")
"""What a cell is judged by, all but the flags in log-odds or logs: the machine's confidence, whether it lists the code,
how common the code is, what the record's other codes say of it, how many others the record has and how many the
machine expects, whether the machine read it as denied, and how records with nearly the same text were coded."""


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


@dataclass(frozen=True)
class CellTable:
    """Cells by row (a coder's coding of a record) and code. `coder` and `record` are the places of each row.

    `given` tells whether the code or one below it was given, `stated` whether the coder named it; `features` (N, F) are
    those of `FEATURES` after a column of ones; `weight` is the number of cells that a cell stands for: 1, or more for
    those drawn from the cells that nobody would look at. `broken` tells the cells an edit rule names.
    """

    coder: Ints
    record: Ints
    row: Ints
    code: Ints
    given: Bools
    stated: Bools
    confidence: Floats
    features: Floats
    weight: Floats
    broken: Bools
    lineage: Lineage = field(repr=False)


def lineage_of(codes: Sequence[str], ancestors: Mapping[str, Iterable[str]]) -> Lineage:
    """The hierarchy of the codes; ancestors that are no codes here are left out."""
    place = {code: at for at, code in enumerate(codes)}
    above = np.eye(len(codes), dtype=bool)
    for code, at in place.items():
        above[at, [place[each] for each in ancestors.get(code, ()) if each in place]] = True
    return Lineage(above)


def cell_table(
    codings: Codings,
    machine: str | None,
    random: np.random.Generator,
    *,
    ancestors: Mapping[str, Iterable[str]],
    hints: Hints,
) -> CellTable:
    """The cells of all coders but the machine, on records that both coded."""
    lineage = lineage_of(codings.codes, ancestors)
    at_machine = None if machine is None else codings.place(machine)
    people = [at for at in range(len(codings.coders)) if at != at_machine]
    seen = codings.coded_records
    both = seen[people] if at_machine is None else seen[people] & seen[at_machine]
    which, record = np.nonzero(both)
    coder = np.array(people, dtype=np.int64)[which]
    stated = _rows(codings.given, coder, record, len(codings.codes))
    given = _binary(stated @ sparse.csr_array(lineage.above.astype(np.int32)))
    sure = _confidences(codings, at_machine, record)
    row, code, weight = _places(given, sure, _twin_codes(codings, hints, record, given), random)
    kept = _usable(codings, at_machine, coder[row], record[row], code)
    row, code, weight = row[kept], code[kept], weight[kept]
    context = context_of(row, code, stated, given, lineage.related)
    confidence = _values(sure, row, code)
    denied = (
        np.zeros(len(row))
        if not codings.denied or at_machine is None
        else _values(codings.denied[at_machine], record[row], code)
    )
    features = _features(given, sure, row, code, confidence, context.support, context.others)
    twins = _twin_votes(codings, hints, record, given, row, code)
    return CellTable(
        coder=coder,
        record=record,
        row=row,
        code=code,
        given=_values(given, row, code) > 0,
        stated=_values(stated, row, code) > 0,
        confidence=confidence,
        features=np.column_stack([np.ones(len(row)), features, denied, twins]),
        weight=weight,
        broken=_broken(codings, hints, record[row], code),
        lineage=lineage,
    )


def _rows(matrices: Sequence[Sparse], coder: Ints, record: Ints, codes: int) -> Sparse:
    """One row per (coder, record), in their order, which is by coder."""
    parts = [matrices[at][record[coder == at]] for at in dict.fromkeys(coder.tolist())]
    return sparse.csr_array(sparse.vstack(parts)) if parts else sparse.csr_array((0, codes), dtype=np.int32)


def _binary(matrix: Sparse) -> Sparse:
    made = sparse.csr_array(matrix)
    made.data = np.ones(len(made.data), dtype=np.int32)
    made.sort_indices()
    return made


def _confidences(codings: Codings, machine: int | None, record: Ints) -> Sparse:
    known = None if machine is None else codings.confidences[machine]
    if machine is not None and known is None:
        known = codings.given[machine].astype(float)
    if known is None:
        return sparse.csr_array((len(record), len(codings.codes)), dtype=float)
    return sparse.csr_array(known[record], dtype=float)


def _places(given: Sparse, sure: Sparse, twins: Sparse, random: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    """Rows, codes and weights: all cells that are given, that the machine lists or that a twin has, and some others."""
    listed = sure.copy()
    listed.data = (listed.data >= LEAST).astype(np.int32)
    union = sparse.csr_array(given + listed + twins)
    union.eliminate_zeros()
    looked = union.tocoo()
    row, code = looked.row.astype(np.int64), looked.col.astype(np.int64)
    rows, width = given.shape
    rest = rows * width - len(row)
    if rest <= 0:
        return row, code, np.ones(len(row))
    drawn = np.unique(random.integers(0, rows * width, size=min(_SAMPLE, 4 * rest)))
    drawn = drawn[~np.isin(drawn, row * width + code)]
    weight = np.concatenate([np.ones(len(row)), np.full(len(drawn), rest / max(len(drawn), 1))])
    return np.concatenate([row, drawn // width]), np.concatenate([code, drawn % width]), weight


def _usable(codings: Codings, machine: int | None, coder: Ints, record: Ints, code: Ints) -> Bools:
    """Cells whose dimension the coder and the machine coded and that the coder did not leave open."""
    dimension = codings.dimension_of[code]
    kept = codings.coded[coder, record, dimension].copy()
    if machine is not None:
        kept &= codings.coded[machine, record, dimension]
    for at in np.unique(coder):
        mine = np.flatnonzero(coder == at)
        kept[mine] &= _values(codings.open[at], record[mine], code[mine]) == 0
    return np.asarray(kept)


def _features(
    given: Sparse, sure: Sparse, row: Ints, code: Ints, confidence: Floats, support: Floats, others: Floats
) -> Floats:
    listed = confidence >= LEAST
    known = np.clip(np.where(listed, confidence, 0.5), 1e-4, 1 - 1e-4)
    common = np.asarray(given.sum(axis=0)).ravel() + 0.5
    common = np.log(common / (given.shape[0] - common + 1))
    expected = np.asarray(sure.sum(axis=1)).ravel()[row] - confidence
    logs = [np.log(known / (1 - known)), listed, common[code], support, np.log1p(others), np.log1p(expected)]
    return np.column_stack([np.asarray(column, dtype=float) for column in logs])


def _values(matrix: Sparse, row: Ints, code: Ints) -> Floats:
    return np.asarray(matrix[row, code]).ravel().astype(float) if len(row) else np.zeros(0)


def _broken(codings: Codings, hints: Hints, record: Ints, code: Ints) -> Bools:
    width = len(codings.codes)
    records = {name: at for at, name in enumerate(codings.records)} if hints.broken else {}
    codes = {name: at for at, name in enumerate(codings.codes)}
    keys = [records[one] * width + codes[other] for one, other in hints.broken if one in records and other in codes]
    return np.isin(record * width + code, np.array(keys, dtype=np.int64))


def _twin_matrix(codings: Codings, hints: Hints, record: Ints) -> Sparse:
    """(N, N): 1 between the codings of twin records, whoever coded them."""
    place = {name: at for at, name in enumerate(codings.records)} if hints.twins else {}
    pairs = [(place[a], place[b]) for a, b in hints.twins if a in place and b in place and a != b]
    size = len(codings.records)
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    records = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(size, size))
    records = _binary(records + records.T)
    rows = sparse.csr_array((np.ones(len(record)), (np.arange(len(record)), record)), shape=(len(record), size))
    return sparse.csr_array(rows @ records @ rows.T)


def _twin_codes(codings: Codings, hints: Hints, record: Ints, given: Sparse) -> Sparse:
    if not hints.twins:
        return sparse.csr_array(given.shape, dtype=np.int32)
    return _binary(_twin_matrix(codings, hints, record) @ given)


def _twin_votes(codings: Codings, hints: Hints, record: Ints, given: Sparse, row: Ints, code: Ints) -> Floats:
    """From -1, no twin has the code, to 1, all have; 0 without twins."""
    if not hints.twins:
        return np.zeros(len(row))
    near = _twin_matrix(codings, hints, record)
    count = np.asarray(near.sum(axis=1)).ravel()[row]
    have = _values(sparse.csr_array(near @ given), row, code)
    return np.where(count > 0, 2 * have / np.maximum(count, 1) - 1, 0.0)
