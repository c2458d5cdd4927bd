"""`ictip crosswalk validate`: everything wrong with crosswalks, at once."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli.console import console
from coder.cli.crosswalk_show import SchemeFolder, scheme_folder
from coder.crosswalk import find_crosswalk, list_crosswalks, load_crosswalk
from coder.errors import DataError, Fault, UsageError
from coder.scheme import load_scheme


def crosswalk_validate(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Crosswalks or their CSV files; left out, all of the folder."),
    ] = None,
    folder: SchemeFolder = None,
) -> None:
    """List everything wrong with crosswalks."""
    source = scheme_folder(folder)
    scheme = load_scheme(source)
    wanted = names or list_crosswalks(source)
    if not wanted:
        raise UsageError("the folder has no crosswalks; name a CSV file")
    faults: list[Fault] = []
    screen = console()
    for name in wanted:
        try:
            crosswalk, _ = load_crosswalk(find_crosswalk(name, source), scheme)
        except DataError as error:
            faults += error.faults
            continue
        screen.print(f"{crosswalk.name}: no faults, {len(crosswalk.lines)} lines")
    if faults:
        raise DataError(faults)
