"""`ictip trail export`: the audit trail as JSON Lines, without any text."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from coder.cli.desk import AsOption, StoreOption, acting, open_desk, project_named
from coder.cli.files import refuse_output, standard_output, written
from coder.cli.options import Out

OnlyProject = Annotated[str | None, typer.Option("--project", metavar="PROJECT", help="Rows of one project only.")]


def trail_export(
    out: Out = None, project: OnlyProject = None, as_name: AsOption = None, store: StoreOption = None
) -> None:
    """Write the audit trail as JSON Lines.

    It holds no word of a narrative and no reason in a person's words.
    """
    if out is not None:
        refuse_output(out, [], what="-o")
    with open_desk(store) as desk:
        from coder.review.trail_export import whole_trail

        only = None if project is None else project_named(desk, acting(desk, as_name), project).id
        with standard_output(utf8=True) if out is None else written(out) as stream:
            for row in whole_trail(desk, only):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
