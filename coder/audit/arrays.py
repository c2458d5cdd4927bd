"""The kinds of arrays that the figures are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Times = NDArray[np.datetime64]
Sparse = Any
"""A `scipy.sparse.csr_array`; scipy ships no types."""
