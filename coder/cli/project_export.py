"""`ictip project export`: what was coded, as records for audits or as narratives to learn from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.cli.console import say
from coder.cli.desk import AsOption, CannotMask, ProjectName, StoreOption, acting, open_desk, project_named, redactor
from coder.cli.files import refuse_output, standard_output, written
from coder.cli.options import Out
from coder.errors import UsageError


class What(StrEnum):
    """What is exported."""

    RECORDS = "records"
    MACHINE = "machine"
    NARRATIVES = "narratives"


WhatOption = Annotated[
    What,
    typer.Option(
        "--what",
        help="records: codes without any text, for audits; machine: what the edition suggested, for audits beside"
        " them; narratives: closed cases with their text.",
    ),
]
Mask = Annotated[bool, typer.Option("--mask/--no-mask", help="Narratives with or without names and numbers masked.")]


def project_export(
    project: ProjectName,
    out: Out = None,
    what: WhatOption = What.RECORDS,
    mask: Mask = True,
    as_name: AsOption = None,
    store: StoreOption = None,
) -> None:
    """Write what was coded as JSON Lines.

    Records hold ids, codes, offsets, coders and times, never a word of a narrative. Narratives leave only where the
    project's settings allow it and the account may read them; their names and numbers are masked unless --no-mask.
    """
    if out is not None:
        refuse_output(out, [], what="-o")
    with open_desk(store) as desk:
        from coder.review.records import decision_records, labelled_narratives, machine_records

        viewer = acting(desk, as_name)
        target = project_named(desk, viewer, project)
        rows = {
            What.RECORDS: lambda: decision_records(desk, viewer, target.id),
            What.MACHINE: lambda: machine_records(desk, viewer, target.id),
            What.NARRATIVES: lambda: labelled_narratives(desk, viewer, target.id, redact=redactor() if mask else None),
        }[what]()
        try:
            count = _write(rows, out)
        except CannotMask as error:
            raise UsageError(f"{error}; export with --no-mask if they may leave") from None
    say(f"exported {count} {what}")


def _write(rows: Iterable[Mapping[str, Any]], out: Path | None) -> int:
    """Write the rows as JSON Lines; how many there were."""
    count = 0
    with standard_output(utf8=True) if out is None else written(out) as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count
