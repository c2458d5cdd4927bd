"""The options of the commands, those shared by several first, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How codings are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


EditionOption = Annotated[
    Path | None,
    typer.Option("--edition", metavar="DIR", help="Folder of an edition; left out, the built-in one."),
]
TrainingFolder = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR", exists=True, file_okay=False, help="Training folder; left out, the shipped working scheme."
    ),
]
LanguageOption = Annotated[
    str, typer.Option("--language", metavar="L", help="Language of the rules and narratives, ISO 639-1.")
]
IdColumn = Annotated[
    str | None,
    typer.Option("--id-column", metavar="C", help="Column with the ids; left out, it is guessed and told."),
]
TextColumn = Annotated[
    str | None,
    typer.Option("--text-column", metavar="C", help="Column with the narratives; left out, it is guessed and told."),
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="S", help="Sheet of a workbook; left out, the first.")]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Threads; they do not change the result.")]

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE", help="Files or folders of narratives; - or nothing: standard input."),
]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help="File to write; left out, standard output.")
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Left out: by OUT's suffix, else a table on a terminal and JSON Lines in a pipe."),
]
MinConfidence = Annotated[
    float, typer.Option("--min-confidence", metavar="X", min=0.0, max=1.0, help="Leave out codes below X.")
]
Dimensions = Annotated[
    list[str] | None,
    typer.Option("--dimension", metavar="D", help="Only codes of dimension D; may be given several times."),
]
RejectsFile = Annotated[
    Path | None,
    typer.Option(
        "--rejects", metavar="FILE", help="List of refused rows, without text; left out, beside OUT if there is one."
    ),
]
Quotes = Annotated[
    bool | None,
    typer.Option(
        "--quotes/--no-quotes",
        help="With or without the words of the narratives; left out: without in csv, with in the others.",
    ),
]

CodingsFile = Annotated[
    Path | None,
    typer.Option(
        "--codings",
        metavar="FILE.jsonl",
        exists=True,
        dir_okay=False,
        help="Codings made before, as ictip suggest writes them; left out, the edition codes the texts.",
    ),
]
