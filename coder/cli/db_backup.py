"""`ictip db backup`: the whole store in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import error_console, say
from coder.cli.desk import StoreOption, open_desk
from coder.cli.files import owned, refuse_output, replacing

BackupOut = Annotated[Path, typer.Argument(metavar="FILE", help="File to write, such as desk.jsonl.gz.")]


def db_backup(out: BackupOut, store: StoreOption = None) -> None:
    """Write the whole store to a file.

    Others can go on working meanwhile. The file holds the narratives and is readable by you alone. It can be restored
    into SQLite and PostgreSQL alike.
    """
    refuse_output(out, [], what="FILE")
    errors = error_console()
    with open_desk(store) as desk, replacing(out) as part, owned(part) as stream, errors.status("writing") as status:
        from coder.review.backup import backup

        rows = backup(desk, stream, progress=lambda done: status.update(f"written {done:,} rows"))
    say(f"wrote {rows} rows -> {out}")
