"""`ictip edition compare`: champion and challenger on held-out cases that people confirmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import console, say
from coder.cli.opening import suggester_of
from coder.cli.score_tables import table
from coder.edition.bootstrap import Difference
from coder.edition.compare import Comparison, compare, read_held_out
from coder.edition.trained import read_trained_on
from coder.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

Champion = Annotated[Path, typer.Argument(metavar="CHAMPION", exists=True, file_okay=False, help="Edition in use.")]
Challenger = Annotated[
    Path, typer.Argument(metavar="CHALLENGER", exists=True, file_okay=False, help="Edition that might replace it.")
]
Cases = Annotated[
    Path,
    typer.Argument(
        metavar="HELDOUT.jsonl", exists=True, dir_okay=False, help="Cases that ictip build --held-out wrote."
    ),
]


def edition_compare(
    champion: Champion,
    challenger: Challenger,
    cases: Cases,
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="X", min=0.0, max=1.0, help="Confidence from which a code counts.")
    ] = 0.5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Compare two editions on held-out cases.

    Says which codes got better or worse beyond noise, with 95 % intervals of the differences. Refuses cases that either
    edition has learnt from.
    """
    known = {"CHAMPION": read_trained_on(champion), "CHALLENGER": read_trained_on(challenger)}
    if known["CHALLENGER"] is None:
        raise UsageError("CHALLENGER does not tell what it has learnt from; build it again with this version")
    if known["CHAMPION"] is None:
        say("note: CHAMPION does not tell what it has learnt from; if these cases are among it, it looks too good")
    old, new = suggester_of(champion), suggester_of(challenger)
    found = compare(old, new, read_held_out(cases, new.scheme, known), threshold=threshold)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return
    _draw(console(), found)


def _draw(screen: Console, found: Comparison) -> None:
    screen.print(f"champion   {found.champion}", soft_wrap=True)
    screen.print(f"challenger {found.challenger}", soft_wrap=True)
    screen.print(f"\n{found.verdict}\n", style="bold", soft_wrap=True)
    figures = table("figure", "champion", "challenger", "difference", "95 % interval")
    for name, figure in {**found.overall, "ece": found.ece}.items():
        figures.add_row(name, *_row(figure))
    for name, group in found.by_dimension.items():
        figures.add_row(f"f1 of {name}", *_row(group["f1"]))
    screen.print(figures)
    codes = table("code", "cases", "fixed", "broken", "p", "change", "f1 difference")
    for change in found.by_code:
        row = (change.cases, change.fixed, change.broken, f"{change.p_value:.3f}", change.change)
        codes.add_row(change.code, *map(str, row), f"{change.f1.difference:+.3f}")
    screen.print("\ncodes that the editions judge differently")
    screen.print(codes if found.by_code else "none")


def _row(figure: Difference) -> tuple[str, ...]:
    low, high = figure.interval
    mark = " *" if figure.beyond_noise else ""
    return (
        f"{figure.champion:.3f}",
        f"{figure.challenger:.3f}",
        f"{figure.difference:+.3f}{mark}",
        f"{low:+.3f} to {high:+.3f}",
    )
