"""What the sections share: figures as cells, bars and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coder.audit.figures import Figure
from coder.report import Column, Estimate
from coder.report.figures import Bar
from coder.report.numbers import Kind

Namer = Callable[[str], str]
"""A code or dimension as it is shown: its id, with its label where one is known."""


def namer(labels: Mapping[str, str]) -> Namer:
    """Ids with their labels after them."""
    return lambda name: f"{name} {labels[name]}" if labels.get(name) else name


def cell(figure: Figure) -> Estimate:
    """A figure as a cell of a table."""
    return Estimate(figure.value, figure.low, figure.high, figure.reason)


def bar(label: str, figure: Figure) -> Bar:
    """A figure as a bar."""
    return Bar(label, figure.value, figure.low, figure.high, figure.reason if figure.value is None else "")


def columns(**kinds: Kind) -> list[Column]:
    """Columns by their heads, underscores read as blanks; percents without decimals."""
    return [Column(head.replace("_", " "), kind, 0 if kind == "percent" else None) for head, kind in kinds.items()]
