"""Draw a coding on the terminal: its codes as a table, the denied ones, the check notes, the text with its marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from coder.export.marking import Mark, cut, numbers_of
from coder.export.wording import CLAIM_WORDS, LIKELY, on_one_line, plain
from coder.records import Coding, Evidence

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_LONGEST_QUOTE = 64
_MOST_QUOTES = 2
_SMALL_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STYLES = {"words": "bold cyan underline", "sentence": "underline", "possible": "cyan", "denied": "italic yellow"}


def draw_coding(screen: Console, coding: Coding, *, quotes: bool = True) -> None:
    """Draw all of a coding but its text."""
    from rich.text import Text

    screen.print(_title(coding))
    if coding.status != "coded":
        screen.print(Text(f"  not coded: the edition does not read its language ({coding.language})\n"))
        return
    if coding.suggestions:
        draw_suggestions(screen, coding, quotes=quotes)
    else:
        screen.print(Text("  no code is suggested"))
    draw_rest(screen, coding, quotes=quotes)
    screen.print()


def draw_suggestions(screen: Console, coding: Coding, *, quotes: bool = True, marks: Sequence[Mark] = ()) -> None:
    """Draw the suggested codes as a table, those at 0.5 or above in bold; quotes carry the numbers of `marks`."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    numbers = numbers_of(marks)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    table.add_column("dimension", no_wrap=True)
    table.add_column("code", no_wrap=True)
    table.add_column("label", ratio=2)
    table.add_column("confidence", justify="right", no_wrap=True)
    if quotes:
        table.add_column("words", ratio=3)
    for at, item in enumerate(coding.suggestions):
        new = at == 0 or coding.suggestions[at - 1].dimension != item.dimension
        cells = [item.dimension if new else "", item.code, on_one_line(item.label), f"{item.confidence:.2f}"]
        if quotes:
            cells.append(quoted(item.evidence, numbers))
        table.add_row(*map(Text, cells), style="bold" if item.confidence >= LIKELY else "")
    screen.print(table)


def draw_rest(screen: Console, coding: Coding, *, quotes: bool = True) -> None:
    """Draw the codes that are named without being affirmed, and the check notes."""
    from rich.text import Text

    for item in coding.denied:
        words = f": {quoted(item.evidence)}" if quotes else ""
        line = f"  not affirmed  {item.code} {on_one_line(item.label)} ({CLAIM_WORDS[item.claim]}){words}"
        screen.print(Text(line, style=_STYLES["denied"]), soft_wrap=True)
    for note in coding.checks:
        codes = f" ({', '.join(note.codes)})" if note.codes else ""
        screen.print(Text(f"  {note.severity}  {on_one_line(note.message)}{codes}"), soft_wrap=True)


def quoted(evidence: Sequence[Evidence], numbers: Mapping[tuple[int, int], int] | None = None) -> str:
    """The first words of evidence in quotation marks with their numbers; a sentence only where no rule found words."""
    chosen = [each for each in evidence if each.source == "rule"] or list(evidence)
    quotes = []
    for each in chosen[:_MOST_QUOTES]:
        number = (numbers or {}).get((each.start, each.end))
        quotes.append(f"“{shortened(each.quote)}”{_small(number) if number else ''}")
    if len(chosen) > _MOST_QUOTES:
        quotes.append("…")
    return " ".join(quotes)


def shortened(quote: str) -> str:
    """The words on one line, cut where they are long."""
    words = on_one_line(quote)
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _small(number: int) -> str:
    return str(number).translate(_SMALL_DIGITS)


def marked_text(text: str, marks: Sequence[Mark]) -> Text:
    """The text with its marks in brackets and style, each followed by its small number."""
    from rich.text import Text

    drawn = Text()
    pieces = cut(plain(text), marks)
    for at, piece in enumerate(pieces):
        before = pieces[at - 1].kind if at else None
        after = pieces[at + 1].kind if at + 1 < len(pieces) else None
        if piece.kind and not before:
            drawn.append("[")
        drawn.append(piece.text, style=_STYLES[piece.kind] if piece.kind else "")
        drawn.append("·".join(map(_small, piece.closes)))
        if piece.kind and not after:
            drawn.append("]")
    return drawn


def _title(coding: Coding) -> Text:
    from rich.text import Text

    known = f", {coding.familiarity:.0%} of its words known" if coding.status == "coded" else ""
    title = Text(on_one_line(coding.id) or "narrative", style="bold")
    return title.append(f"  ({coding.language}{known})", style="not bold")
