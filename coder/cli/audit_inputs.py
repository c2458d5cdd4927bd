"""Coded records as the audit commands take them, and what is told of rows that could not be used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import say
from coder.cli.files import refuse_output, replacing
from coder.cli.guard import SOME_REJECTED
from coder.errors import Fault, UsageError

if TYPE_CHECKING:
    from coder.audit.codings import Codings
    from coder.audit.gather import CodedRow

_MOST_TOLD = 5
_OWNER_ONLY = 0o600

RowRejects = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="List of rows that could not be used: file, row and reason."),
]


def read_all(
    paths: Sequence[Path],
    *,
    coder: str | None = None,
    renamed: Mapping[Path, str] | None = None,
    dimension_of: Mapping[str, str] | None,
    threshold: float = 0.5,
    groups: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    beside: Mapping[Path, tuple[str, ...]] | None = None,
) -> tuple[Codings, tuple[Fault, ...]]:
    """The coded records of files together, and the faults of rows that could not be used.

    `coder` names the coder of rows that name none; the rows of a file in `renamed` all get its coder there. `groups`
    are columns of the first file; the others need not have them. `beside` names further numbers of single files. Raises
    UsageError when no row could be used.
    """
    from coder.audit.gather import gather
    from coder.audit.reading import read_coded

    def rows(path: Path) -> Iterator[CodedRow | Fault]:
        name = (renamed or {}).get(path, "")
        kept = groups if path == paths[0] else ()
        more = numbers + (beside or {}).get(path, ())
        return read_coded(path, coder=coder, threshold=threshold, groups=kept, numbers=more, everywhere=name)

    codings, faults = gather(chain.from_iterable(map(rows, paths)), dimension_of=dimension_of)
    if not codings.records:
        raise UsageError(f"{', '.join(path.name for path in paths)}: no coded record in it" + _told(faults))
    return codings, faults


def end_with_faults(faults: Sequence[Fault], rejects: Path | None, inputs: Sequence[Path]) -> None:
    """Tell of faults, list them in `rejects`, and end with the exit code for refused rows; nothing without faults."""
    if rejects is not None:
        refuse_output(rejects, inputs, what="--rejects")
        with replacing(rejects) as part:
            if faults:
                part.touch(mode=_OWNER_ONLY)
                lines = (json.dumps({"file": f.file, "row": f.row, "reason": f.reason}) + "\n" for f in faults)
                part.write_text("".join(lines), encoding="utf-8")
    if faults:
        say(f"note: {len(faults)} rows could not be used, wholly or in part{_told(faults)}")
        raise typer.Exit(SOME_REJECTED)


def _told(faults: Sequence[Fault]) -> str:
    told = "".join(f"\n  {fault}" for fault in faults[:_MOST_TOLD])
    more = len(faults) - _MOST_TOLD
    return told + (f"\n  and {more} more; --rejects FILE lists all" if more > 0 else "")
