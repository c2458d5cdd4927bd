"""`ictip scheme show`: what the code list holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import console
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.scheme_words import find_entry, search
from coder.errors import UsageError
from coder.export.wording import on_one_line
from coder.scheme import Code, Dimension, Scheme

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def scheme_show(
    entry: Annotated[
        str | None, typer.Argument(metavar="CODE|DIM", help="A code or a dimension; left out, all dimensions.")
    ] = None,
    search_: Annotated[
        str | None,
        typer.Option("--search", metavar="WORDS", help="Codes in whose label, definition or examples all words stand."),
    ] = None,
    edition: EditionOption = None,
) -> None:
    """Show the code list, a dimension or a code, or search it."""
    if entry and search_:
        raise UsageError("name a code or search for words, not both")
    scheme = scheme_of(edition)
    screen = console()
    if search_ is not None:
        _draw_codes(screen, search(search_, scheme), scheme)
    elif entry is None:
        _draw_scheme(screen, scheme)
    else:
        found = find_entry(entry, scheme)
        if found in scheme.dimensions:
            _draw_dimension(screen, scheme.dimensions[found], scheme)
        else:
            _draw_code(screen, scheme.codes[found], scheme)


def _draw_scheme(screen: Console, scheme: Scheme) -> None:
    status = f" ({scheme.status})" if scheme.status else ""
    screen.print(f"{on_one_line(scheme.title)}{status}, {scheme.name} {scheme.version}", style="bold", soft_wrap=True)
    if scheme.note:
        screen.print(on_one_line(scheme.note))
    table = _table("dimension", "label", "describes", "takes", "codes", "from text")
    for dimension in scheme.dimensions.values():
        count = str(len(scheme.codes_of(dimension.id)))
        takes = "one code" if dimension.cardinality == "single" else "several"
        _add(table, dimension.id, dimension.label, dimension.unit, takes, count, _suggested(dimension))
    screen.print(table)
    screen.print(f"{len(scheme.codes)} codes, {len(scheme.suggestable)} of them suggested from text")


def _draw_dimension(screen: Console, dimension: Dimension, scheme: Scheme) -> None:
    takes = "one code per case" if dimension.cardinality == "single" else "every code that holds"
    screen.print(f"{dimension.id}  {on_one_line(dimension.label)}", style="bold")
    screen.print(f"describes: {dimension.unit}; takes {takes}; suggested from text: {_suggested(dimension)}")
    if dimension.note:
        screen.print(on_one_line(dimension.note))
    _draw_codes(screen, scheme.codes_of(dimension.id), scheme)


def _draw_codes(screen: Console, codes: Iterable[Code], scheme: Scheme) -> None:
    found = list(codes)
    table = _table("code", "label", "definition")
    for code in found:
        indent = "  " * len(scheme.ancestors(code.id))
        _add(table, indent + code.id, code.label, code.definition, one_line=False)
    if found:
        screen.print(table)
    screen.print(f"{len(found)} code{'' if len(found) == 1 else 's'}")


def _draw_code(screen: Console, code: Code, scheme: Scheme) -> None:
    screen.print(f"{code.id}  {on_one_line(code.label)}", style="bold")
    for name, value in _facts(code, scheme):
        if value:
            screen.print(f"{name}: {on_one_line(value)}", soft_wrap=True)


def _facts(code: Code, scheme: Scheme) -> Iterator[tuple[str, str]]:
    yield "dimension", f"{code.dimension} {scheme.dimensions[code.dimension].label}"
    yield "stands below", _named(scheme.ancestors(code.id), scheme)
    yield "below it", _named(scheme.children(code.id), scheme)
    yield "definition", code.definition
    yield "includes", code.includes
    yield "excludes", code.excludes
    yield "implies", _named(code.implies, scheme)
    yield "crosswalk", code.crosswalk
    yield "source", code.source
    yield "basis", code.basis
    yield "suggested from text", "yes" if code.id in scheme.suggestable else "no, left to a person"
    yield "retired", f"yes{f', use {code.successor}' if code.successor else ''}" if code.retired else ""
    yield from code.extra.items()


def _named(codes: Iterable[str], scheme: Scheme) -> str:
    return "; ".join(f"{code} {scheme.codes[code].label}" for code in codes)


def _suggested(dimension: Dimension) -> str:
    return {"yes": "yes", "when_stated": "no, left to a person", "no": "no"}[dimension.suggested]


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for at, column in enumerate(columns):
        table.add_column(column, no_wrap=at == 0)
    return table


def _add(table: Table, *cells: str, one_line: bool = True) -> None:
    from rich.text import Text

    table.add_row(*(Text(on_one_line(cell) if one_line else cell) for cell in cells))
