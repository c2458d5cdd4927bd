"""How common a code really is, when the coding that counts it is imperfect; arrays of codes at once.

Two ways, after Kloos, Meertens, Scholtus and Karch (2020):

- `corrected_prevalence`: sensitivity and specificity are known from elsewhere, an evaluation of the same coder on other
  records (Rogan and Gladen 1978). Holds when the coder's error rates are the same there.
- `calibrated_prevalence`: a random sample of the counted records themselves was coded again with care (Tenenbein 1970).
  More exact; holds for these records only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from coder.audit.arrays import Floats

LEAST_YOUDEN = 0.1
"""Sensitivity + specificity - 1 below which a coder tells so little that no correction is given."""


@dataclass(frozen=True, eq=False)
class Prevalence:
    """Shares of records with each code, 0 to 1: as counted, and corrected with its interval.

    NaN where no correction can be given; `reasons` then say why, "" elsewhere.
    """

    counted: Floats
    value: Floats
    low: Floats
    high: Floats
    reasons: tuple[str, ...]


def corrected_prevalence(
    counted: ArrayLike,
    records: ArrayLike,
    *,
    found: ArrayLike,
    true: ArrayLike,
    silent: ArrayLike,
    false: ArrayLike,
    level: float = 0.95,
) -> Prevalence:
    """Prevalence from counts by a coder whose sensitivity and specificity were measured on other records.

    `counted` of `records` got the code; in the evaluation `found` of `true` records with the code got it, and `silent`
    of `false` records without it did not. All (C), effective counts of a design welcome. The estimate is Rogan and
    Gladen's (q + sp - 1) / (se + sp - 1), kept within 0 and 1; the interval Lang and Reiczigel's (2014), which carries
    the uncertainty of all three shares.
    """
    k, n, tp, p, tn, m = (
        np.atleast_1d(np.asarray(each, dtype=float)) for each in (counted, records, found, true, silent, false)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        q, se, sp = k / n, tp / p, tn / m
    youden = se + sp - 1
    usable = youden >= LEAST_YOUDEN
    value = np.clip(np.divide(q + sp - 1, youden, out=np.full(len(q), np.nan), where=usable), 0, 1)
    low, high = _lang_reiczigel(k, n, tp, p, tn, m, level)
    reasons = tuple(_reason(n[at], p[at], m[at], bool(usable[at])) for at in range(len(q)))
    usable &= np.array([not reason for reason in reasons], dtype=bool)
    # The interval is not centred on the estimate; where they part at an end of the range, it is widened to hold it.
    return Prevalence(
        q,
        np.where(usable, value, np.nan),
        np.where(usable, np.minimum(low, value), np.nan),
        np.where(usable, np.maximum(high, value), np.nan),
        reasons,
    )


def calibrated_prevalence(
    counted: ArrayLike,
    records: ArrayLike,
    *,
    right: ArrayLike,
    given: ArrayLike,
    missed: ArrayLike,
    withheld: ArrayLike,
    level: float = 0.95,
) -> Prevalence:
    """Prevalence from counts by a coder and a careful second coding of a random sample of the same records.

    `counted` of `records` got the code. Of the sample's records with the code, `right` of `given` really have it; of
    those without, `missed` of `withheld` do. All (C). The estimate is Tenenbein's (1970) q ppv + (1 - q) (1 - npv);
    the interval is that of a proportion of the same variance on the logit scale, shares smoothed by half a record.
    """
    k, n, r, g, s, w = (
        np.atleast_1d(np.asarray(each, dtype=float)) for each in (counted, records, right, given, missed, withheld)
    )
    q = np.divide(k, n, out=np.full(len(k), np.nan), where=n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = q * np.where(q > 0, r / g, 0) + (1 - q) * np.where(q < 1, s / w, 0)
    one, other = (r + 0.5) / (g + 1), (s + 0.5) / (w + 1)
    smooth = q * one + (1 - q) * other
    spread = q**2 * one * (1 - one) / (g + 1) + (1 - q) ** 2 * other * (1 - other) / (w + 1)
    spread = spread + q * (1 - q) / np.maximum(n, 1) * (one - other) ** 2
    half = _normal(level) * np.sqrt(spread) / (smooth * (1 - smooth))
    logit = np.log(smooth / (1 - smooth))
    low, high = 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))
    reasons = tuple(_why_not(n[at], g[at] if q[at] > 0 else 1, w[at] if q[at] < 1 else 1) for at in range(len(k)))
    usable = np.array([not reason for reason in reasons], dtype=bool)
    return Prevalence(
        q,
        np.where(usable, value, np.nan),
        np.where(usable, np.minimum(low, value), np.nan),
        np.where(usable, np.maximum(high, value), np.nan),
        reasons,
    )


def _lang_reiczigel(
    k: Floats, n: Floats, tp: Floats, p: Floats, tn: Floats, m: Floats, level: float
) -> tuple[Floats, Floats]:
    """The adjusted interval of Lang and Reiczigel (2014)."""
    z = _normal(level)
    n, q = n + z**2, (k + z**2 / 2) / (n + z**2)
    se, sp = (tp + 1) / (p + 2), (tn + 1) / (m + 2)
    p, m = p + 2, m + 2
    youden = se + sp - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (q + sp - 1) / youden
        shift = 2 * z**2 * (value * se * (1 - se) / p - (1 - value) * sp * (1 - sp) / m)
        spread = q * (1 - q) / n + value**2 * se * (1 - se) / p + (1 - value) ** 2 * sp * (1 - sp) / m
        half = z * np.sqrt(spread) / np.abs(youden)
    return np.clip(value + shift - half, 0, 1), np.clip(value + shift + half, 0, 1)


def _reason(records: float, true: float, false: float, usable: bool) -> str:
    if not records:
        return "no record was counted"
    if not true:
        return "the evaluation has no record with this code, so its sensitivity is not known"
    if not false:
        return "the evaluation has no record without this code, so its specificity is not known"
    return "" if usable else "the coder tells records with this code too badly from those without it"


def _why_not(records: float, given: float, withheld: float) -> str:
    if not records:
        return "no record was counted"
    if not given:
        return "no record with this code was coded again"
    return "" if withheld else "no record without this code was coded again"


def _normal(level: float) -> float:
    """Standard deviations on each side of the mean that hold `level` of a normal distribution."""
    from scipy.special import ndtri  # imported here, as it would slow every command down

    return float(ndtri((1 + level) / 2))
