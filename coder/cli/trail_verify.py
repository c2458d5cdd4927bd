"""`ictip trail verify`: whether the records are as they were written."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli.console import console, say
from coder.cli.desk import StoreOption, open_desk

Anchor = Annotated[
    str | None,
    typer.Option("--anchor", metavar="HASH", help="A head noted down before; the trail must still hold it."),
]


def trail_verify(anchor: Anchor = None, store: StoreOption = None) -> None:
    """Check that the records are as they were written.

    Checks the audit trail, and all decisions, showings, suggestions and editions against it. Prints the trail's head.
    Note it down outside the database: with --anchor, a later check finds out even when somebody wrote the whole trail
    anew. Exit code 1 comes with what is wrong.
    """
    with open_desk(store) as desk:
        from coder.review.verifying import verify

        verdict = verify(desk, anchor=anchor)
    for fault in verdict.faults:
        say(fault)
    if not verdict.sound:
        raise typer.Exit(1)
    console().print(f"{verdict.rows} rows, all as they were written; head {verdict.head}", soft_wrap=True)
