"""`ictip db check`: whether the store is in order."""

from __future__ import annotations

import typer

from coder.cli.console import console, say
from coder.cli.desk import StoreOption, open_desk


def db_check(store: StoreOption = None) -> None:
    """Check whether the store is in order.

    Looks at the database file, the schema, the assignments and the audit trail. Exit code 1 comes with what is wrong.
    """
    with open_desk(store) as desk:
        from coder.review.soundness import check

        faults = check(desk)
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(1)
    console().print("all in order")
