"""`ictip evaluate`: how well an edition, or any coder, agrees with gold codes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import console, say
from coder.cli.error_report import error_report
from coder.cli.files import refuse_output, written
from coder.cli.opening import scheme_of, suggester_of
from coder.cli.options import EditionOption
from coder.cli.score_tables import draw_scores
from coder.edition import evaluate as score
from coder.edition import read_gold
from coder.edition.gold import Gold
from coder.errors import IntakeError
from coder.export.jsonl import read_codings
from coder.records import Coding, Narrative
from coder.report import write_report
from coder.scheme import Scheme
from coder.suggest.suggester import MIN_CONFIDENCE

_MOST_IDS = 5

GoldFile = Annotated[
    Path,
    typer.Argument(metavar="GOLD.jsonl", exists=True, dir_okay=False, help="Gold codes, one JSON object a line."),
]
Predictions = Annotated[
    Path | None,
    typer.Option(
        "--pred",
        metavar="FILE.jsonl",
        exists=True,
        dir_okay=False,
        help="Codings to score, as ictip suggest writes them; left out, the gold's own texts are coded.",
    ),
]
Threshold = Annotated[
    float, typer.Option("--threshold", metavar="X", min=0.0, max=1.0, help="Confidence from which a code counts.")
]
Errors = Annotated[
    Path | None,
    typer.Option("--errors", metavar="FILE.html", help="Page of what went wrong, case by case; it quotes narratives."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")]


def evaluate(
    gold: GoldFile,
    edition: EditionOption = None,
    pred: Predictions = None,
    threshold: Threshold = 0.5,
    errors: Errors = None,
    as_json: AsJson = False,
) -> None:
    """Compare suggestions with gold codes.

    Tells right, wrong and missed codes, whether confidence means what it says, and whether the evidence fits. A parent
    for a child is half right: codes are expanded by their ancestors and by what they imply, on both sides.
    """
    if errors is not None:
        refuse_output(errors, [gold, *([pred] if pred else [])], what="--errors")
    cases, codings, scheme = gold_and_codings(gold, pred, edition, threshold=threshold)
    scores = score(cases, codings, scheme, threshold=threshold)
    if errors is not None:
        with written(errors) as stream:
            stream.write(write_report(error_report(cases, codings, scheme, scores)))
        say(f"written: {errors}, which quotes narratives; only you can read it")
    figures = scores.as_dict()
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    screen = console()
    editions = ", ".join(sorted({coding.edition for coding in codings if coding.edition}))
    screen.print(f"edition {editions or 'not told by the predictions'}", style="bold", soft_wrap=True)
    draw_scores(screen, figures)


def gold_and_codings(
    gold: Path, pred: Path | None, edition: Path | None, *, threshold: float
) -> tuple[list[Gold], list[Coding], Scheme]:
    """Gold records, their codings (read from `pred`, else made by the edition), and the code list of both.

    Raises IntakeError for a gold file without records, with ids used twice, or without texts where they are needed.
    """
    cases = read_gold(gold)
    _refuse_unusable(cases, gold, texts_needed=pred is None)
    if pred is not None:
        return cases, _predicted(pred, cases), scheme_of(edition)
    codings, scheme = _coded(cases, edition, threshold)
    return cases, codings, scheme


def _refuse_unusable(cases: Sequence[Gold], path: Path, *, texts_needed: bool) -> None:
    if not cases:
        raise IntakeError(f"{path.name}: there is no gold record in it")
    counts = Counter(case.id for case in cases)
    twice = [id_ for id_, count in counts.items() if count > 1]
    if twice:
        raise IntakeError(f"{path.name}: ids are used more than once: {_listed(twice)}")
    without = [case.id for case in cases if not case.text.strip()]
    if texts_needed and without:
        raise IntakeError(f"{path.name}: records have no text to code (or give --pred): {_listed(without)}")


def _predicted(path: Path, cases: Sequence[Gold]) -> list[Coding]:
    """Codings of a file, with a word on standard error about ids that do not meet."""
    codings = read_codings(path)
    gold, given = {case.id for case in cases}, {coding.id for coding in codings}
    if gold - given:
        say(f"note: {len(gold - given)} gold records have no prediction and count as coded with nothing")
    if given - gold:
        say(f"note: {len(given - gold)} predictions have no gold record and are left out")
    return codings


def _coded(cases: Iterable[Gold], edition: Path | None, threshold: float) -> tuple[list[Coding], Scheme]:
    """Codings of the gold's texts. Codes below the usual floor are asked for only where the threshold is lower."""
    suggester = suggester_of(edition)
    floor = min(MIN_CONFIDENCE, threshold)
    codings = [suggester.suggest(Narrative(case.id, case.text), min_confidence=floor) for case in cases]
    passed = sum(coding.status != "coded" for coding in codings)
    if passed:
        say(f"note: {passed} gold records are in an unsupported language and count as coded with nothing")
    return codings, suggester.scheme


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MOST_IDS]) + (f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else "")
