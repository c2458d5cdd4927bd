"""`ictip db restore`: a backup back into an empty store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import error_console, say
from coder.cli.desk import StoreOption, open_desk

BackupFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="What `ictip db backup` wrote.")
]


def db_restore(file: BackupFile, store: StoreOption = None) -> None:
    """Bring a backup into an empty store, and check it.

    All of it comes back, or nothing. Sessions are not in a backup: everybody signs in again. Exit code 1 comes with
    what is wrong.
    """
    errors = error_console()
    with open_desk(store, create=True) as desk:
        from coder.review.backup import restore
        from coder.review.soundness import check

        with errors.status("reading") as status, file.open("rb") as stream:
            rows = restore(desk, stream, progress=lambda done: status.update(f"read {done:,} rows"))
        faults = check(desk)
    say(f"restored {rows} rows")
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(1)
