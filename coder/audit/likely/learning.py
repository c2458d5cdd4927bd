"""Learn to tell errors: how likely a code is given, how often errors happen, and what planted ones look like.

Nobody knows the true errors. So errors are planted in the codings, codes left out and invented as often as the noise
rates say, and two logistics learn to find them: one among the codes that are held, one among those that are not. They
start from Bayes' rule and keep to it where few errors could be planted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Bools, Floats, ones
from coder.audit.likely.cells import Sheets, values_at
from coder.audit.likely.features import FEATURES, OF_FREE, CellTable, Surroundings, cell_table, surroundings_of
from coder.audit.likely.fitting import fit_logistic
from coder.audit.likely.noise import NoiseRates, log_odds, noise_rates

_CODINGS = 4000
"""Codings to learn from at most: more sharpen nothing."""
_PLANTED_IN, _MOST_TIMES = 3000, 8
"""Errors are planted anew until so many codings were damaged, and at most so many times."""
_FAR = 60_000
"""Cells drawn from all those that nobody would look at."""
_PLAIN = 1 + len(FEATURES) + len(OF_FREE)
"""Features of a cell that is not held, after the log-odds by Bayes' rule."""


@dataclass(frozen=True)
class Model:
    """`given` weighs `FEATURES` to the log-odds that a coder gives a code. `wrong` and `missing` weigh the log-odds of
    an error that follow from there by Bayes' rule, then the features."""

    given: Floats
    wrong: Floats
    missing: Floats
    rates: NoiseRates

    def logits(self, cells: CellTable) -> Floats:
        """Log-odds that each cell is an error."""
        known = _with_bayes(cells, self.given, self.rates)
        return np.asarray(np.where(cells.held, known @ self.wrong, known[:, :_PLAIN] @ self.missing))


def learn_model(sheets: Sheets, random: np.random.Generator) -> Model:
    """Learn from some of the codings, drawn at random where there are many."""
    count = len(sheets.record)
    if count > _CODINGS:
        sheets = sheets.part(np.sort(random.choice(count, _CODINGS, replace=False)))
    around = surroundings_of(sheets)
    cells, weight = _with_far(sheets, around, random)
    start = np.zeros(len(FEATURES))
    start[FEATURES.index("confidence")] = 1.0
    own = cells.features[:, : len(FEATURES)]
    given = fit_logistic(own, cells.held, weight, start)
    rates = noise_rates(own @ given, cells.held, weight)
    wrong, missing = _fit_to_planted(sheets, given, rates, random)
    return Model(given, wrong, missing, rates)


def _with_far(sheets: Sheets, around: Surroundings, random: np.random.Generator) -> tuple[CellTable, Floats]:
    """The cells worth a look and some others, and the number of cells that each stands for."""
    row, code = sheets.looked_at()
    rows, width = sheets.held.shape
    rest = rows * width - len(row)
    far = np.zeros(0, dtype=np.int64)
    if rest > 0:
        far = np.unique(random.integers(0, rows * width, size=min(_FAR, 4 * rest)))
        far = far[~np.isin(far, row * width + code, kind="sort")]
        far = far[sheets.usable(far // width, far % width)]
    weight = np.concatenate([np.ones(len(row)), np.full(len(far), rest / max(len(far), 1))])
    row, code = np.concatenate([row, far // width]), np.concatenate([code, far % width])
    return cell_table(sheets, around, row, code), weight


def _fit_to_planted(
    sheets: Sheets, given: Floats, rates: NoiseRates, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Weights of the two logistics."""
    times = min(max(1, -(-_PLANTED_IN // max(len(sheets.record), 1))), _MOST_TIMES)
    known: list[list[Floats]] = [[], []]
    wrong: list[list[Bools]] = [[], []]
    for _ in range(times):
        damaged = _plant(sheets, rates, random)
        cells = cell_table(damaged, surroundings_of(damaged), *damaged.looked_at())
        error = cells.held != (values_at(sheets.held, cells.row, cells.code) > 0)
        features = _with_bayes(cells, given, rates)
        for side, where in enumerate((cells.held, ~cells.held)):
            known[side].append(features[where])
            wrong[side].append(error[where])
    return tuple(  # type: ignore[return-value]  # there are two sides
        _fit(np.concatenate(known[side])[:, :width], np.concatenate(wrong[side]))
        for side, width in ((0, None), (1, _PLAIN))
    )


def _fit(features: Floats, error: Bools) -> Floats:
    start = np.zeros(features.shape[1])
    start[0] = 1.0
    return fit_logistic(features, error, np.ones(len(error)), start)


def _plant(sheets: Sheets, rates: NoiseRates, random: np.random.Generator) -> Sheets:
    """The codings with codes left out and invented at random; invented ones lie where nothing is held."""
    stated = sheets.stated.tocoo()
    kept = random.random(len(stated.row)) >= rates.missing
    rows, width = sheets.held.shape
    new = random.integers(0, rows * width, size=random.binomial(rows * width, rates.wrong))
    row, code = new // width, new % width
    free = sheets.usable(row, code) & (values_at(sheets.held, row, code) == 0)
    places = np.concatenate([stated.row[kept], row[free]]), np.concatenate([stated.col[kept], code[free]])
    return sheets.with_codes(ones(*places, sheets.held.shape))


def _with_bayes(cells: CellTable, given: Floats, rates: NoiseRates) -> Floats:
    logit = cells.features[:, : len(FEATURES)] @ given
    return np.column_stack([log_odds(logit, cells.held, rates), cells.features])
