"""Intervals for proportions and for resampled figures; two-sided, arrays in, arrays out.

scipy is loaded by the functions that need it: commands that import this module and only show help must not wait.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from coder.audit.arrays import Floats

MOST_UNDEFINED = 0.05
"""Share of resamples in which a figure may be undefined and still get an interval from the others."""


def wilson(successes: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of a proportion, Wilson (1927); 0 to 1 where there is no trial.

    `successes` need not be whole: effective counts of a design may be given. Arrays of one shape.
    """
    from scipy.special import ndtri

    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    z = float(ndtri((1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
    # At the ends the formula is exactly 0 and 1; rounding must not leave the estimate outside.
    low, high = np.where(k <= 0, 0.0, low), np.where(k >= n, 1.0, high)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def clopper_pearson(successes: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of a proportion that never covers less than `level`, Clopper and Pearson (1934); 0 to 1 without trials.

    `successes` need not be whole. Arrays of one shape.
    """
    from scipy.special import betaincinv

    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    tail = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1e-12), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1e-12), 1 - tail), 1.0)
    return low, high


def paired_difference(first: float, second: float, pairs: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of (first - second) / pairs: how much more often the first of two coders alone said yes.

    Wald's after half a pair is added to each of the four cells, Agresti and Min (2005), kept within -1 and 1.
    """
    from scipy.special import ndtri

    count, away = pairs + 2, first - second
    half = float(ndtri((1 + level) / 2)) * float(np.sqrt(first + second + 1 - away**2 / count)) / count
    return max(-1.0, away / count - half), min(1.0, away / count + half)


def bca(estimate: Floats, draws: Floats, acceleration: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Bias-corrected and accelerated bootstrap intervals, Efron (1987).

    `estimate` and `acceleration` have a shape, `draws` (resamples, *shape). NaN where the estimate is undefined, where
    more than `MOST_UNDEFINED` of the resamples are, or where all resamples are alike.
    """
    from scipy.special import ndtr, ndtri

    ordered = np.sort(draws, axis=0)
    valid = (~np.isnan(ordered)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        below = (ordered < estimate).sum(axis=0) + (ordered == estimate).sum(axis=0) / 2
    bound = 0.5 / np.maximum(valid, 1)
    bias = ndtri(np.clip(below / np.maximum(valid, 1), bound, 1 - bound))
    last = np.maximum(valid - 1, 0)
    ends = []
    for z in (-ndtri((1 + level) / 2), ndtri((1 + level) / 2)):
        share = ndtr(bias + (bias + z) / (1 - acceleration * (bias + z)))
        at = np.clip(np.rint(np.nan_to_num(share) * last), 0, last).astype(np.int64)
        ends.append(np.take_along_axis(ordered, at[None], axis=0)[0])
    alike = ordered[0] == np.take_along_axis(ordered, last[None], axis=0)[0]
    gone = np.isnan(estimate) | (valid < (1 - MOST_UNDEFINED) * len(draws)) | alike
    return np.where(gone, np.nan, ends[0]), np.where(gone, np.nan, ends[1])


def acceleration_of(left_out: Floats, weights: Floats) -> Floats:
    """Skewness / 6 of the jackknife, the acceleration of a BCa interval: Efron and Tibshirani (1993), eq. 14.15.

    `left_out` (units, *shape) holds the figure without each unit; `weights` of the same shape tells how many units are
    like it. Units whose figure is undefined count as not there.
    """
    weights = np.where(np.isnan(left_out), 0.0, weights)
    values = np.nan_to_num(left_out)
    total = np.maximum(weights.sum(axis=0), 1)
    away = (weights * values).sum(axis=0) / total - values
    below = 6 * (weights * away**2).sum(axis=0) ** 1.5
    return np.where(below > 0, (weights * away**3).sum(axis=0) / np.where(below > 0, below, 1), 0.0)


def by_jackknife(
    estimate: Floats, left_out: Floats, weights: Floats, *, logged: bool, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Intervals by the jackknife's standard error (Efron and Tibshirani 1993, eq. 11.5) and Student's t.

    `estimate` has a shape, `left_out` (units, *shape) holds the figure without each unit, `weights` of the same shape
    how many units are like it. `logged` is for figures of at most 1: their distance from 1, a disagreement over what
    chance gives, is taken in logs. NaN where the figure is undefined with or without some unit, where it is at 1, and
    where no unit makes a difference.
    """
    from scipy.special import stdtrit

    met = weights > 0
    count = weights.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(met, left_out, 0.0)
        away = np.where(met, values - (weights * values).sum(axis=0) / count, 0.0)
        error = np.sqrt((count - 1) / count * (weights * away**2).sum(axis=0))
        half = stdtrit(np.maximum(count - 1, 1), (1 + level) / 2) * error
        if logged:
            spread = np.exp(half / (1 - estimate))
            low, high = 1 - (1 - estimate) * spread, 1 - (1 - estimate) / spread
        else:
            low, high = np.clip(estimate - half, -1, 1), np.clip(estimate + half, -1, 1)
    gone = ~(error > 0) | (estimate >= 1)
    return np.where(gone, np.nan, np.maximum(low, -1.0)), np.where(gone, np.nan, high)


def jackknife_error(left_out: Floats) -> float:
    """Standard error of a figure from its values without each unit, Efron and Tibshirani (1993), eq. 11.5.

    NaN with fewer than two units or where a value is undefined.
    """
    count = len(left_out)
    if count < 2:
        return float("nan")
    return float(np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum()))


def fisher(estimate: float, error: float, *, level: float = 0.95) -> tuple[float, float] | None:
    """Interval of a figure from -1 to 1 by its standard error on the scale of Fisher's (1921) z.

    None where the error is 0 or unknown, or the figure at an end of its range.
    """
    from scipy.special import ndtri

    if not error > 0 or abs(estimate) >= 1:
        return None
    half = float(ndtri((1 + level) / 2)) * error / (1 - estimate**2)
    return float(np.tanh(np.arctanh(estimate) - half)), float(np.tanh(np.arctanh(estimate) + half))
