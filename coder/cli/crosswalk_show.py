"""`ictip crosswalk show`: the crosswalks there are, or the lines of one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import console
from coder.crosswalk import Crosswalk, find_crosswalk, list_crosswalks, load_crosswalk
from coder.crosswalk.lines import KINDS
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.export.wording import on_one_line
from coder.scheme import Scheme, load_scheme

SchemeFolder = Annotated[
    Path | None,
    typer.Option(
        "--scheme",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Training folder with the new list and crosswalks/; left out, the shipped working scheme.",
    ),
]


def scheme_folder(folder: Path | None) -> Path:
    """The training folder given, or the shipped one."""
    return folder or training_data() / SHIPPED_SCHEME


def crosswalk_show(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A crosswalk or its CSV file; left out, those there are.")
    ] = None,
    folder: SchemeFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the lines as JSON Lines.")] = False,
) -> None:
    """List the crosswalks, or show the lines of one."""
    source = scheme_folder(folder)
    scheme = load_scheme(source)
    if name is None:
        _draw_all(source, scheme)
        return
    crosswalk, target = load_crosswalk(find_crosswalk(name, source), scheme)
    if as_json:
        for line in crosswalk.lines:
            typer.echo(json.dumps(asdict(line), ensure_ascii=False))
        return
    _draw(crosswalk, target)


def _draw_all(source: Path, scheme: Scheme) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    for head in ("name", "title", "lines", *KINDS):
        table.add_column(head, no_wrap=head == "name")
    for name in list_crosswalks(source):
        crosswalk, _ = load_crosswalk(find_crosswalk(name, source), scheme)
        counts = Counter(line.kind for line in crosswalk.lines)
        numbers = (len(crosswalk.lines), *(counts[kind] for kind in KINDS))
        table.add_row(name, on_one_line(crosswalk.title), *map(str, numbers))
    console().print(table)


def _draw(crosswalk: Crosswalk, target: Scheme) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen = console()
    status = f" ({target.status})" if target.status else ""
    screen.print(f"{on_one_line(crosswalk.title)}: to {target.name} {target.version}{status}", style="bold")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    for head in ("old code", "kind", "new code", "label", "share", "note"):
        table.add_column(head, no_wrap=head in ("kind", "new code"))
    for line in crosswalk.lines:
        label = target.codes[line.new].label if line.new else ""
        share = "" if line.share is None else f"{line.share:g}"
        old = line.old if line.variable else ""
        table.add_row(*map(Text, (old, line.kind, line.new, on_one_line(label), share, on_one_line(line.note))))
    screen.print(table)
    unreached = crosswalk.unreached(target)
    screen.print(f"{len(crosswalk.lines)} lines; no old code leads near {len(unreached)} codes of the new list")
