"""`ictip demo`: codes a few made-up narratives that the edition was not trained on, and shows how to go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coder.cli.console import console
from coder.cli.drawing import draw_rest, draw_suggestions, marked_text
from coder.cli.opening import suggester_of
from coder.cli.options import EditionOption
from coder.edition.locate import demo_narratives
from coder.export.marking import marks_of
from coder.export.wording import LIKELY, on_one_line
from coder.narrative.intake import read_narratives
from coder.records import Coding, Narrative

if TYPE_CHECKING:
    from rich.console import Console

_NEXT = """\
How to go on
  ictip suggest cases.csv -o coded.csv       one row per suggested code
  ictip suggest cases.csv -o coded.html      a page to read, with the words marked
  ictip explain cases.csv --id ID --code C   the sum behind one confidence
  ictip scheme show                          the code list
  ictip --help                               everything else"""
_MOST_CODES = 6


def demo(edition: EditionOption = None) -> None:
    """Code six made-up narratives.

    One is shown in full, the others in a line each. They are shipped with the program, invented, and not among what
    the edition learnt from. The built-in edition is
    built on first use, which takes a few minutes.
    """
    suggester = suggester_of(edition)
    narratives = [item for item in read_narratives(demo_narratives()) if isinstance(item, Narrative)]
    screen = console()
    scheme = suggester.scheme
    screen.print(f"{on_one_line(scheme.title)}, edition {suggester.edition}", style="bold", soft_wrap=True)
    if scheme.status:
        screen.print(f"This is a {scheme.status}, and all narratives below are made up.")
    first, *others = [(narrative, suggester.suggest(narrative)) for narrative in narratives]
    _draw_in_full(screen, *first)
    screen.print("\nThe others", style="bold")
    for narrative, coding in others:
        screen.print(f"  {_name(narrative)}\n    {_summary(coding)}", soft_wrap=True)
    screen.print()
    screen.print(_NEXT)


def _draw_in_full(screen: Console, narrative: Narrative, coding: Coding) -> None:
    """The text with its marks, the likely codes as a table, the others as a line."""
    likely = replace(coding, suggestions=tuple(item for item in coding.suggestions if item.confidence >= LIKELY))
    marks = marks_of(likely, kinds=("words", "denied"))
    screen.print(f"\n{_name(narrative)}", style="bold")
    screen.print(marked_text(narrative.text, marks))
    screen.print("In brackets: words that a rule found, with their number. Other codes rest on whole sentences.\n")
    draw_suggestions(screen, likely, marks=marks)
    others = [item for item in coding.suggestions if item.confidence < LIKELY]
    if others:
        listed = ", ".join(f"{item.code} {item.confidence:.2f}" for item in others)
        screen.print(f"  less likely   {listed}", soft_wrap=True)
    draw_rest(screen, coding)


def _name(narrative: Narrative) -> str:
    return f"{narrative.id}  {narrative.fields.get('setting', '')}".rstrip()


def _summary(coding: Coding) -> str:
    if coding.status != "coded":
        return f"language {coding.language}: not coded, passed through for a person to read"
    likely = [item.code for item in coding.suggestions if item.confidence >= LIKELY]
    listed = ", ".join(likely[:_MOST_CODES]) + (", …" if len(likely) > _MOST_CODES else "")
    parts = [f"{len(likely)} codes at {LIKELY} or above: {listed}" if likely else f"no code at {LIKELY} or above"]
    if coding.denied:
        parts.append("not affirmed: " + ", ".join(item.code for item in coding.denied))
    if coding.checks:
        parts.append(f"{len(coding.checks)} check note{'' if len(coding.checks) == 1 else 's'}")
    return "; ".join(parts)
