"""`ictip explain`: why a code has the confidence it has, for one narrative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import console, say
from coder.cli.drawing import draw_rest
from coder.cli.inputs import open_inputs, say_notes
from coder.cli.opening import suggester_of
from coder.cli.options import EditionOption, IdColumn, Sheet, TextColumn
from coder.cli.scheme_words import find_code
from coder.cli.waterfall import draw_waterfall, why_changed
from coder.errors import CoderError, UsageError
from coder.export.wording import CLAIM_WORDS, on_one_line
from coder.narrative.intake import Intakes, Rejected
from coder.records import Coding, Evidence, Narrative, Suggestion
from coder.scheme import Scheme
from coder.suggest.suggester import MIN_CONFIDENCE

if TYPE_CHECKING:
    from rich.console import Console

_BEST_FEW = 3


def explain(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="File with the narrative; - or nothing: standard input.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="The code to explain; left out, the likeliest few.")
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Which narrative of the file; left out, the first.")
    ] = None,
    edition: EditionOption = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
) -> None:
    """Show the sum behind a confidence, and its words.

    Each bar is a summand in log-odds; their sum, put through the logistic function, is the model's confidence. Below
    it stand the words it rests on, what the text claims by them, and the reasons.
    """
    intakes = open_inputs([file] if file else None, id_column=id_column, text_column=text_column, sheet=sheet)
    suggester = suggester_of(edition)
    wanted = find_code(code, suggester.scheme) if code else None
    narrative = _pick(intakes, id_)
    say_notes(intakes)
    coding = suggester.suggest(narrative, min_confidence=0.0)
    if coding.status != "coded":
        raise CoderError(f"narrative {narrative.id}: its language ({coding.language}) is not one the edition reads")
    screen = console()
    if wanted is not None:
        _explain_code(screen, wanted, coding, suggester.scheme)
    else:
        _explain_best(screen, coding, suggester.scheme)


def _pick(intakes: Intakes, id_: str | None) -> Narrative:
    """The narrative asked for. Raises UsageError when there is none."""
    for item in intakes:
        if isinstance(item, Rejected):
            if id_ is not None and item.id == id_:
                raise UsageError(f"{item.file} row {item.row}: narrative {id_} was refused: {item.reason}")
        elif id_ is None:
            if next((True for other in intakes if isinstance(other, Narrative)), False):
                say(f"note: explaining the first narrative, {item.id}; choose another with --id")
            return item
        elif item.id == id_:
            return item
    raise UsageError("there is no narrative to explain" if id_ is None else f"no narrative has the id {id_}")


def _explain_best(screen: Console, coding: Coding, scheme: Scheme) -> None:
    ranked = sorted(coding.suggestions, key=lambda item: (-item.confidence, item.code))
    best = [item for item in ranked if item.confidence >= MIN_CONFIDENCE][:_BEST_FEW]
    if not best:
        screen.print(f"no code reaches {MIN_CONFIDENCE}; the likeliest:", style="bold")
        best = ranked[:1]
    for item in best:
        _draw(screen, item, coding, scheme)
    further = [item for item in ranked if item not in best and item.confidence >= MIN_CONFIDENCE]
    if further:
        listed = ", ".join(f"{item.code} {item.confidence:.2f}" for item in further)
        screen.print(f"further codes, to be explained with --code: {listed}", soft_wrap=True)
    draw_rest(screen, coding)


def _explain_code(screen: Console, code: str, coding: Coding, scheme: Scheme) -> None:
    item = next((item for item in coding.suggestions if item.code == code), None)
    denied = next((item for item in coding.denied if item.code == code), None)
    if item is not None:
        _draw(screen, item, coding, scheme)
    if denied is not None:
        screen.print(f"{code}  {on_one_line(denied.label)}: named, but {CLAIM_WORDS[denied.claim]}", style="bold")
        _draw_evidence(screen, denied.evidence)
    if item is None and denied is None:
        screen.print(f"{code}  {on_one_line(scheme.codes[code].label)}: {_why_absent(code, coding, scheme)}")


def _draw(screen: Console, item: Suggestion, coding: Coding, scheme: Scheme) -> None:
    """One code: its sum, what changed the sum's confidence, its words and reasons."""
    screen.print(f"{item.code}  {on_one_line(item.label)}   confidence {item.confidence:.2f}", style="bold")
    draw_waterfall(screen, item.terms)
    change = why_changed(item, coding, scheme)
    if change is not None:
        screen.print(f"  {change}")
    _draw_evidence(screen, item.evidence)
    screen.print()


def _draw_evidence(screen: Console, evidence: tuple[Evidence, ...]) -> None:
    for each in evidence:
        screen.print(f"  “{on_one_line(each.quote)}”  (characters {each.start}-{each.end})", soft_wrap=True)
        screen.print(f"    {each.source}, {CLAIM_WORDS[each.claim]}: {on_one_line(each.reason)}", soft_wrap=True)


def _why_absent(code: str, coding: Coding, scheme: Scheme) -> str:
    """Why nothing can be shown of a code."""
    entry = scheme.codes[code]
    if entry.retired:
        return f"retired{f', use {entry.successor}' if entry.successor else ''}"
    if code not in scheme.suggestable:
        return "left to a person; it is never suggested from text"
    below = [item for item in coding.suggestions if code in scheme.ancestors(item.code)]
    if below:
        likeliest = max(below, key=lambda item: item.confidence)
        return f"as likely as {likeliest.code} ({likeliest.confidence:.2f}) or a little more; that stands below it"
    return "nothing in the text speaks for it"
