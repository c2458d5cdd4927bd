"""The sign test of paired yes-or-no answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from coder.audit.arrays import Floats


def mcnemar(one: ArrayLike, other: ArrayLike) -> Floats:
    """Exact two-sided p-values of McNemar's (1947) test: how likely so uneven a split is when either way is as likely.

    `one` and `other` count the pairs that differ, each way; whole numbers, arrays of one shape. 1 where none differ.
    """
    from scipy.special import bdtr

    first, second = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    tail = bdtr(np.minimum(first, second).astype(float), first + second, 0.5)
    return np.asarray(np.minimum(1.0, 2 * tail), dtype=float)
