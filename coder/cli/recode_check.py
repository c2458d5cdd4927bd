"""`ictip recode check`: the error a run really made in what it accepted, from the random share people re-checked."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.cli.console import console, say
from coder.cli.opening import scheme_of
from coder.cli.options import Dimensions, EditionOption
from coder.cli.recode_compare import gold_by_id
from coder.cli.recode_progress import RunFolderArgument
from coder.cli.suggest import known_dimensions
from coder.recode.reading import check_scheme, read_run
from coder.recode.recheck import Recheck, recheck
from coder.recode.shares import Share
from coder.report.numbers import shown, shown_interval


def recode_check(
    run: RunFolderArgument,
    rechecked: Annotated[
        Path,
        typer.Argument(metavar="RECHECKED.jsonl", exists=True, dir_okay=False, help="Drawn records, coded by people."),
    ],
    error: Annotated[
        float | None, typer.Option("--error", metavar="X", min=0.0, max=1.0, help="The error that was wanted.")
    ] = None,
    level: Annotated[float, typer.Option("--level", metavar="X", min=0.5, max=0.999, help="Of the intervals.")] = 0.95,
    dimension: Dimensions = None,
    edition: EditionOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Tell the realised error of what a run accepted."""
    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    dimensions = sorted(known_dimensions(dimension, scheme) or ())
    found = recheck(read_run(run), gold_by_id(rechecked), scheme, dimensions=dimensions, level=level)
    if as_json:
        typer.echo(json.dumps(_record(found), indent=1))
    else:
        _draw(found, error)
    if found.checked < found.drawn:
        say(
            f"note: {found.drawn - found.checked:,} drawn records are not re-checked; if those are harder, it errs more"
        )
    if found.not_drawn:
        say(f"note: {found.not_drawn:,} re-checked records had not been drawn and were left out")


def _draw(found: Recheck, error: float | None) -> None:
    from rich import box
    from rich.table import Table

    screen = console()
    screen.print(
        f"accepted {found.accepted:,} records, drawn {found.drawn:,}, re-checked {found.checked:,}", style="bold"
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    for head in ("", "share", "interval", "cases"):
        table.add_column(head, justify="left" if not head else "right")
    rows = [
        ("accepted codes wrong", found.wrong),
        ("true codes missed", found.missed),
        ("records without fault", found.spotless),
    ]
    rows += [(f"wrong in {name}", share) for name, share in found.by_dimension.items()]
    rows += [(f"wrong in {code}", share) for code, share in found.by_code.items() if share.part]
    for name, share in rows:
        interval = shown_interval(share.low, share.high, "percent")
        table.add_row(name, shown(share.value, "percent"), interval, f"{share.whole:,}")
    screen.print(table)
    if error is not None:
        screen.print(verdict(found.wrong, error))


def verdict(wrong: Share, error: float) -> str:
    """Whether the wanted error was kept, as far as the re-checked records can tell."""
    wanted = f"the wanted error of {100 * error:g} %"
    if not wrong.whole:
        return f"nothing was re-checked: {wanted} is neither shown nor refuted"
    if wrong.high <= error:
        return f"{wanted} was kept"
    if wrong.low > error:
        return f"{wanted} was NOT kept"
    return f"{wanted} is neither shown nor refuted: re-check more records"


def _record(found: Recheck) -> dict[str, Any]:
    record = asdict(found)
    for name in ("wrong", "missed", "spotless"):
        record[name]["value"] = getattr(found, name).value
    for part in ("by_dimension", "by_code"):
        for name, share in getattr(found, part).items():
            record[part][name]["value"] = share.value
    return record
