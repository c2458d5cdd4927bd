"""Growing columns of whole numbers that end as sparse matrices and arrays, so that reading needs little memory."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.audit.arrays import Bools, Ints, Sparse
from coder.audit.codings import ones

Key = tuple[int, int]
"""Places of a coder and a record."""


class Cells:
    """Cells (coder, record, code) with a value each, in the order met; a row of a file is added in one go."""

    def __init__(self) -> None:
        self._coder, self._record, self._count = array("q"), array("q"), array("q")
        self._code, self._value = array("q"), array("d")

    def add(self, coder: int, record: int, codes: Sequence[int], values: Sequence[float] = ()) -> None:
        """Append the codes of a row; `values` is as long as `codes`, or left out everywhere."""
        self._coder.append(coder)
        self._record.append(record)
        self._count.append(len(codes))
        self._code.extend(codes)
        self._value.extend(values)

    def given(self, column: Ints, coded: Bools, dimension_of: Ints) -> list[Sparse]:
        """One (R, C) matrix of ones per coder, cells that are not coded left out.

        `column` maps the codes as they were added to columns; the shapes are those of `Codings`.
        """
        coder, record, code = self._arrays(column)
        kept = coded[coder, record, dimension_of[code]] if len(code) else np.zeros(0, dtype=bool)
        coder, record, code = coder[kept], record[kept], code[kept]
        shape = (coded.shape[1], len(dimension_of))
        return [ones(record[coder == at], code[coder == at], shape) for at in range(len(coded))]

    def highest(self, column: Ints, coders: int, shape: tuple[int, int]) -> tuple[Sparse | None, ...]:
        """One (R, C) matrix of values per coder, the highest where a cell came twice; None for a coder without any."""
        (coder, record, code), value = self._arrays(column), np.array(self._value)
        order = np.lexsort((value, code, record, coder))
        coder, record, code, value = coder[order], record[order], code[order], value[order]
        cell = (coder * shape[0] + record) * shape[1] + code
        last = np.append(cell[1:] != cell[:-1], True)[: len(cell)]
        made: list[Sparse | None] = []
        for at in range(coders):
            mine = last & (coder == at)
            pairs = (record[mine], code[mine])
            made.append(sparse.csr_array((value[mine], pairs), shape=shape) if mine.any() else None)
        return tuple(made)

    def _arrays(self, column: Ints) -> tuple[Ints, Ints, Ints]:
        """Coder, record and column of each cell."""
        count, code = np.array(self._count, dtype=np.int64), np.array(self._code, dtype=np.int64)
        return (
            np.repeat(np.array(self._coder, dtype=np.int64), count),
            np.repeat(np.array(self._record, dtype=np.int64), count),
            column[code] if len(code) else code,
        )


def by_key(values: Mapping[Key, float], coders: int, records: int, empty: float, kind: type) -> NDArray[Any]:
    """A (K, R) array of the values, `empty` elsewhere."""
    made: NDArray[Any] = np.full((coders, records), empty, dtype=kind)
    if values:
        coder, record = np.array(list(values), dtype=np.int64).T
        made[coder, record] = np.array(list(values.values()), dtype=kind)
    return made


def by_record(values: Mapping[int, Any], records: int, empty: Any) -> NDArray[Any]:
    """An array of R values, `empty` elsewhere."""
    return np.array([values.get(at, empty) for at in range(records)])
