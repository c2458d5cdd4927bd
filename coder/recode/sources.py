"""The input of a plan as one stream of records and refusals, and what it looked like when the run began."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from coder.edition.archive import hash_bytes
from coder.errors import IntakeError, UsageError
from coder.narrative.intake import Intakes, Rejected, read_many
from coder.recode.plan import Plan
from coder.recode.shards import Record, Shard, cut, record_of
from coder.recode.sql import SQL_NAME, read_query
from coder.recode.storage import hash_of
from coder.records import Narrative

_SAMPLED = 50
"""Narratives of a file in which a column of the plan must be seen; JSON objects may leave out empty ones."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The input as it was when the run began.

    `files` tells the SHA-256 of each, by name relative to the plan. `digests` are those of the shards, in order, and
    `rows` the items in them. `notes` tell what the reader guessed.
    """

    files: Mapping[str, str]
    digests: tuple[str, ...]
    rows: int
    notes: tuple[str, ...] = ()


class Source:
    """What a plan reads. May be iterated several times; each time the input is opened anew."""

    def __init__(self, plan: Plan, environ: Mapping[str, str]) -> None:
        self._plan = plan
        self._environ = environ

    def files(self) -> list[Path]:
        """The files, in reading order; none for a query. Raises IntakeError when there are none or one is missing."""
        found = [Path(intake.file) for intake in self._open().files] if self._plan.input.paths else []
        doubles = {path for path in found if found.count(path) > 1}
        if doubles:
            raise UsageError(f"[input] paths: {self._name(str(min(doubles)))} is named twice")
        return found

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each file, by name relative to the plan; that of the words of a query."""
        if self._plan.input.query is not None:
            return {SQL_NAME: hash_bytes(self._plan.input.query.encode())}
        return {self._name(str(path)): _file_hash(path) for path in self.files()}

    def shards(self) -> Iterator[Shard]:
        """The input, cut. Raises IntakeError when a single input, or the query, cannot be read."""
        return cut(self._items(self._open()), self._plan.output.rows_per_shard)

    def survey(self, progress: Callable[[int], None]) -> Survey:
        """Read everything once, telling the rows read so far. Raises IntakeError, UsageError for columns not there."""
        hashes = self.hashes()
        intakes = self._open()
        digests: list[str] = []
        rows = 0
        for shard in cut(self._items(intakes), self._plan.output.rows_per_shard):
            digests.append(shard.digest())
            rows += len(shard.items)
            progress(rows)
        notes = tuple(f"{self._name(intake.file)}: {note}" for intake in intakes.files for note in intake.notes)
        return Survey(hashes, tuple(digests), rows, notes)

    def _open(self) -> Intakes:
        source = self._plan.input
        if source.query is not None:
            return Intakes([read_query(source, self._environ, set())])
        return read_many(self._paths(), id_column=source.id_column, text_column=source.text_column, sheet=source.sheet)

    def _paths(self) -> list[Path]:
        """The plan's paths with globs resolved, sorted by name within each."""
        found: list[Path] = []
        for pattern in self._plan.input.paths:
            path = self._plan.base / pattern
            if path.exists() or not any(sign in pattern for sign in "*?["):
                found.append(path)
                continue
            inside = sorted(each for each in _glob(self._plan.base, pattern) if each.is_file())
            if not inside:
                raise IntakeError(f"{pattern}: no file matches")
            found += inside
        return found

    def _items(self, intakes: Intakes) -> Iterator[Record | Rejected]:
        """The items with files named relative to the plan, so that no output tells where it was made."""
        seen = _Columns(self._plan)
        for item in intakes:
            if isinstance(item, Narrative):
                seen.look(item)
                yield record_of(item, self._plan.input)
            else:
                yield replace(item, file=self._name(item.file))
        seen.finish()

    def _name(self, file: str) -> str:
        return file.removeprefix(f"{self._plan.base}/")


class _Columns:
    """Watches the first narratives for the columns a plan names; one that none of them has is a mistake in the plan."""

    def __init__(self, plan: Plan) -> None:
        self._missing = set(plan.input.keep) | set(plan.input.old_columns)
        self._looked = 0

    def look(self, narrative: Narrative) -> None:
        if self._missing and self._looked < _SAMPLED:
            self._missing -= narrative.fields.keys()
            self._looked += 1
            if self._looked == _SAMPLED:
                self.finish()

    def finish(self) -> None:
        if self._missing and self._looked:
            raise UsageError(f"[input] the input has no column {', '.join(sorted(self._missing))}")


def _glob(base: Path, pattern: str) -> Iterator[Path]:
    anchor = Path(pattern).anchor
    return Path(anchor).glob(pattern[len(anchor) :]) if anchor else base.glob(pattern)


def _file_hash(path: Path) -> str:
    try:
        return hash_of(path)
    except OSError as error:
        raise IntakeError(f"{path}: cannot be read ({error.strerror})") from None
