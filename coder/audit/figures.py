"""A figure with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with the ends of its interval, in the unit of the figure.

    `value` is None when the figure is undefined, `low` and `high` when no interval can be given; `reason` then says
    why, in words for people. It is "" otherwise.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def as_dict(self, decimals: int = 4) -> dict[str, object]:
        """Value, low and high rounded, and the reason where there is one."""
        made: dict[str, object] = {
            name: None if number is None else round(number, decimals)
            for name, number in (("value", self.value), ("low", self.low), ("high", self.high))
        }
        return made | ({"reason": self.reason} if self.reason else {})


def undefined(reason: str) -> Figure:
    """A figure that cannot be computed, and why."""
    return Figure(None, reason=reason)
