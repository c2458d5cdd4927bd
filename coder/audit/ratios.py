"""Shares of sums over records, whole records being drawn, and differences of two of them."""

from __future__ import annotations

import math

import numpy as np

from coder.audit.codings import Floats
from coder.audit.estimating import make_design, shares
from coder.audit.figures import Figure, undefined

_ENDLESS = 1e-9
"""Probability that stands for a sample of a whole without end."""


def ratios(part: Floats, whole: Floats, *, reason: str, level: float = 0.95) -> list[Figure]:
    """Shares sum(part) / sum(whole) of V columns (R, V), the records being a sample of what such records are like.

    Codes of one record go together, so the intervals are those of a sample of records. `reason` is told where the
    whole is 0, and the share without interval where one record alone makes it up.
    """
    used = np.asarray(whole.sum(axis=1) > 0)
    if used.sum() < 2:
        return [
            _single(float(part[used].sum(axis=0)[at]), float(whole[used].sum(axis=0)[at]), reason)
            for at in range(whole.shape[1])
        ]
    design = make_design(np.full(int(used.sum()), _ENDLESS))
    return shares(part[used].astype(float), whole[used].astype(float), design, reason=reason, level=level)


def ratio(part: Floats, whole: Floats, *, reason: str, level: float = 0.95) -> Figure:
    """`ratios` of one column: arrays (R)."""
    return ratios(part.reshape(-1, 1), whole.reshape(-1, 1), reason=reason, level=level)[0]


def contrast(one: Figure, other: Figure) -> Figure:
    """one - other, the two being independent, with the interval of Zou and Donner (2008) from theirs.

    Undefined, with the reason of the first that is, where one of them is.
    """
    for each in (one, other):
        if each.value is None:
            return undefined(each.reason or "one of the two is not known")
    ends = (one.low, one.high, other.low, other.high)
    away = (one.value or 0.0) - (other.value or 0.0)
    if any(end is None for end in ends):
        return Figure(away, reason="one of the two has no interval")
    low1, high1, low2, high2 = (float(end or 0.0) for end in ends)
    below = math.hypot((one.value or 0.0) - low1, high2 - (other.value or 0.0))
    above = math.hypot(high1 - (one.value or 0.0), (other.value or 0.0) - low2)
    return Figure(away, away - below, away + above)


def _single(part: float, whole: float, reason: str) -> Figure:
    if not whole:
        return undefined(reason)
    return Figure(part / whole, reason="a single record makes it up")
