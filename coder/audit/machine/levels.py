"""Where codes land in the hierarchy: right, too general, too detailed, beside it, elsewhere, or missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.codings import Codings, Floats, Ints, Sparse
from coder.audit.figures import Figure
from coder.audit.likely.cells import lineage_of
from coder.audit.people.consensus import compared
from coder.audit.ratios import ratios

LEVELS = ("right", "too general", "too detailed", "sibling", "same dimension", "elsewhere")
"""Of a given code, the first that holds: it is a true code; it is above one; it is below one; it has the same parent as
one; the reference has other codes of its dimension; it has none there."""

_NO_CODE = "no code was given on records of the reference"
_NO_TRUE = "the reference has no code on these records"


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """Most detailed codes of a coder by where they land: `counts` and `shares` of all given ones, by level.

    `given` and `true` count them; `missed` is the share of true codes of whose lineage nothing was given, 0 to 1,
    lower = better.
    """

    dimension: str
    given: int
    true: int
    counts: Mapping[str, int]
    shares: Mapping[str, Figure]
    missed: Figure


def levels(
    codings: Codings, coder: str, reference: str, *, ancestors: Mapping[str, Iterable[str]], level: float = 0.95
) -> tuple[LevelFigures, ...]:
    """All dimensions together under the name "", then each that either side used, in list order."""
    beside = compared(codings, codings.place(coder), [codings.place(reference)])
    above = lineage_of(codings.codes, ancestors).above
    strict = sparse.csr_array((above & ~np.eye(len(above), dtype=bool)).astype(np.int32))
    given, true = _leaves(beside.given, strict), _leaves(beside.true, strict)
    landed = _landed(given, true, strict, codings, ancestors)
    missed = _without(true, _without_any([given, given @ strict, given @ strict.T]))
    made = [_figures("", given, true, landed, missed, level)]
    for at, name in enumerate(codings.dimensions):
        columns = np.flatnonzero(codings.dimension_of == at)
        part = [each[:, columns] for each in (given, true, missed)]
        if part[0].nnz or part[1].nnz:
            mine = {key: each[:, columns] for key, each in landed.items()}
            made.append(_figures(name, part[0], part[1], mine, part[2], level))
    return tuple(made)


def _landed(
    given: Sparse, true: Sparse, strict: Sparse, codings: Codings, ancestors: Mapping[str, Iterable[str]]
) -> dict[str, Sparse]:
    """The given codes by level, each at the first that holds."""
    tests = {
        "right": true,
        "too general": true @ strict,
        "too detailed": true @ strict.T,
        "sibling": true @ _siblings(codings, ancestors),
        "same dimension": true @ _same(codings.dimension_of),
    }
    left, made = given, {}
    for name, test in tests.items():
        made[name] = sparse.csr_array(left.multiply(test > 0))
        left = _without(left, test)
    return made | {"elsewhere": left}


def _siblings(codings: Codings, ancestors: Mapping[str, Iterable[str]]) -> Sparse:
    """(C, C): codes with the same parent; those at the top have none."""
    parents = [next(iter(ancestors.get(code, ())), None) for code in codings.codes]
    names = {name: at for at, name in enumerate(dict.fromkeys(name for name in parents if name is not None))}
    which = np.array([-1 if name is None else names[name] for name in parents], dtype=np.int64)
    same = _same(which)
    top = sparse.diags_array((which >= 0).astype(np.int32), format="csr", dtype=np.int32)
    return sparse.csr_array(top @ same)


def _same(which: Ints) -> Sparse:
    """(C, C): 1 where two codes have the same number, none with itself."""
    same = which[:, None] == which[None, :]
    return sparse.csr_array((same & ~np.eye(len(which), dtype=bool)).astype(np.int32))


def _leaves(matrix: Sparse, strict: Sparse) -> Sparse:
    """The codes that have none below them in the same record."""
    return _without(matrix, matrix @ strict)


def _without(matrix: Sparse, other: Sparse) -> Sparse:
    """The entries of a matrix of ones where the other has none."""
    made = sparse.csr_array(matrix - matrix.multiply(other > 0))
    made.eliminate_zeros()
    return made


def _without_any(matrices: list[Sparse]) -> Sparse:
    return sparse.csr_array(sum(matrices[1:], matrices[0]))


def _figures(
    dimension: str, given: Sparse, true: Sparse, landed: Mapping[str, Sparse], missed: Sparse, level: float
) -> LevelFigures:
    whole, reference = _per_record(given), _per_record(true)
    parts = np.column_stack([_per_record(landed[name]) for name in LEVELS])
    shares = ratios(parts, np.repeat(whole[:, None], len(LEVELS), axis=1), reason=_NO_CODE, level=level)
    (gone,) = ratios(_per_record(missed)[:, None], reference[:, None], reason=_NO_TRUE, level=level)
    counts = {name: int(parts[:, at].sum()) for at, name in enumerate(LEVELS)}
    named = dict(zip(LEVELS, shares, strict=True))
    return LevelFigures(dimension, int(whole.sum()), int(reference.sum()), counts, named, gone)


def _per_record(matrix: Sparse) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()
