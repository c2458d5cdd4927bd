"""`ictip rules missed`: marked words of the labelled narratives that no rule finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from coder.cli.console import console
from coder.cli.options import LanguageOption, TrainingFolder
from coder.edition.build import NARRATIVES
from coder.edition.locate import SHIPPED_SCHEME, rules_folder, training_data
from coder.edition.trial import make_analyser, missed_marks, read_all, tally
from coder.errors import UsageError
from coder.narrative.labelled import load_labelled
from coder.scheme import Scheme, load_scheme

Codes = Annotated[
    list[str],
    typer.Option("--code", metavar="CODE", help="A code or the beginning of its id; may be given several times."),
]


def rules_missed(codes: Codes, folder: TrainingFolder = None, language: LanguageOption = "en") -> None:
    """List marked words that no rule finds.

    These are the words that support a code in the labelled narratives where no rule affirms it: work for a new rule.
    """
    source = folder or training_data() / SHIPPED_SCHEME
    scheme = load_scheme(source)
    wanted = wanted_codes(codes, scheme)
    narratives = load_labelled(source / NARRATIVES, scheme.codes)
    readings = read_all(make_analyser(source, rules_folder(source, language), scheme, language), narratives, scheme)
    tallies = tally(readings, narratives, scheme)
    screen = console()
    for code in wanted:
        if code not in tallies:
            continue
        found = tallies[code]
        screen.print(
            f"{code} {scheme.codes[code].label}: {found.right} found, {found.wrong} wrongly, {found.missed} missed",
            style="bold",
            markup=False,
        )
        for narrative, quote in missed_marks(readings, narratives, scheme, code):
            screen.print(f"  {narrative}  {quote}", markup=False, highlight=False, soft_wrap=True)


def wanted_codes(beginnings: Sequence[str], scheme: Scheme) -> list[str]:
    """Codes of the list that begin so, in list order. Raises UsageError where none does."""
    wanted = [code for code in scheme.codes if code.startswith(tuple(beginnings))]
    if not wanted:
        raise UsageError(f"no code begins with {' or '.join(beginnings)}")
    return wanted
