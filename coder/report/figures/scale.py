"""Scales: from values to places on the canvas, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.report.numbers import Kind, shown

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TELLABLE = 1e-7
"""Values nearer to each other than this, in ones or in shares of themselves, are drawn as one."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis says and where it ends. Ends left out follow from the data, with round numbers.

    `ticks` are (value, label) where the labels are no numbers, such as dates.
    """

    label: str
    kind: Kind = "number"
    low: float | None = None
    high: float | None = None
    ticks: Sequence[tuple[float, str]] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` lies at `start` units and `high` at `end`. Values outside are drawn at the nearer end."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Where a value lies, in units."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def scale_for(axis: Axis, values: Iterable[float | None], start: float, end: float, *, ticks: int = 5) -> Scale:
    """A scale that holds the values and the ends an axis asks for; about `ticks` ticks. Needs no values."""
    finite = [value for value in values if value is not None and math.isfinite(value)]
    finite += [value for value in (axis.low, axis.high) if value is not None]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    size = max(abs(low), abs(high))
    if high - low <= _TELLABLE * max(1.0, size):
        margin = size / 2 if size > _TELLABLE else 0.5
        low, high = low - margin, high + margin
    step = _step(low, high, ticks)
    low = axis.low if axis.low is not None and axis.low <= low else math.floor(low / step + 1e-9) * step
    high = axis.high if axis.high is not None and axis.high >= high else math.ceil(high / step - 1e-9) * step
    return Scale(low, high, start, end, tuple(axis.ticks) or _round_ticks(low, high, step, axis.kind))


def _step(low: float, high: float, ticks: int) -> float:
    """The smallest round step that needs no more than about `ticks` ticks."""
    rough = (high - low) / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * step for step in _STEPS if power * step >= rough * (1 - 1e-9))


def _round_ticks(low: float, high: float, step: float, kind: Kind) -> tuple[tuple[float, str], ...]:
    digits = _decimals(100 * step if kind == "percent" else step)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple((at * step, shown(at * step, kind, digits=digits)) for at in range(first, last + 1))


def _decimals(step: float) -> int:
    """Decimals that tell ticks a step apart."""
    return next((digits for digits in range(9) if math.isclose(round(step, digits), step, rel_tol=1e-6)), 9)
