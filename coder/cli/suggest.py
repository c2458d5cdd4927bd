"""`ictip suggest`: narratives in, suggested codes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import typer

from coder.cli.console import error_console, say
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import input_paths, open_inputs, say_notes
from coder.cli.opening import suggester_of
from coder.cli.options import (
    Dimensions,
    EditionOption,
    Files,
    FormatOption,
    IdColumn,
    MinConfidence,
    Out,
    Quotes,
    RejectsFile,
    Sheet,
    TextColumn,
)
from coder.cli.targets import Pair, Target, choose_target, destination, refuse_target, rejects_list, write_pairs
from coder.errors import CoderError, UsageError
from coder.narrative.intake import Intakes, Rejected
from coder.records import Coding, Narrative
from coder.scheme import Scheme
from coder.suggest.suggester import MIN_CONFIDENCE

_MOST_REASONS = 3


@dataclass(slots=True)
class Tally:
    """What became of the rows. `reasons` holds the first few refused ones."""

    coded: int = 0
    other_language: int = 0
    rejected: int = 0
    reasons: list[Rejected] = field(default_factory=list)


def suggest(
    files: Files = None,
    out: Out = None,
    edition: EditionOption = None,
    format_: FormatOption = None,
    min_confidence: MinConfidence = MIN_CONFIDENCE,
    dimension: Dimensions = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    rejects: RejectsFile = None,
    quotes: Quotes = None,
) -> None:
    """Suggest codes for narratives.

    Reads text, CSV, JSON, Excel and Parquet files, refuses row by row what cannot be used, and tells the counts on
    standard error. Exit code 0: all rows were coded; 3: finished, but rows were refused; 1: failed; 2: wrong usage.
    """
    target = choose_target(format_, out, rejects, quotes)
    intakes = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
    refuse_target(target, input_paths(intakes))
    suggester = suggester_of(edition)
    dimensions = known_dimensions(dimension, suggester.scheme)

    def code(narrative: Narrative) -> Coding:
        return only(suggester.suggest(narrative, min_confidence=min_confidence), dimensions)

    tally = Tally()
    try:
        with rejects_list(target.rejects) as reject, destination(target) as stream:
            pairs = _coded(intakes, code, tally, reject)
            write_pairs(_counted(pairs, shown=target.out is not None), target, suggester, stream)
    except CoderError:
        say_notes(intakes)  # what was guessed may be why it failed
        raise
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


def known_dimensions(dimensions: Sequence[str] | None, scheme: Scheme) -> frozenset[str] | None:
    """The dimensions asked for; None when none is named. Raises UsageError for one the scheme does not have."""
    if not dimensions:
        return None
    unknown = [name for name in dimensions if name not in scheme.dimensions]
    if unknown:
        known = ", ".join(scheme.dimensions)
        raise UsageError(f"--dimension: the scheme has no dimension {', '.join(unknown)}; it has {known}")
    return frozenset(dimensions)


def _coded(
    intakes: Intakes, code: Callable[[Narrative], Coding], tally: Tally, reject: Callable[[Rejected], None]
) -> Iterator[Pair]:
    for item in intakes:
        if isinstance(item, Rejected):
            tally.rejected += 1
            tally.reasons += [item] if len(tally.reasons) < _MOST_REASONS else []
            reject(item)
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


def _report(intakes: Intakes, tally: Tally, target: Target) -> None:
    """Tell the counts, which add up, and why rows were refused."""
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
