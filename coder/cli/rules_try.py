"""`ictip rules try`: what a change of rules finds anew and loses over the labelled narratives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import console, say
from coder.cli.opening import edition_folder
from coder.cli.options import EditionOption, LanguageOption, TrainingFolder
from coder.edition.build import NARRATIVES
from coder.edition.locate import SHIPPED_SCHEME, rules_folder, training_data
from coder.edition.trial import Reading, Tally, Trial, make_analyser, try_rules
from coder.errors import UsageError
from coder.narrative.labelled import load_labelled
from coder.scheme import Scheme, load_scheme

if TYPE_CHECKING:
    from rich.console import Console

Against = Annotated[
    Path | None,
    typer.Option(
        "--against", metavar="DIR", exists=True, file_okay=False, help="Rules to compare with; left out, the edition's."
    ),
]
Shown = Annotated[int, typer.Option("--shown", metavar="N", min=0, help="Readings to show of each kind.")]


def rules_try(
    folder: TrainingFolder = None,
    edition: EditionOption = None,
    against: Against = None,
    language: LanguageOption = "en",
    shown: Shown = 20,
) -> None:
    """Show what a change of rules gains and loses.

    Compares the rules of a training folder with those of an edition over the labelled narratives, before anything is
    built: newly affirmed codes, lost ones, and how often the rules of each changed code are right, before and after.
    The examples of the rules are run by ictip build.
    """
    source = folder or training_data() / SHIPPED_SCHEME
    scheme = load_scheme(source)
    narratives = load_labelled(source / NARRATIVES, scheme.codes)
    old = against or rules_folder(edition_folder(edition), language)
    if not old.is_dir():
        raise UsageError(f"{old}: there are no rules in it to compare with")
    before = make_analyser(source, old, scheme, language)
    after = make_analyser(source, rules_folder(source, language), scheme, language)
    say(f"reading {len(narratives)} narratives twice")
    trial = try_rules(before, after, narratives, scheme)
    screen = console()
    _draw_codes(screen, trial, scheme)
    for title, readings in (
        ("newly affirmed, right", [reading for reading in trial.gained if reading.right]),
        ("newly affirmed, wrong", [reading for reading in trial.gained if not reading.right]),
        ("lost, were right", [reading for reading in trial.lost if reading.right]),
        ("lost, were wrong", [reading for reading in trial.lost if not reading.right]),
    ):
        _draw_readings(screen, title, readings, shown)


def _draw_codes(screen: Console, trial: Trial, scheme: Scheme) -> None:
    from rich import box
    from rich.table import Table

    changed = scheme.in_order({reading.code for reading in (*trial.gained, *trial.lost)} & scheme.suggestable)
    if not changed:
        screen.print("no code is affirmed anywhere that was not before, and none is lost")
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for at, name in enumerate(("code", "label", "gained", "wrong", "lost", "wrong", "precision", "recall")):
        table.add_column(name, justify="left" if at < 2 else "right", no_wrap=at != 1)
    gained, lost = _counts(trial.gained), _counts(trial.lost)
    for code in changed:
        before, after = trial.before.get(code), trial.after.get(code)
        table.add_row(
            code,
            scheme.codes[code].label,
            *(str(counts[code, right]) for counts in (gained, lost) for right in (True, False)),
            f"{_share(before, 'precision')} > {_share(after, 'precision')}",
            f"{_share(before, 'recall')} > {_share(after, 'recall')}",
        )
    screen.print(table)


def _counts(readings: Iterable[Reading]) -> Counter[tuple[str, bool]]:
    return Counter((reading.code, reading.right) for reading in readings)


def _share(tally: Tally | None, name: str) -> str:
    share: float | None = getattr(tally, name) if tally else None
    return "-" if share is None else f"{share:.2f}"


def _draw_readings(screen: Console, title: str, readings: Sequence[Reading], shown: int) -> None:
    """One line for each narrative and rule; a rule's codes stand together."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for reading in readings:
        grouped.setdefault((reading.narrative, reading.rule, reading.quote), []).append(reading.code)
    if not grouped or not shown:
        return
    screen.print(f"\n{title}: {len(grouped)}", style="bold")
    for (narrative, rule, quote), codes in list(grouped.items())[:shown]:
        screen.print(f"  {narrative}  {rule}  {' '.join(codes)}  | {quote}", markup=False, soft_wrap=True)
