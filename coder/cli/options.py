"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Edition = Annotated[
    Path | None,
    typer.Option("--edition", metavar="DIR", help="Folder of an edition; left out, the built-in one."),
]
IdColumn = Annotated[
    str | None,
    typer.Option("--id-column", metavar="C", help="Column with the ids; left out, it is guessed and told."),
]
TextColumn = Annotated[
    str | None,
    typer.Option("--text-column", metavar="C", help="Column with the narratives; left out, it is guessed and told."),
]
Sheet = Annotated[
    str | None, typer.Option("--sheet", metavar="S", help="Sheet of a workbook; left out, the first with rows.")
]
