"""`ictip crosswalk apply`: records with old codes in, new codes out; what is open or disputed goes to lists."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from coder.cli.console import say
from coder.cli.crosswalk_show import SchemeFolder, scheme_folder
from coder.cli.files import refuse_output, standard_output, written
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import open_inputs, say_notes
from coder.cli.opening import suggester_of
from coder.cli.options import CodingsFile, EditionOption, IdColumn, Sheet, TextColumn
from coder.cli.tables import read_records
from coder.crosswalk import (
    Crossing,
    Crosswalk,
    Decide,
    conflict_records,
    cross,
    find_crosswalk,
    load_crosswalk,
    old_codes,
    queue_records,
)
from coder.crosswalk.lines import SCHEME
from coder.errors import UsageError
from coder.export.jsonl import read_codings
from coder.narrative.intake import Rejected
from coder.records import Coding
from coder.scheme import Scheme, load_scheme

Record = tuple[str, Mapping[str, Any], Coding | None]
"""A record's id, its columns, and what its text says where one was read."""

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="OUT", help="JSON Lines; left out, standard output.")]
Queue = Annotated[
    Path | None, typer.Option("--queue", metavar="FILE", help="Old codes a person must decide, as JSONL.")
]
Conflicts = Annotated[
    Path | None, typer.Option("--conflicts", metavar="FILE", help="Where text and old code disagree, as JSONL.")
]
NoText = Annotated[bool, typer.Option("--no-text", help="Read no texts: FILE is a CSV table of ids and old codes.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="V=C", help="Variable V stands in column C; may be given several times."),
]
Confidence = Annotated[
    float, typer.Option("--confidence", metavar="X", min=0.0, max=1.0, help="Text decides from this confidence on.")
]
Margin = Annotated[
    float, typer.Option("--margin", metavar="X", min=0.0, max=1.0, help="And by this lead over the next candidate.")
]


@dataclass(frozen=True, slots=True)
class _Way:
    """What every record is brought across with."""

    crosswalk: Crosswalk
    scheme: Scheme
    target: Scheme
    columns: Mapping[str, str]
    decide: Decide

    def cross(self, fields: Mapping[str, Any], coding: Coding | None) -> Crossing:
        """One record's way."""
        old = old_codes(self.crosswalk, fields, self.columns)
        source = self.scheme if self.crosswalk.source == SCHEME else None
        return cross(self.crosswalk, old, self.target, coding, decide=self.decide, source=source)


def crosswalk_apply(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A crosswalk or its CSV file.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Records with old codes.")],
    out: Out = None,
    queue: Queue = None,
    conflicts: Conflicts = None,
    codings: CodingsFile = None,
    no_text: NoText = False,
    edition: EditionOption = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    column: Columns = None,
    confidence: Confidence = 0.5,
    margin: Margin = 0.2,
    folder: SchemeFolder = None,
) -> None:
    """Bring records from an old code list to the new one.

    Where the crosswalk leaves a choice the text decides; what it cannot decide goes to --queue. Where the text speaks
    against an old code, the code stays and --conflicts lists it.
    """
    source = scheme_folder(folder)
    scheme = load_scheme(source)
    crosswalk, target = load_crosswalk(find_crosswalk(name, source), scheme)
    way = _Way(crosswalk, scheme, target, _columns(column, crosswalk), Decide(confidence, margin))
    for path, option in ((out, "--out"), (queue, "--queue"), (conflicts, "--conflicts")):
        if path is not None:
            refuse_output(path, [file, *([codings] if codings else [])], what=option)
    rejected: list[int] = []
    if codings is not None or no_text:
        records = _without_text(file, id_column, codings)
    else:
        records = _with_text(file, (id_column, text_column, sheet), edition, rejected)
    tally = _write(records, way, (out, queue, conflicts))
    _tell(tally, len(rejected))
    if rejected:
        raise typer.Exit(SOME_REJECTED)


def _columns(pairs: list[str] | None, crosswalk: Crosswalk) -> dict[str, str]:
    columns = {}
    for pair in pairs or ():
        variable, equals, column = pair.partition("=")
        if not (variable and equals and column):
            raise UsageError("--column: write VARIABLE=COLUMN")
        if variable not in crosswalk.variables:
            raise UsageError(f"--column: the crosswalk has no such variable; it has {', '.join(crosswalk.variables)}")
        columns[variable] = column
    return columns


def _with_text(
    file: Path, named: tuple[str | None, str | None, str | None], edition: Path | None, rejected: list[int]
) -> Iterator[Record]:
    id_column, text_column, sheet = named
    intakes = open_inputs([str(file)], id_column=id_column, text_column=text_column, sheet=sheet)
    suggester = suggester_of(edition)
    for item in intakes:
        if isinstance(item, Rejected):
            rejected.append(item.row)
            continue
        yield item.id, item.fields, suggester.suggest(item)
    say_notes(intakes)


def _without_text(file: Path, id_column: str | None, codings: Path | None) -> Iterator[Record]:
    known = {coding.id: coding for coding in read_codings(codings)} if codings is not None else {}
    for id_, fields in read_records(file, id_column or "id"):
        yield id_, fields, known.get(id_)


def _write(records: Iterator[Record], way: _Way, paths: tuple[Path | None, Path | None, Path | None]) -> Counter[str]:
    """Write everything record by record; the count of records, of each way a code went, and of conflicts."""
    tally: Counter[str] = Counter()
    with ExitStack() as stack:
        out, queue, conflicts = paths
        write = stack.enter_context(_lines_to(stack.enter_context(written(out) if out else standard_output(utf8=True))))
        ask, dispute = (
            stack.enter_context(_lines_to(stack.enter_context(written(path)))) if path else _nowhere
            for path in (queue, conflicts)
        )
        for id_, fields, coding in records:
            crossing = way.cross(fields, coding)
            moves = [asdict(move) for move in crossing.moves]
            write({"id": id_, "codes": list(crossing.codes), "moves": moves})
            for record in queue_records(id_, crossing, way.crosswalk, way.target):
                ask(record)
            for record in conflict_records(id_, crossing, way.target):
                dispute(record)
            tally["records"] += 1
            tally["conflicts"] += len(crossing.conflicts)
            tally.update(move.how for move in crossing.moves)
    return tally


@contextmanager
def _lines_to(stream: IO[str]) -> Iterator[Callable[[Mapping[str, object]], None]]:
    yield lambda record: print(json.dumps(record, ensure_ascii=False), file=stream)


def _nowhere(record: Mapping[str, object]) -> None:
    """Where records go that nobody asked for."""


def _tell(tally: Counter[str], rejected: int) -> None:
    say(
        f"records {tally['records']}, rejected {rejected}; old codes by line {tally['line']}, by text {tally['text']}, "
        f"to a person {tally['queue']}, dropped {tally['dropped']}, unknown {tally['unknown']}; "
        f"conflicts {tally['conflicts']}"
    )
