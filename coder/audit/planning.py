"""How many records to check for an error rate known well enough."""

from __future__ import annotations

import math

from coder.audit.intervals import wilson
from coder.errors import UsageError

_LARGEST = 10**9


def sample_size(
    half_width: float,
    *,
    expected: float = 0.5,
    level: float = 0.95,
    population: int | None = None,
    design_effect: float = 1.0,
) -> int:
    """Records to check so that an error rate's interval reaches at most `half_width` to either side of it.

    `half_width` is a share, 0.02 = two points; `expected` the error rate expected, 0 to 1, of which 0.5 needs most.
    The interval is Wilson's (1927), whose longer side counts. In a `population` of N records the n needed of an
    endless one shrink to n / (1 + (n - 1) / N), Cochran (1977), section 4.4. `design_effect` multiplies n, 1 for a
    simple sample. Raises UsageError for a request out of range.
    """
    if not 0 < half_width < 0.5 or not 0 <= expected <= 1 or not 0 < level < 1 or design_effect <= 0:
        raise UsageError("a half width lies between 0 and 0.5, an expected rate from 0 to 1, a level between 0 and 1")
    low, high = 1, 1
    while _reach(high, expected, level) > half_width and high < _LARGEST:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if _reach(middle, expected, level) > half_width else (low, middle)
    wanted = low * design_effect
    if population is not None:
        wanted = min(wanted / (1 + (wanted - 1) / population), population)
    return math.ceil(wanted - 1e-9)


def _reach(count: int, expected: float, level: float) -> float:
    low, high = wilson(expected * count, count, level=level)
    return max(float(high) - expected, expected - float(low))
