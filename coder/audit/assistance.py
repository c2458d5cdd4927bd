"""What coders were shown while they coded; decision records hold it beside the codes (docs/audit.md has their keys)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.audit.arrays import Ints, Sparse


@dataclass(frozen=True, eq=False)
class Assistance:
    """For each coder and record, `shown` (K, R): 1 with suggestions, 0 without, -1 not known. `suggested` and `planted`
    hold one (R, C) sparse matrix of ones per coder."""

    shown: NDArray[np.int8]
    suggested: tuple[Sparse, ...]
    planted: tuple[Sparse, ...]

    def take(self, records: Ints) -> Assistance:
        """The same for some records, by place."""
        return Assistance(
            self.shown[:, records],
            tuple(each[records] for each in self.suggested),
            tuple(each[records] for each in self.planted),
        )

    def only(self, coders: Sequence[int]) -> Assistance:
        """The same for some coders, by place."""
        return Assistance(
            self.shown[list(coders)],
            tuple(self.suggested[at] for at in coders),
            tuple(self.planted[at] for at in coders),
        )
