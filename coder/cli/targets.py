"""Where codings go and how: the format, the files, and what may not be written over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coder.cli.console import console, is_terminal
from coder.cli.files import refuse_output, replacing, standard_output, written
from coder.cli.options import Format
from coder.errors import UsageError
from coder.narrative.intake import Rejected, RejectsWriter
from coder.records import Coding, Narrative
from coder.suggest.suggester import Suggester

REJECTS_SUFFIX = ".rejects.jsonl"

Pair = tuple[Narrative, Coding]

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


def choose_target(format_: Format | None, out: Path | None, rejects: Path | None, quotes: bool | None) -> Target:
    """What was asked for, with the defaults filled in. Raises UsageError for what contradicts itself."""
    if out is not None and str(out) == "-":
        out = None
    if format_ is None:
        format_ = _default_format(out)
    if quotes is False and format_ in (Format.JSONL, Format.HTML):
        raise UsageError(f"{format_} always holds the narratives' words; take csv for an output without them")
    if rejects is None and out is not None:
        rejects = out.parent / (out.stem + REJECTS_SUFFIX)
    return Target(format_, out, rejects, quotes=format_ is not Format.CSV if quotes is None else quotes)


def refuse_target(target: Target, inputs: Sequence[Path]) -> None:
    """Raise UsageError when a file cannot be written, is an input, or is something that nobody meant to lose."""
    if target.out is not None:
        refuse_output(target.out, inputs, what="--out")
    if target.rejects is None:
        return
    refuse_output(target.rejects, inputs, what="--rejects")
    if target.out is not None and target.rejects.resolve() == target.out.resolve():
        raise UsageError("--rejects: the list of refused rows needs another file than the codings")
    if target.rejects.exists() and not target.rejects.name.endswith(REJECTS_SUFFIX):
        reason = f"exists; only a file that ends in {REJECTS_SUFFIX} is replaced"
        raise UsageError(f"--rejects: {target.rejects} {reason}")


def destination(target: Target) -> AbstractContextManager[IO[str]]:
    """The stream to write codings to."""
    if target.out is not None:
        return written(target.out)
    return standard_output(utf8=target.format is not Format.TABLE)


@contextmanager
def rejects_list(path: Path | None) -> Iterator[Callable[[Rejected], None]]:
    """Something to give refused rows to; the list appears when the run ends well and something was refused."""
    if path is None:
        yield lambda item: None
        return
    with replacing(path) as part, RejectsWriter(part) as writer:
        yield writer.write


def write_pairs(pairs: Iterable[Pair], target: Target, suggester: Suggester, stream: IO[str]) -> None:
    """Write every narrative's coding in the target's format, one after the other."""
    if target.format is Format.TABLE:
        from coder.cli.drawing import draw_coding

        screen = console(stream)
        for _, coding in pairs:
            draw_coding(screen, coding, quotes=target.quotes)
        return
    for part in _parts(pairs, target, suggester):
        stream.write(part)


def _default_format(out: Path | None) -> Format:
    if out is None:
        return Format.TABLE if is_terminal(sys.stdout) else Format.JSONL
    found = _BY_SUFFIX.get(out.suffix.lower())
    if found is None:
        raise UsageError(f"--out: the suffix of {out.name} tells no format; name one with --format")
    return found


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
