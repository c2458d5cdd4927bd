"""How often codes are left out and invented, estimated from the codings alone.

After Blanchard et al. (2010): if a share w of the given codes were taken from the cells that are not given, then at
least that share of them would lie where those lie, at every threshold of how likely the code is. The largest w that the
data leave possible is taken: too high where likely cells cannot be told from others, too low where invented codes are
not spread as the cells that are not given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Bools, Floats

_THRESHOLDS = np.linspace(0.05, 0.95, 37)
_LOWEST_RATE, _HIGHEST_RATE = 1e-4, 0.5


@dataclass(frozen=True)
class NoiseRates:
    """`missing` is the share of true codes that are left out (alpha), `wrong` the share of untrue cells that are given
    (beta); estimates from the codings alone, 0.0001 to 0.5, lower = better."""

    missing: float
    wrong: float


def noise_rates(logit: Floats, given: Bools, weight: Floats) -> NoiseRates:
    """The rates from cells: `logit` how likely each is given, in log-odds, `given` whether it is, `weight` how many
    cells it stands for; all (N)."""
    others = ~given
    if not given.any() or not others.any():
        return NoiseRates(_LOWEST_RATE, _LOWEST_RATE)
    wrong_share = _mixed_in(logit[given], weight[given], logit[others], weight[others])
    missing_share = _mixed_in(-logit[others], weight[others], -logit[given], weight[given])
    given_count, other_count = weight[given].sum(), weight[others].sum()
    true = (1 - wrong_share) * given_count + missing_share * other_count
    missing = missing_share * other_count / true
    wrong = wrong_share * given_count / max(given_count + other_count - true, 1e-9)
    return NoiseRates(*(float(np.clip(rate, _LOWEST_RATE, _HIGHEST_RATE)) for rate in (missing, wrong)))


def log_odds(logit: Floats, given: Bools, rates: NoiseRates) -> Floats:
    """Log-odds that a given code is wrong or one that is not given is missing, by Bayes' rule from the rates."""
    wrong = np.log(rates.wrong / (1 - rates.missing)) - logit
    missing = np.log(rates.missing / (1 - rates.wrong)) + logit
    return np.asarray(np.where(given, wrong, missing))


def _mixed_in(values: Floats, weights: Floats, model: Floats, model_weights: Floats) -> float:
    """Largest share of `values` that may come from the distribution of `model`, judged by their low ends."""
    edges = _quantiles(model, model_weights, _THRESHOLDS)
    order = np.argsort(values, kind="stable")
    below = np.concatenate([[0.0], np.cumsum(weights[order])])[np.searchsorted(values[order], edges, side="right")]
    # One more than was counted: with few cells a share of none proves little.
    return float(np.min((below + 1) / (weights.sum() + 1) / _THRESHOLDS).clip(0, 1))


def _quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return np.asarray(values[order][np.searchsorted(reached, shares * reached[-1]).clip(max=len(values) - 1)])
