"""`ictip suggest`: narratives in, suggested codes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from coder.cli.console import console, error_console, is_terminal, say
from coder.cli.files import refuse_output, replacing, standard_output, written
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import input_paths, open_inputs, say_notes
from coder.cli.opening import suggester_of
from coder.cli.options import Edition, IdColumn, Sheet, TextColumn
from coder.errors import UsageError
from coder.narrative.intake import Intakes, Rejected, RejectsWriter
from coder.records import Coding, Narrative
from coder.scheme import Scheme
from coder.suggest.suggester import MIN_CONFIDENCE, Suggester

REJECTS_SUFFIX = ".rejects.jsonl"
_MOST_REASONS = 3

Pair = tuple[Narrative, Coding]


class Format(StrEnum):
    """How codings are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


_BY_SUFFIX = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TABLE,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where codings go and how. `out` and `rejects` are None for standard output and for no list."""

    format: Format
    out: Path | None
    rejects: Path | None
    quotes: bool


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    coded: int = 0
    other_language: int = 0
    rejected: int = 0
    reasons: list[Rejected] = field(default_factory=list)


def suggest(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...|-]", help="Files or folders of narratives; - or nothing: standard input."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="File to write; left out, standard output.")
    ] = None,
    edition: Edition = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format", help="Left out: by OUT's suffix, else a table on a terminal and JSON Lines in a pipe."
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", metavar="X", min=0.0, max=1.0, help="Leave out codes below X.")
    ] = MIN_CONFIDENCE,
    dimension: Annotated[
        list[str] | None,
        typer.Option("--dimension", metavar="D", help="Only codes of dimension D; may be given several times."),
    ] = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="FILE", help="List of refused rows, without text; left out, beside OUT if there is one."
        ),
    ] = None,
    quotes: Annotated[
        bool | None,
        typer.Option(
            "--quotes/--no-quotes",
            help="With or without the words of the narratives; left out: without in csv, with in the others.",
        ),
    ] = None,
) -> None:
    """Suggest codes for narratives.

    Reads text, CSV, JSON, Excel and Parquet files, refuses row by row what cannot be used, and tells the counts on
    standard error. Exit code 0: all rows were coded; 3: finished, but rows were refused; 1: failed; 2: wrong usage.
    """
    target = _target(format_, out, rejects, quotes)
    intakes = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
    _refuse_paths(target, input_paths(intakes))
    suggester = suggester_of(edition)
    dimensions = _known(dimension, suggester.scheme)

    def code(narrative: Narrative) -> Coding:
        return only(suggester.suggest(narrative, min_confidence=min_confidence), dimensions)

    tally = Tally()
    try:
        with _rejects_list(target.rejects) as write_reject, _destination(target) as stream:
            pairs = _coded(intakes, code, tally, write_reject)
            _write(_counted(pairs, shown=out is not None), target, suggester, stream)
    finally:
        say_notes(intakes)
    _report(intakes, tally, target)
    if tally.rejected:
        raise typer.Exit(SOME_REJECTED)


def only(coding: Coding, dimensions: frozenset[str] | None) -> Coding:
    """The coding with the codes of some dimensions; all of it for None. Check notes stay: they are about the case."""
    if dimensions is None:
        return coding
    return replace(
        coding,
        suggestions=tuple(item for item in coding.suggestions if item.dimension in dimensions),
        denied=tuple(item for item in coding.denied if item.dimension in dimensions),
    )


def _target(format_: Format | None, out: Path | None, rejects: Path | None, quotes: bool | None) -> Target:
    if out is not None and str(out) == "-":
        out = None
    if format_ is None:
        format_ = _default_format(out)
    if quotes is False and format_ in (Format.JSONL, Format.HTML):
        raise UsageError(f"{format_} always holds the narratives' words; take csv for an output without them")
    if rejects is None and out is not None:
        rejects = out.with_name(out.stem + REJECTS_SUFFIX)
    return Target(format_, out, rejects, quotes=format_ is not Format.CSV if quotes is None else quotes)


def _default_format(out: Path | None) -> Format:
    if out is None:
        return Format.TABLE if is_terminal(sys.stdout) else Format.JSONL
    found = _BY_SUFFIX.get(out.suffix.lower())
    if found is None:
        raise UsageError(f"--out: the suffix of {out.name} tells no format; name one with --format")
    return found


def _refuse_paths(target: Target, inputs: Sequence[Path]) -> None:
    if target.out is not None:
        refuse_output(target.out, inputs, what="--out")
    if target.rejects is None:
        return
    refuse_output(target.rejects, inputs, what="--rejects")
    if target.out is not None and target.rejects.absolute() == target.out.absolute():
        raise UsageError("--rejects: the list of refused rows needs another file than the codings")
    if target.rejects.exists() and not target.rejects.name.endswith(REJECTS_SUFFIX):
        reason = f"exists; only a file that ends in {REJECTS_SUFFIX} is replaced"
        raise UsageError(f"--rejects: {target.rejects} {reason}")


def _known(dimensions: Sequence[str] | None, scheme: Scheme) -> frozenset[str] | None:
    if not dimensions:
        return None
    unknown = [name for name in dimensions if name not in scheme.dimensions]
    if unknown:
        known = ", ".join(scheme.dimensions)
        raise UsageError(f"--dimension: the scheme has no dimension {', '.join(unknown)}; it has {known}")
    return frozenset(dimensions)


@contextmanager
def _rejects_list(path: Path | None) -> Iterator[Callable[[Rejected], None]]:
    """Something to give refused rows to; the list appears when the run ends well and something was refused."""
    if path is None:
        yield lambda item: None
        return
    with replacing(path) as part, RejectsWriter(part) as writer:
        yield writer.write


def _destination(target: Target) -> AbstractContextManager[IO[str]]:
    if target.out is not None:
        return written(target.out)
    return standard_output(utf8=target.format is not Format.TABLE)


def _coded(
    intakes: Intakes, code: Callable[[Narrative], Coding], tally: Tally, write_reject: Callable[[Rejected], None]
) -> Iterator[Pair]:
    for item in intakes:
        if isinstance(item, Rejected):
            tally.rejected += 1
            tally.reasons += [item] if len(tally.reasons) < _MOST_REASONS else []
            write_reject(item)
            continue
        coding = code(item)
        tally.coded += 1
        tally.other_language += coding.status != "coded"
        yield item, coding


def _counted(pairs: Iterable[Pair], *, shown: bool) -> Iterator[Pair]:
    """The same pairs, with a running count on a terminal."""
    errors = error_console()
    with errors.status("reading") if shown and errors.is_terminal else nullcontext() as status:
        for count, pair in enumerate(pairs, 1):
            yield pair
            if status is not None:
                status.update(f"coded {count:,}")


def _write(pairs: Iterable[Pair], target: Target, suggester: Suggester, stream: IO[str]) -> None:
    if target.format is Format.TABLE:
        from coder.cli.drawing import draw_coding

        screen = console(stream)
        for _, coding in pairs:
            draw_coding(screen, coding, quotes=target.quotes)
        return
    for part in _parts(pairs, target, suggester):
        stream.write(part)


def _parts(pairs: Iterable[Pair], target: Target, suggester: Suggester) -> Iterable[str]:
    from coder.export.jsonl import json_lines
    from coder.export.page import About, page_parts
    from coder.export.table import csv_lines

    if target.format is Format.HTML:
        scheme = suggester.scheme
        labels = {dimension.id: dimension.label for dimension in scheme.dimensions.values()}
        return page_parts(pairs, About(scheme.title, scheme.status, suggester.edition, labels))
    codings = (coding for _, coding in pairs)
    return csv_lines(codings, quotes=target.quotes) if target.format is Format.CSV else json_lines(codings)


def _report(intakes: Intakes, tally: Tally, target: Target) -> None:
    """The counts, which add up, and why rows were refused."""
    language = f" (of them {tally.other_language} in an unsupported language, passed through)"
    listed = f" -> {target.rejects}" if tally.rejected and target.rejects is not None else ""
    say(
        f"read {intakes.counts.read}, coded {tally.coded}{language if tally.other_language else ''}, "
        f"rejected {tally.rejected}{listed}"
    )
    for item in tally.reasons:
        say(f"rejected: {item.file}{f' row {item.row}' if item.row else ''}: {item.reason}")
    if tally.rejected > len(tally.reasons) and target.rejects is None:
        say(f"rejected: {tally.rejected - len(tally.reasons)} more; name a file with --rejects for all of them")
