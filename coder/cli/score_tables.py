"""Draw the figures of an evaluation as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_FIGURES = (
    ("precision", "precision"),
    ("recall", "recall"),
    ("exact_f1", "exact F1, without ancestors and implied codes"),
    ("macro_f1_codes_n5", "mean F1 of codes with 5 or more cases"),
    ("ece", "expected calibration error (lower is better)"),
    ("evidence_hit", "evidence that touches the gold words"),
    ("trap_codes_given", "trap codes given"),
)
_NONE = "-"


def draw_scores(screen: Console, scores: Mapping[str, Any]) -> None:
    """Draw the figures of `Scores.as_dict`, overall, by dimension and by confidence. None is shown as a dash."""
    low, high = scores["f1_interval_95"]
    figures = table("figure", "value")
    figures.add_row("narratives", str(scores["n"]))
    figures.add_row("confidence that counts", f"{scores['threshold']:g}")
    figures.add_row("F1 over all codes (95 % interval)", f"{scores['f1']:.3f} ({low:.3f} to {high:.3f})")
    for key, name in _FIGURES:
        figures.add_row(name, _shown(scores[key]))
    screen.print(figures)
    screen.print()
    by_dimension = table("dimension", "precision", "recall", "F1", "codes in gold")
    for dimension, row in scores["by_dimension"].items():
        by_dimension.add_row(dimension, *_row(row))
    screen.print(by_dimension)
    screen.print()
    reliability = table("suggestions", "mean confidence", "share right")
    for count, mean, share in scores["reliability"]:
        reliability.add_row(str(count), f"{mean:.2f}", f"{share:.2f}")
    screen.print(reliability)


def _row(row: Sequence[float]) -> list[str]:
    return [*(f"{rate:.3f}" for rate in row[:3]), str(row[3])]


def _shown(value: object) -> str:
    if value is None:
        return _NONE
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(*columns: str) -> Table:
    """A plain table: the first column to the left, figures to the right."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for at, column in enumerate(columns):
        made.add_column(column, justify="right" if at else "left", no_wrap=True)
    return made
