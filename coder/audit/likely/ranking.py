"""The chance that a cell is an error, and the cells by that chance.

Let p be how likely the coder gives the code here, by all that is known, alpha the share of true codes that are left out
and beta the share of untrue cells that are given. With p for the chance that the code holds, Bayes' rule gives

    odds that a given code is wrong        beta / (1 - alpha) x (1 - p) / p
    odds that a code not given is missing  alpha / (1 - beta) x p / (1 - p)

so that a wrong code and a missing one are ranked on one scale, which self-confidence alone (Northcutt et al. 2021,
1 - p and p) does not give: where codes are often forgotten but seldom invented, a likely missing code comes first.
`learning` corrects these odds by what planted errors look like.

Where the planted errors were learnt, the codings held their own errors besides, as many and of the same look, which
passed for no errors: the logistic learns s = e / (2 e + o) from errors e and all else o. Wanted is e / (e + o), which
is s / (1 - s), the odds (after Elkan and Noto 2008). Odds above 1 are play of chance: the hyperbolic tangent keeps
them below 1 and in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Bools, Codings, Floats, Ints
from coder.audit.likely.cells import Hints, Sheets, broken_cells, sheets_of
from coder.audit.likely.features import FEATURES, CellTable, Surroundings, cell_table, surroundings_of
from coder.audit.likely.learning import Model, learn_model
from coder.audit.likely.noise import NoiseRates

_ROWS = 4096
"""Codings judged at a time."""
_BROKEN = 3.0
"""Times that the odds of an error grow where an edit rule is broken: of the codes it names, one or two are at fault."""


@dataclass(frozen=True)
class LikelyErrors:
    """Cells by the chance that they are an error, highest first, ties by coder, record and code.

    `coder`, `record` and `code` are places in the codings. `given` cells may be wrong, the others missing. `stated`
    tells whether the coder named the code itself and not one below it. `chance` lies between 0 and 1; `confidence` is
    the machine's, 0 where it does not list the code. `reasons` (N, 3) flags: read as denied, a twin differs, an edit
    rule is broken. `weights` are those of the fit for "given", by feature; `above` (C, C) leads from each code to
    itself and its ancestors.
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
    gave and the machine does not list are left out. The random draws serve the fits only.
    """
    known = hints or Hints()
    sheets = sheets_of(codings, machine, ancestors=ancestors or {}, twins=known.twins)
    model, around = learn_model(sheets, random), surroundings_of(sheets)
    parts = [
        _judged(sheets, around, model, start, codings, known) for start in range(0, max(len(sheets.record), 1), _ROWS)
    ]
    row, code, given, stated, chance, confidence, reasons = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(-chance, kind="stable")
    return LikelyErrors(
        coder=sheets.coder[row[order]],
        record=sheets.record[row[order]],
        code=code[order],
        given=given[order],
        stated=stated[order],
        chance=chance[order],
        confidence=confidence[order],
        reasons=reasons[order],
        rates=model.rates,
        weights=dict(zip(FEATURES, model.given.tolist(), strict=True)),
        above=sheets.lineage.above,
    )


def _judged(
    sheets: Sheets, around: Surroundings, model: Model, start: int, codings: Codings, hints: Hints
) -> tuple[np.ndarray, ...]:
    """Row, code, given, stated, chance, confidence and reasons of the cells of some codings, by row and code."""
    part = sheets.part(slice(start, start + _ROWS))
    cells = cell_table(part, around, *part.looked_at())
    broken = broken_cells(codings, hints, part.record[cells.row], cells.code)
    chance = np.tanh(np.exp(np.clip(model.logits(cells) + np.log(_BROKEN) * broken, -30, 2.5)))
    small = (cells.row + start).astype(np.int32), cells.code.astype(np.int32)
    return (*small, cells.held, cells.stated, chance, cells.confidence, _reasons(cells, broken))


def _reasons(cells: CellTable, broken: Bools) -> Bools:
    twins = cells.features[:, FEATURES.index("twins")]
    denied = (cells.features[:, FEATURES.index("denied")] > 0) & cells.held
    return np.column_stack([denied, np.where(cells.held, twins < 0, twins > 0), broken])
