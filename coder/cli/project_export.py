"""`ictip project export`: what was coded, as records for audits or as narratives to learn from."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import say
from coder.cli.desk import AsOption, ProjectName, StoreOption, acting, open_desk, project_named
from coder.cli.files import refuse_output, standard_output, written
from coder.cli.options import Out
from coder.edition.locate import LANGUAGES, training_data
from coder.errors import UsageError

if TYPE_CHECKING:
    from coder.privacy import Masked, PrivacyLanguage


class What(StrEnum):
    """What is exported."""

    RECORDS = "records"
    NARRATIVES = "narratives"


WhatOption = Annotated[
    What,
    typer.Option(
        "--what", help="records: codes without any text, for audits; narratives: closed cases with their text."
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
        from coder.review.records import decision_records, labelled_narratives

        viewer = acting(desk, as_name)
        target = project_named(desk, viewer, project)
        rows = (
            decision_records(desk, viewer, target.id)
            if what is What.RECORDS
            else labelled_narratives(desk, viewer, target.id, redact=_redactor() if mask else None)
        )
        count = 0
        with standard_output(utf8=True) if out is None else written(out) as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
    say(f"exported {count} {what}")


def _redactor() -> Callable[[str, str], Masked]:
    """Masks a text of a language. Raises UsageError for one whose identifiers cannot be found."""
    from coder.privacy import find_identifiers, load_privacy
    from coder.privacy import mask as masked

    @cache
    def words(language: str) -> PrivacyLanguage:
        folder = training_data() / LANGUAGES / language
        if not folder.is_dir():
            raise UsageError(f"names cannot be masked in language {language}; export with --no-mask if they may leave")
        return load_privacy(language, [folder])

    return lambda text, language: masked(text, find_identifiers(text, words(language)))
