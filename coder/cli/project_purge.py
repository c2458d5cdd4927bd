"""`ictip project purge`: let the words of closed cases go; offsets, hashes and decisions stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.desk import AsOption, ProjectName, StoreOption, acting, open_desk, project_named

Days = Annotated[int, typer.Option("--closed-days-ago", metavar="N", min=0, help="Cases closed at least N days ago.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def project_purge(
    project: ProjectName,
    closed_days_ago: Days,
    yes: Yes = False,
    as_name: AsOption = None,
    store: StoreOption = None,
) -> None:
    """Remove the words of closed cases for good.

    Texts, fields and people's reasons go; offsets, hashes, codes, decisions and the trail stay. Backups made before
    still hold the words.
    """
    if not yes:
        typer.confirm(
            f"Remove the narratives of {project} that were closed {closed_days_ago} days ago or before?", abort=True
        )
    with open_desk(store) as desk:
        from coder.review.purge import purge_closed

        viewer = acting(desk, as_name)
        target = project_named(desk, viewer, project)
        done = purge_closed(desk, viewer, target.id, before=datetime.now(UTC) - timedelta(days=closed_days_ago))
    say(f"removed the words of {done} cases")
