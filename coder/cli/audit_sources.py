"""What an audit reads: codings of people, of a reference and of a machine, put together; hints beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coder.cli.audit_inputs import read_all
from coder.cli.inputs import open_inputs
from coder.cli.tables import read_records
from coder.errors import Fault, UsageError
from coder.records import Narrative
from coder.scheme import Scheme
from coder.scheme.checks import Check, run_checks

if TYPE_CHECKING:
    from coder.audit.codings import Bools, Codings
    from coder.audit.inputs import Inputs
    from coder.audit.likely.cells import Hints

REFERENCE, MACHINE = "reference", "machine"
"""Names of the coders that --against and --machine bring."""
_FAMILIARITY = "familiarity"


@dataclass(frozen=True)
class AuditFiles:
    """The files of an audit. `coded` are the codings to judge, `double` further coders of the same records."""

    coded: Path
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


def read_codings(
    files: AuditFiles, scheme: Scheme, columns: Sequence[str], threshold: float
) -> tuple[Codings, tuple[Fault, ...]]:
    """All codings together, records of the judged files only, and every row that could not be used.

    Codes of a machine count as given from `threshold` on. Dimensions that the scheme leaves to people are missing for
    the machine: it does not suggest them, so its silence says nothing.
    """
    import numpy as np

    brought = {files.against: REFERENCE, files.machine: MACHINE}
    codings, faults = read_all(
        [path for path in (files.coded, files.double, files.against, files.machine) if path is not None],
        renamed={path: name for path, name in brought.items() if path is not None},
        dimension_of={code.id: code.dimension for code in scheme.codes.values()},
        threshold=threshold,
        groups=tuple(columns),
        beside=_familiarity_in(files.machine),
    )
    if MACHINE in codings.coders:
        silent = [each.id for each in scheme.dimensions.values() if each.suggested != "yes"]
        codings = codings.without_dimensions(MACHINE, silent)
    judged = np.array([name not in (REFERENCE, MACHINE) for name in codings.coders], dtype=bool)
    return codings.take(np.asarray(codings.coded_records[judged].any(axis=0))), faults


def _familiarity_in(path: Path | None) -> dict[Path, tuple[str, ...]]:
    """Where codings of an edition may say how familiar the narratives were; a table has no such column."""
    from coder.audit.reading import JSON

    return {path: (_FAMILIARITY,)} if path is not None and path.suffix.lower() in JSON else {}


def read_hints(files: AuditFiles, codings: Codings, scheme: Scheme, checks: Sequence[Check]) -> Hints:
    """Edit rules that the codings break, and records with nearly the same text."""
    from coder.audit.likely.cells import Hints

    alike = read_records(files.twins, "id") if files.twins else ()
    return Hints(
        broken=tuple(_broken(codings, scheme, checks)),
        twins=tuple((one, row["like"]) for one, row in alike if row.get("like")),
    )


def _broken(codings: Codings, scheme: Scheme, checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """Pairs (record, code) of broken edit rules; the same set of codes is looked at once."""
    known: dict[frozenset[str], tuple[str, ...]] = {}
    strict = [check for check in checks if check.severity != "info"]
    for at, coder in enumerate(codings.coders):
        if coder in (REFERENCE, MACHINE) or not strict:
            continue
        rows = codings.given[at]
        for place, record in enumerate(codings.records):
            columns = rows.indices[rows.indptr[place] : rows.indptr[place + 1]]
            codes = frozenset(codings.codes[column] for column in columns)
            if codes not in known:
                notes = run_checks(strict, scheme, codes)
                known[codes] = tuple(dict.fromkeys(code for note in notes for code in note.codes))
            yield from ((record, code) for code in known[codes])


def periods_of(codings: Codings, split: date | None) -> tuple[Bools, Bools] | None:
    """Records first coded before a date, and from it on; None without a date. Raises UsageError without any times."""
    if split is None:
        return None
    import numpy as np

    times = codings.coded_at
    if np.isnat(times).all():
        raise UsageError("--split: no record says when it was coded (coded_at)")
    known = np.where(np.isnat(times), np.datetime64("9999-01-01"), times).min(axis=0)
    dated = ~np.isnat(times).all(axis=0)
    edge = np.datetime64(datetime(split.year, split.month, split.day), "s")
    return dated & (known < edge), dated & (known >= edge)


def since(codings: Codings, start: date | None) -> Codings:
    """The records that somebody coded on a date or later; all without one. Raises UsageError when none is left."""
    if start is None:
        return codings
    import numpy as np

    edge = np.datetime64(datetime(start.year, start.month, start.day), "s")
    kept = np.asarray((~np.isnat(codings.coded_at) & (codings.coded_at >= edge)).any(axis=0))
    if not kept.any():
        raise UsageError(f"--since: no record was coded on {start.isoformat()} or later")
    return codings.take(kept)


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

    known = codings.numbers.get(_FAMILIARITY)
    if path is None and known is None:
        return None
    familiarity = np.full(len(codings.records), np.nan)
    if known is not None and MACHINE in codings.coders:
        familiarity = known[codings.place(MACHINE)]
    intakes = open_inputs([str(path)], id_column=None, text_column=None, sheet=None) if path is not None else ()
    texts = ((item.id, item.text) for item in intakes if isinstance(item, Narrative))
    return measure_texts(texts, codings.records, familiarity)


def texts_of(path: Path | None, records: Iterable[str]) -> dict[str, str] | None:
    """Narratives of the records by id; None without a file."""
    if path is None:
        return None
    wanted = set(records)
    intakes = open_inputs([str(path)], id_column=None, text_column=None, sheet=None)
    return {item.id: item.text for item in intakes if isinstance(item, Narrative) and item.id in wanted}
