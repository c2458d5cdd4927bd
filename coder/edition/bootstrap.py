"""Paired bootstrap: two coders' figures on the same narratives, and how far apart they truly are.

Narratives are drawn with replacement, the same ones for both (Efron and Tibshirani 1993, chapter 8), so that what makes
a narrative hard falls out of the difference. Intervals are 95 % percentile intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
"""Per narrative, sums that a figure is made of: shape (narratives, columns)."""
Figure = Callable[[Counts], NDArray[np.float64]]
"""A figure of each row of sums: shape (rows, columns) to (rows,)."""

_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two coders, the second less the first, and the 95 % interval of that difference."""

    champion: float
    challenger: float
    interval: tuple[float, float]

    @property
    def difference(self) -> float:
        """Challenger less champion."""
        return self.challenger - self.champion

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.interval[0] > 0 or self.interval[1] < 0

    def as_dict(self) -> dict[str, object]:
        """The figures rounded to three decimals."""
        return {
            "champion": round(self.champion, 3),
            "challenger": round(self.challenger, 3),
            "difference": round(self.difference, 3),
            "interval_95": [round(bound, 3) for bound in self.interval],
        }


class Draws:
    """The same draws of narratives for every figure; seeded, so that the same cases give the same intervals."""

    def __init__(self, narratives: int, draws: int) -> None:
        random = np.random.default_rng(0)
        self._weights = random.multinomial(narratives, np.full(narratives, 1 / narratives), size=draws).astype(float)

    def interval(self, counts: Counts, figure: Figure) -> tuple[float, float]:
        """95 % interval of one coder's figure; 0 to 1 where no draw defines it."""
        return _bounds(figure(self._weights @ counts), (0.0, 1.0))

    def difference(self, champion: Counts, challenger: Counts, figure: Figure) -> Difference:
        """The difference of a figure between two coders of the same narratives."""
        apart = figure(self._weights @ challenger) - figure(self._weights @ champion)
        return Difference(_whole(figure, champion), _whole(figure, challenger), _bounds(apart, (-1.0, 1.0)))


def precision(sums: Counts) -> NDArray[np.float64]:
    """Of columns right, wrong, missed: right / (right + wrong); NaN where nothing is given."""
    return _ratio(sums[:, 0], sums[:, 0] + sums[:, 1])


def recall(sums: Counts) -> NDArray[np.float64]:
    """Of columns right, wrong, missed: right / (right + missed); NaN where nothing is true."""
    return _ratio(sums[:, 0], sums[:, 0] + sums[:, 2])


def f1(sums: Counts) -> NDArray[np.float64]:
    """Of columns right, wrong, missed: 2 x right / (2 x right + wrong + missed); NaN where there is nothing."""
    return _ratio(2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def calibration_error(sums: Counts) -> NDArray[np.float64]:
    """Expected calibration error of columns (count, sum of confidences, number right) for each bin in turn."""
    bins = sums.reshape(len(sums), -1, 3)
    return _ratio(np.abs(bins[:, :, 1] - bins[:, :, 2]).sum(axis=1), bins[:, :, 0].sum(axis=1))


def discoveries(p_values: dict[str, float], rate: float = 0.05) -> set[str]:
    """Which of many tests hold when a share `rate` of false ones is accepted (Benjamini and Hochberg 1995)."""
    ranked = sorted(p_values.items(), key=lambda pair: (pair[1], pair[0]))
    held = [rank for rank, (_, p) in enumerate(ranked, 1) if p <= rate * rank / len(ranked)]
    return {name for name, _ in ranked[: max(held, default=0)]}


def _whole(figure: Figure, counts: Counts) -> float:
    return float(np.nan_to_num(figure(counts.sum(axis=0, keepdims=True))[0]))


def _bounds(drawn: NDArray[np.float64], unknown: tuple[float, float]) -> tuple[float, float]:
    """The interval of drawn figures. A draw that leaves the figure undefined says nothing of it and does not count."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return unknown
    low, high = np.quantile(known, _BOUNDS)
    return float(low), float(high)


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio
