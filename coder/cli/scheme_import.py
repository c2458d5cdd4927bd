"""`ictip scheme import`: a code list from elsewhere becomes a scheme folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import console
from coder.cli.options import Sheet
from coder.errors import UsageError
from coder.narrative.intake.wording import counted
from coder.scheme import import_scheme


def scheme_import(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", exists=True, dir_okay=False, help="The list, as CSV or Excel workbook.")
    ],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="Folder to write; a name like fruit-2 is name-version.")
    ],
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="OURS=THEIRS", help="Which of their columns is ours, as in code=Kode; once per column."
        ),
    ] = None,
    sheet: Sheet = None,
) -> None:
    """Bring in a code list with other column names.

    Needed are code, label and dimension; nothing is overwritten.
    """
    scheme = import_scheme(source, target, _columns(map_ or []), sheet=sheet)
    screen = console()
    size = f"{counted(len(scheme.codes), 'code')} in {counted(len(scheme.dimensions), 'dimension')}"
    screen.print(f"{target}: {size}", style="bold", soft_wrap=True)
    screen.print(
        f"next: add dimensions.csv where the defaults do not fit, then ictip scheme validate {target}", soft_wrap=True
    )


def _columns(entries: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for entry in entries:
        ours, equals, theirs = (part.strip() for part in entry.partition("="))
        if not (ours and equals and theirs):
            raise UsageError(f"--map: {entry!r} is not of the form ours=theirs, as in code=Kode")
        if ours in columns:
            raise UsageError(f"--map: {ours} is named twice")
        columns[ours] = theirs
    return columns
