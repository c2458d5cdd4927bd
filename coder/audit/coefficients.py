"""Agreement coefficients of a yes/no code, from sums over units; arrays in, arrays of the same shape out.

All are NaN where they are undefined. Formulas with their sources stand in docs/measures.md. Coders may be any number
and may have left out records, except where two are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from coder.audit.arrays import Floats
from coder.audit.sums import Sums


def percent(sums: Sums) -> Floats:
    """Share of agreeing pairs of coders, 0 to 1, higher = better. Fleiss (1971), mean of P_i."""
    return _ratio(sums.agreeing, sums.pairable)


def positive(sums: Sums) -> Floats:
    """Given that one coder gave the code, the chance that another did, 0 to 1. Cicchetti and Feinstein (1990), p_pos;
    for two coders 2a / (2a + b + c)."""
    return _ratio(sums.both, sums.yes)


def negative(sums: Sums) -> Floats:
    """The same for not giving it, 0 to 1: p_neg, for two coders 2d / (2d + b + c)."""
    return _ratio(sums.neither, sums.no)


def cohen(sums: Sums) -> Floats:
    """Cohen's (1960) kappa of two coders, -1 to 1."""
    both = sums.both / 2
    first = _ratio(both + sums.first_only, sums.pairable)
    second = _ratio(both + sums.second_only, sums.pairable)
    return _corrected(percent(sums), first * second + (1 - first) * (1 - second))


def fleiss(sums: Sums) -> Floats:
    """Fleiss' (1971) kappa, -1 to 1; with missing values as Gwet (2014) has it, and then below -1 in tiny data."""
    share = _ratio(sums.share, sums.seen)
    return _corrected(percent(sums), share**2 + (1 - share) ** 2)


def gwet(sums: Sums) -> Floats:
    """Gwet's (2008) AC1, -1 to 1; with missing values as Gwet (2014) has it, see `fleiss`."""
    share = _ratio(sums.share, sums.seen)
    return _corrected(percent(sums), 2 * share * (1 - share))


def krippendorff(sums: Sums) -> Floats:
    """Krippendorff's (2004) alpha for nominal data, -1 to 1, 1 = full agreement, 0 = chance."""
    values = sums.yes + sums.no
    observed = 1 - _ratio(sums.both + sums.neither, values)
    expected = _ratio(2 * sums.yes * sums.no, values * (values - 1))
    return 1 - _ratio(observed, expected)


def prevalence_index(sums: Sums) -> Floats:
    """Byrt, Bishop and Carlin (1993): (a - d) / n, -1 to 1; near -1 the code is rare, near 1 it is everywhere."""
    return _ratio(sums.yes - sums.no, sums.yes + sums.no)


def bias_index(sums: Sums) -> Floats:
    """Byrt, Bishop and Carlin (1993): (b - c) / n of two coders, -1 to 1; above 0 the first gives the code more."""
    return _ratio(sums.first_only - sums.second_only, sums.pairable)


COEFFICIENTS: Mapping[str, Callable[[Sums], Floats]] = {
    "percent": percent,
    "positive": positive,
    "negative": negative,
    "cohen_kappa": cohen,
    "fleiss_kappa": fleiss,
    "krippendorff_alpha": krippendorff,
    "gwet_ac1": gwet,
    "prevalence_index": prevalence_index,
    "bias_index": bias_index,
}
"""By the name under which a figure appears in reports."""

TWO_CODERS = frozenset({"cohen_kappa", "bias_index"})
"""Those that are defined for two coders only."""

BEYOND_CHANCE = frozenset({"cohen_kappa", "fleiss_kappa", "krippendorff_alpha"})
"""1 minus a disagreement over the disagreement of chance."""

INDICES = frozenset({"prevalence_index", "bias_index"})
"""Those on which neither end is better."""


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


def _corrected(observed: Floats, expected: Floats) -> Floats:
    return _ratio(observed - expected, 1 - expected)
