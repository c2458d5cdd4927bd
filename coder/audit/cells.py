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


class Cells:
    """Cells (coder, record, code) with a value each, in the order met; a row of a file is added in one go."""

    def __init__(self) -> None:
        self._coder, self._record, self._count = array("i"), array("i"), array("i")
        self._code, self._value = array("i"), array("d")

    def add(self, coder: int, record: int, codes: Sequence[int], values: Sequence[float] = ()) -> None:
        """Append the codes of a row; `values` is as long as `codes`, or left out everywhere."""
        self._coder.append(coder)
        self._record.append(record)
        self._count.append(len(codes))
        self._code.extend(codes)
        self._value.extend(values)

    def __bool__(self) -> bool:
        """Whether there is any row."""
        return bool(self._coder)

    def matrices(self, column: Ints, coders: int, records: int) -> list[Sparse]:
        """One (R, C) matrix of ones per coder; `column` maps the codes as they were added to columns."""
        coder, record, code = self._arrays(column)
        return [ones(record[coder == at], code[coder == at], (records, len(column))) for at in range(coders)]

    def given(self, column: Ints, coded: Bools, dimension_of: Ints) -> list[Sparse]:
        """One (R, C) matrix of ones per coder, cells that are not coded left out.

        `column` maps the codes as they were added to columns; the shapes are those of `Codings`.
        """
        coder, record, code = self._arrays(column)
        shape = (coded.shape[1], len(dimension_of))
        made = []
        for at, answered in enumerate(coded):
            mine = np.flatnonzero(coder == at)
            mine = mine[answered[record[mine], dimension_of[code[mine]]]]
            made.append(ones(record[mine], code[mine], shape))
        return made

    def highest(self, column: Ints, coders: int, shape: tuple[int, int]) -> tuple[Sparse | None, ...]:
        """One (R, C) matrix of values per coder, the highest where a cell came twice; None for a coder without any."""
        (coder, record, code), value = self._arrays(column), np.frombuffer(self._value)
        made: list[Sparse | None] = []
        for at in range(coders):
            mine = np.flatnonzero(coder == at)
            mine = mine[np.lexsort((value[mine], code[mine], record[mine]))]
            cell = record[mine].astype(np.int64) * shape[1] + code[mine]
            mine = mine[np.append(cell[1:] != cell[:-1], True)[: len(cell)]]
            pairs = (record[mine], code[mine])
            made.append(sparse.csr_array((value[mine], pairs), shape=shape) if len(mine) else None)
        return tuple(made)

    def _arrays(self, column: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Coder, record and column of each cell."""
        count, code = np.frombuffer(self._count, dtype=np.int32), np.frombuffer(self._code, dtype=np.int32)
        return (
            np.repeat(np.frombuffer(self._coder, dtype=np.int32), count),
            np.repeat(np.frombuffer(self._record, dtype=np.int32), count),
            column.astype(np.int32)[code] if len(code) else code,
        )


class Facts:
    """One number for some (coder, record), in the order met; the last counts where a place comes again."""

    def __init__(self, kind: str) -> None:
        self._coder, self._record, self._value = array("i"), array("i"), array(kind)

    def add(self, coder: int, record: int, value: float) -> None:
        """Append a value."""
        self._coder.append(coder)
        self._record.append(record)
        self._value.append(value)  # type: ignore[arg-type]  # whole numbers for whole kinds

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._value)

    def table(self, coders: int, records: int, empty: float) -> NDArray[Any]:
        """A (K, R) array of the values, `empty` elsewhere."""
        made: NDArray[Any] = np.full((coders, records), empty, dtype=self._value.typecode)
        made[np.frombuffer(self._coder, np.int32), np.frombuffer(self._record, np.int32)] = np.frombuffer(
            self._value, dtype=self._value.typecode
        )
        return made


def by_record(values: Mapping[int, Any], records: int, empty: Any) -> NDArray[Any]:
    """An array of R values, `empty` elsewhere."""
    return np.array([values.get(at, empty) for at in range(records)])
