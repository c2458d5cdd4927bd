"""What the audit commands read: files of coded records, a project of the review desk, narratives; and refused rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import say
from coder.cli.files import refuse_output, replacing
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import open_inputs
from coder.cli.tables import read_records
from coder.errors import Fault, UsageError
from coder.records import Narrative

if TYPE_CHECKING:
    from coder.audit.codings import Codings
    from coder.audit.gather import CodedRow
    from coder.audit.inputs import Inputs

_MOST_TOLD = 5
_OWNER_ONLY = 0o600

RowRejects = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="List of rows that could not be used: file, row and reason."),
]


@dataclass(frozen=True)
class AuditFiles:
    """The files of an audit. `coded` are the codings to judge, `double` further coders of the same records."""

    coded: Path | None = None
    double: Path | None = None
    against: Path | None = None
    machine: Path | None = None
    twins: Path | None = None
    text: Path | None = None

    @property
    def all(self) -> list[Path]:
        """Those that are given."""
        named = (self.coded, self.double, self.against, self.machine, self.twins, self.text)
        return [path for path in named if path is not None]

    def rows(self, columns: tuple[str, ...], threshold: float) -> Iterator[CodedRow | Fault]:
        """The rows of all files with codes; `columns` are those of the judged file that are kept."""
        from coder.audit.reading import JSON, read_coded
        from coder.audit.study.sources import FAMILIARITY, MACHINE, REFERENCE

        for path, name in ((self.coded, ""), (self.double, ""), (self.against, REFERENCE), (self.machine, MACHINE)):
            if path is None:
                continue
            # Codings of an edition may say how familiar the narratives were; a table has no such column.
            numbers = (FAMILIARITY,) if name == MACHINE and path.suffix.lower() in JSON else ()
            kept = columns if path == self.coded else ()
            yield from read_coded(path, threshold=threshold, groups=kept, numbers=numbers, everywhere=name)


def read_all(
    paths: Sequence[Path],
    *,
    coder: str | None = None,
    renamed: Mapping[Path, str] | None = None,
    dimension_of: Mapping[str, str] | None,
    threshold: float = 0.5,
    groups: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
) -> tuple[Codings, tuple[Fault, ...]]:
    """The coded records of files together, and the faults of rows that could not be used.

    `coder` names the coder of rows that name none; the rows of a file in `renamed` all get its coder there. `groups`
    are columns of the first file; the others need not have them. Raises UsageError when no row could be used.
    """
    from coder.audit.reading import read_coded

    def rows(path: Path) -> Iterator[CodedRow | Fault]:
        name = (renamed or {}).get(path, "")
        kept = groups if path == paths[0] else ()
        return read_coded(path, coder=coder, threshold=threshold, groups=kept, numbers=numbers, everywhere=name)

    return gathered(
        chain.from_iterable(map(rows, paths)), ", ".join(path.name for path in paths), dimension_of=dimension_of
    )


def gathered(
    rows: Iterable[CodedRow | Fault], where: str, *, dimension_of: Mapping[str, str] | None
) -> tuple[Codings, tuple[Fault, ...]]:
    """The codings of rows and all faults; `where` they come from is told when no row could be used (UsageError)."""
    from coder.audit.gather import gather

    codings, faults = gather(rows, dimension_of=dimension_of)
    if not codings.records:
        raise UsageError(f"{where}: no coded record in it" + _told(faults))
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


def twins_in(path: Path | None) -> tuple[tuple[str, str], ...]:
    """Pairs of records with nearly the same text; none without a file."""
    alike = read_records(path, "id") if path else ()
    return tuple((one, row["like"]) for one, row in alike if row.get("like"))


def a_date(text: str | None, option: str) -> date | None:
    """A date in ISO 8601. Raises UsageError that names the option."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC).date() if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: not a date like 2026-03-31") from None


def inputs_of(path: Path | None, codings: Codings) -> Inputs | None:
    """Length and words of the narratives, and how familiar the machine found them; None where neither is known."""
    import numpy as np

    from coder.audit.inputs import measure_texts
    from coder.audit.study.sources import familiarity_of

    known = familiarity_of(codings)
    if path is None and known is None:
        return None
    texts = ((item.id, item.text) for item in _narratives(path)) if path is not None else ()
    return measure_texts(texts, codings.records, np.full(len(codings.records), np.nan) if known is None else known)


def texts_of(path: Path | None, records: Iterable[str]) -> dict[str, str] | None:
    """Narratives of the records by id; None without a file."""
    if path is None:
        return None
    wanted = set(records)
    return {item.id: item.text for item in _narratives(path) if item.id in wanted}


def _narratives(path: Path) -> Iterator[Narrative]:
    intakes = open_inputs([str(path)], id_column=None, text_column=None, sheet=None)
    return (item for item in intakes if isinstance(item, Narrative))


def _told(faults: Sequence[Fault]) -> str:
    told = "".join(f"\n  {fault}" for fault in faults[:_MOST_TOLD])
    more = len(faults) - _MOST_TOLD
    return told + (f"\n  and {more} more; --rejects FILE lists all" if more > 0 else "")
