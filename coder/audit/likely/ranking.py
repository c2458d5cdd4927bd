"""The chance that a cell is an error, and the cells by that chance.

Let p be how likely the coder gives the code here, by all that is known, alpha the share of true codes that are left out
and beta the share of untrue cells that are given. With p for the chance that the code holds, Bayes' rule gives

    odds that a given code is wrong        beta / (1 - alpha) x (1 - p) / p
    odds that a code not given is missing  alpha / (1 - beta) x p / (1 - p)

so that a wrong code and a missing one are ranked on one scale, which self-confidence alone (Northcutt et al. 2021,
1 - p and p) does not give: where codes are often forgotten but seldom invented, a likely missing code comes first. The
noise rates follow Blanchard et al. (2010): if a share w of the given codes were taken from the cells that are not
given, then at least that share of them would lie where those lie, at every threshold of p. The largest w that the data
leave possible is taken: too high where p cannot tell true codes from others, too low where invented codes are not
spread as the cells that are not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Bools, Codings, Floats, Ints
from coder.audit.likely.cells import FEATURES, CellTable, Hints, cell_table
from coder.audit.likely.fitting import fit_logistic

_LEARN_FROM = 300_000
_THRESHOLDS = np.linspace(0.05, 0.95, 37)
_LOWEST_RATE, _HIGHEST_RATE = 1e-4, 0.5
_BROKEN = 3.0
"""Times that the odds of an error grow where an edit rule is broken: of the codes it names, one or two are at fault."""


@dataclass(frozen=True)
class NoiseRates:
    """`missing` is the share of true codes that are left out (alpha), `wrong` the share of untrue cells that are given
    (beta); estimates from the codings alone, 0.0001 to 0.5, lower = better."""

    missing: float
    wrong: float


@dataclass(frozen=True)
class LikelyErrors:
    """Cells by the chance that they are an error, highest first, ties by coder, record and code.

    `coder`, `record` and `code` are places in the codings. `given` cells may be wrong, the others missing. `stated`
    tells whether the coder named the code itself and not one below it. `chance` lies between 0 and 1; `confidence` is
    the machine's, 0 where it does not list the code. `reasons` (N, 3) flags: read as denied, a twin differs, an edit
    rule is broken. `weights` are those of the fit, by feature; `above` (C, C) leads from each code to itself and its
    ancestors.
    """

    coder: Ints
    record: Ints
    code: Ints
    given: Bools
    stated: Bools
    chance: Floats
    confidence: Floats
    reasons: Bools
    rates: NoiseRates
    weights: Mapping[str, float]
    above: Bools


def likely_errors(
    codings: Codings,
    machine: str | None,
    random: np.random.Generator,
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
    hints: Hints | None = None,
) -> LikelyErrors:
    """Rank the cells of all coders but the machine by the chance that they are errors.

    `machine` names the coder whose confidences are weighed in; they must be out of sample: by an edition that has not
    learnt from these codes. Without it, only the other codes of a record, twins and edit rules speak. Cells that nobody
    gave and the machine does not list are left out. The random draws serve the fit only.
    """
    table = cell_table(codings, machine, random, ancestors=ancestors or {}, hints=hints or Hints())
    weights = _fit(table, random)
    logit = table.features @ weights
    rates = _noise(logit, table)
    chance = _share(_weighed(_log_odds(logit, table.given, rates), table))
    twins = table.features[:, 1 + FEATURES.index("twins")]
    differs = np.where(table.given, twins < 0, twins > 0)
    denied = (table.features[:, 1 + FEATURES.index("denied")] > 0) & table.given
    kept = np.flatnonzero((table.weight == 1.0) | (table.given & table.stated))
    order = kept[np.lexsort((table.code[kept], table.record[table.row[kept]], table.row[kept], -chance[kept]))]
    return LikelyErrors(
        coder=table.coder[table.row[order]],
        record=table.record[table.row[order]],
        code=table.code[order],
        given=table.given[order],
        stated=table.stated[order],
        chance=chance[order],
        confidence=table.confidence[order],
        reasons=np.column_stack([denied, differs, table.broken])[order],
        rates=rates,
        weights=dict(zip(("base", *FEATURES), weights.tolist(), strict=True)),
        above=table.lineage.above,
    )


def _fit(table: CellTable, random: np.random.Generator) -> Floats:
    """Weights of the logistic for "given"; the machine's log-odds start at 1, everything else at 0."""
    start = np.zeros(table.features.shape[1])
    start[1] = 1.0
    some = np.arange(len(table.row))
    if len(some) > _LEARN_FROM:
        some = np.sort(random.choice(some, _LEARN_FROM, replace=False))
    return fit_logistic(table.features[some], table.given[some], table.weight[some], start)


def _noise(logit: Floats, table: CellTable) -> NoiseRates:
    given, others = table.given, ~table.given
    if not given.any() or not others.any():
        return NoiseRates(_LOWEST_RATE, _LOWEST_RATE)
    wrong_share = _mixed_in(logit[given], table.weight[given], logit[others], table.weight[others])
    missing_share = _mixed_in(-logit[others], table.weight[others], -logit[given], table.weight[given])
    given_count, other_count = table.weight[given].sum(), table.weight[others].sum()
    true = (1 - wrong_share) * given_count + missing_share * other_count
    missing = missing_share * other_count / true
    wrong = wrong_share * given_count / (given_count + other_count - true)
    return NoiseRates(*(float(np.clip(rate, _LOWEST_RATE, _HIGHEST_RATE)) for rate in (missing, wrong)))


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


def _log_odds(logit: Floats, given: Bools, rates: NoiseRates) -> Floats:
    wrong = np.log(rates.wrong / (1 - rates.missing)) - logit
    missing = np.log(rates.missing / (1 - rates.wrong)) + logit
    return np.asarray(np.where(given, wrong, missing))


def _weighed(log_odds: Floats, table: CellTable) -> Floats:
    """Log-odds of an error, raised for cells that break an edit rule.

    Single codes get no rates of their own: with the codings alone to go by, a code that is often wrong looks like one
    that is hard to read, and the ranking gets worse (docs/audit.md has the figures).
    """
    return np.asarray(log_odds + np.log(_BROKEN) * table.broken)


def _share(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
