"""Shares of codes that are wrong, over narratives: codes of one narrative err together, and the interval says so.

Korn and Graubard (1998): Clopper and Pearson's exact interval, at the number of independent cases that the clustered
ones are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.audit.intervals import clopper_pearson


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` cases, in `clusters` narratives; `low` and `high` end the interval of the share, 0 to 1."""

    part: int
    whole: int
    clusters: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself, 0 to 1; None without cases."""
        return self.part / self.whole if self.whole else None


def simple_share(part: int, whole: int, *, level: float = 0.95) -> Share:
    """The share of independent cases."""
    low, high = clopper_pearson(part, whole, level=level)
    return Share(part, whole, whole, float(low), float(high))


def clustered_share(counts: Sequence[tuple[int, int]], *, level: float = 0.95) -> Share:
    """The share over narratives, each with its (part, whole); narratives without cases do not count."""
    table = np.array([pair for pair in counts if pair[1]], dtype=np.int64).reshape(-1, 2)
    parts, wholes = table[:, 0], table[:, 1]
    part, whole = int(parts.sum()), int(wholes.sum())
    size = effective_size(parts, wholes)
    low, high = clopper_pearson(part / whole * size if whole else 0.0, size, level=level)
    return Share(part, whole, len(table), float(low), float(high))


def effective_size(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> float:
    """How many independent cases the clusters are worth: at most the cases, the clusters when no spread is seen.

    Cases over the design effect, the variance of the ratio of sums over that of a binomial share.
    """
    clusters, whole = len(wholes), float(wholes.sum())
    if clusters < 2 or whole == 0 or int(wholes.max()) == 1:
        return whole if clusters != 1 else 1.0
    share = float(parts.sum()) / whole
    binomial = share * (1 - share) / whole
    if binomial == 0:
        return float(clusters)
    away = parts - share * wholes
    variance = clusters / (clusters - 1) * float((away**2).sum()) / whole**2
    return min(whole, whole * binomial / variance) if variance else float(clusters)
