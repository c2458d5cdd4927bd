"""`ictip recode duplicates`: narratives that tell the same, as groups, nothing merged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from coder.cli.console import console, say
from coder.cli.files import refuse_output, standard_output, written
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import input_paths, open_inputs, say_notes
from coder.cli.options import Files, IdColumn, Out, Sheet, TextColumn
from coder.errors import UsageError
from coder.export.table import guarded
from coder.narrative.intake import Intakes
from coder.recode.duplicates import Group, Question, find_duplicates
from coder.records import Narrative


class Shape(StrEnum):
    """How groups are written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


COLUMNS = ("group", "id", "like", "similarity", "kind", "differing")


def recode_duplicates(
    files: Files = None,
    out: Out = None,
    shape: Annotated[Shape | None, typer.Option("--format", help="Left out: by OUT's suffix, else a table.")] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="X", help="Least similarity of near-duplicates, 0.6 to 1.")
    ] = 0.8,
    same: Annotated[
        list[str] | None,
        typer.Option("--same", metavar="C", help="Column that is equal for the same incident; several times for all."),
    ] = None,
    same_threshold: Annotated[
        float, typer.Option("--same-threshold", metavar="X", help="Least overlap of words for the same incident.")
    ] = 0.3,
    texts: Annotated[bool, typer.Option("--texts", help="Write the narratives too; only to a file.")] = False,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
) -> None:
    """Show narratives that tell the same; nothing is merged.

    Near-duplicates share most of their three-word runs; with --same, records that agree in the columns named and share
    enough words are shown as the same incident. Exit code 3: rows were refused and not compared.
    """
    target = _shape(shape, out, texts=texts)
    if texts and (not files or "-" in files):
        raise UsageError("--texts: the input is read twice, which standard input cannot be; name a file")
    intakes = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
    if out is not None:
        refuse_output(out, input_paths(intakes), what="--out")
    question = Question(threshold, same=tuple(same or ()), same_threshold=same_threshold)
    groups = find_duplicates(_narratives(intakes), question)
    found: Mapping[str, str] | None = None
    if texts:
        again = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
        wanted = {member.id for group in groups for member in group}
        found = {item.id: item.text for item in _narratives(again) if item.id in wanted}
    with _destination(out, target) as stream:
        _write(groups, target, stream, found)
    say_notes(intakes)
    members = sum(map(len, groups))
    say(f"compared {intakes.counts.accepted:,}, {len(groups):,} groups with {members:,} narratives")
    if intakes.counts.rejected:
        say(f"rejected {intakes.counts.rejected:,}, not compared; ictip suggest tells why")
        raise typer.Exit(SOME_REJECTED)


def _shape(shape: Shape | None, out: Path | None, *, texts: bool) -> Shape:
    if texts and out is None:
        raise UsageError("--texts: name a file with --out; narratives are not shown on a screen")
    if shape is not None:
        return shape
    if out is None:
        return Shape.TABLE
    by_suffix = {".csv": Shape.CSV, ".jsonl": Shape.JSONL, ".txt": Shape.TABLE}
    if out.suffix.lower() not in by_suffix:
        raise UsageError(f"--out: the suffix of {out.name} tells no format; name one with --format")
    return by_suffix[out.suffix.lower()]


def _narratives(intakes: Intakes) -> Iterator[Narrative]:
    return (item for item in intakes if isinstance(item, Narrative))


def _destination(out: Path | None, shape: Shape) -> AbstractContextManager[IO[str]]:
    return written(out) if out is not None else standard_output(utf8=shape is not Shape.TABLE)


def _write(groups: Iterable[Group], shape: Shape, stream: IO[str], texts: Mapping[str, str] | None) -> None:
    columns = COLUMNS if texts is None else (*COLUMNS, "text")
    rows = _rows(groups, texts)
    if shape is Shape.JSONL:
        for row in rows:
            stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
    elif shape is Shape.CSV:
        stream.write(_line(columns))
        for row in rows:
            stream.write(_line([guarded(_cell(value)) for value in row]))
    else:
        _draw(columns, rows, stream)


def _rows(groups: Iterable[Group], texts: Mapping[str, str] | None) -> Iterator[list[object]]:
    for number, group in enumerate(groups, 1):
        for member in group:
            row: list[object] = [number, member.id, member.like, member.similarity, member.kind, list(member.differing)]
            yield row if texts is None else [*row, texts.get(member.id)]


def _draw(columns: Sequence[str], rows: Iterable[Sequence[object]], stream: IO[str]) -> None:
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(_cell, row))
    console(stream).print(table)


def _cell(value: object) -> str:
    return "" if value is None else ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
