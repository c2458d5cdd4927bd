"""Agreement of coders per code, per dimension and overall, each figure with its interval or the reason for none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from coder.audit.arrays import Floats
from coder.audit.codings import Codings
from coder.audit.coefficients import COEFFICIENTS, TWO_CODERS
from coder.audit.figures import Figure, undefined
from coder.audit.intervals import paired_difference, wilson
from coder.audit.resample import Spread, by_code, pooled
from coder.audit.setdistance import set_alphas
from coder.audit.sums import Sums, record_sums

ALIKE = "no two answers differ in a way that resampling could show; see the interval of percent agreement"
NOTHING = "no code that anybody gave was coded by two coders on the same record"
RARE = "too few records with this code: undefined without some of them"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of one code, one dimension or all codes, by name (see `COEFFICIENTS` and `SET_ALPHAS`).

    `units` counts the cells (record, code) that at least two coders coded; `given` how often the code was given there,
    `answers` how often it could have been.
    """

    units: int
    given: int
    answers: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement by code and by dimension, both in list order, and over all codes. `records` were coded twice or more.

    Figures of a dimension and overall are pooled over the codes that anybody gave.
    """

    coders: tuple[str, ...]
    records: int
    codes: Mapping[str, Agreement]
    dimensions: Mapping[str, Agreement]
    overall: Agreement


def agreement(
    codings: Codings,
    random: np.random.Generator,
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
    draws: int = 1000,
    level: float = 0.95,
) -> AgreementReport:
    """How far the coders agree.

    `ancestors` maps a code to all codes above it and serves the hierarchical distance; without it the code list is
    taken as flat. `draws` is the number of resamples behind the intervals of single codes.
    """
    coders = len(codings.coders)
    sums, figures = by_code(codings, random, draws=draws, level=level)
    codes = {code: _agreement(sums, figures, at, coders, level) for at, code in enumerate(codings.codes)}
    table = record_sums(codings)
    groups = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    sums, figures = pooled(groups, random, level=level)
    sets = set_alphas(codings, random, ancestors or {}, level=level)
    parts = [
        replace(made, figures={**made.figures, **sets[at]})
        for at in range(len(codings.dimensions) + 1)
        for made in [_agreement(sums, figures, at, coders, None)]
    ]
    return AgreementReport(
        codings.coders,
        int((codings.coded_records.sum(axis=0) >= 2).sum()),
        codes,
        dict(zip(codings.dimensions, parts, strict=False)),
        parts[-1],
    )


def _agreement(sums: Sums, figures: Mapping[str, Spread], at: int, coders: int, level: float | None) -> Agreement:
    """The figures at a place; `level` is that of analytic intervals, None where units are clustered in records."""
    made = {
        name: Figure(_number(value[at]), _number(low[at]), _number(high[at]))
        for name, (value, low, high) in figures.items()
    }
    if coders == 2 and level is not None:
        made |= _proportions(sums, at, level)
    return Agreement(
        int(sums.pairable[at]),
        int(sums.yes[at]),
        int(sums.yes[at] + sums.no[at]),
        {name: _explained(name, figure, sums, at, coders) for name, figure in made.items()},
    )


def _proportions(sums: Sums, at: int, level: float) -> dict[str, Figure]:
    """Percent, positive and negative agreement of two coders with Wilson intervals, and bias with that of pairs.

    2a / (2a + b + c) rises with a / (a + b + c), whose interval it takes.
    """
    both, neither = sums.both[at] / 2, sums.neither[at] / 2
    differ = sums.pairable[at] - both - neither
    low, high = wilson(
        [both + neither, both, neither], [both + neither + differ, both + differ, neither + differ], level=level
    )
    figures = {"percent": Figure(_number(COEFFICIENTS["percent"](sums)[at]), float(low[0]), float(high[0]))}
    for name, place in (("positive", 1), ("negative", 2)):
        value = _number(COEFFICIENTS[name](sums)[at])
        ends = [float(2 * end / (1 + end)) for end in (low[place], high[place])]
        figures[name] = Figure(value, ends[0], ends[1])
    one, other, count = float(sums.first_only[at]), float(sums.second_only[at]), float(sums.pairable[at])
    if count:
        figures["bias_index"] = Figure((one - other) / count, *paired_difference(one, other, count, level=level))
    return figures


def _explained(name: str, figure: Figure, sums: Sums, at: int, coders: int) -> Figure:
    if name in TWO_CODERS and coders != 2:
        return undefined("defined for two coders; look at them in pairs")
    if figure.value is None:
        return undefined(_why(name, sums, at, coders))
    if figure.low is None or figure.high is None:
        return Figure(figure.value, reason=ALIKE if _all_alike(sums, at) else RARE)
    return figure


def _all_alike(sums: Sums, at: int) -> bool:
    return bool(np.isclose(sums.agreeing[at], sums.pairable[at]))


def _why(name: str, sums: Sums, at: int, coders: int) -> str:
    """Why a figure is undefined."""
    if not sums.pairable[at]:
        return NOTHING
    who = "both coders" if coders == 2 else "all coders"
    if not sums.yes[at]:
        return f"{who} gave this code to no record"
    if not sums.no[at]:
        return f"{who} gave this code to every record"
    return f"{name} cannot be computed from so few records"


def _number(value: Floats) -> float | None:
    return None if np.isnan(value) else float(value)
