"""Numbers as a reader sees them: rounded alike everywhere, a missing one as a dash."""

from __future__ import annotations

import math
from typing import Literal

Kind = Literal["text", "count", "number", "percent"]
"""What a column or an axis holds. `percent` takes shares, 0.081 for 8.1 %; `number` shows `digits` decimals."""

MISSING = "–"


def shown(value: float | None, kind: Kind = "number", *, digits: int | None = None) -> str:
    """A number in words of its kind. None, infinite values and NaN are a dash.

    `digits` are decimals: left out, 2 for numbers, 1 for percents, none for counts.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if kind == "count":
        return _signed(f"{value:,.{digits or 0}f}")
    if kind == "percent":
        return _signed(f"{100 * value:.{1 if digits is None else digits}f} %")
    return _signed(f"{value:,.{2 if digits is None else digits}f}")


def shown_interval(low: float | None, high: float | None, kind: Kind = "number", *, digits: int | None = None) -> str:
    """`3.1 to 4.2 %`: the unit once; empty where an end is missing."""
    first, last = (shown(end, kind, digits=digits) for end in (low, high))
    if MISSING in (first, last):
        return ""
    return f"{first.removesuffix(' %')} to {last}"


def _signed(text: str) -> str:
    """A true minus sign, and none before a zero."""
    if not text.startswith("-"):
        return text
    return f"−{text[1:]}" if any(digit in "123456789" for digit in text) else text[1:]
