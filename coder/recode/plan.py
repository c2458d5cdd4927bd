"""The plan of a recoding run: what is read, by which edition it is coded, what is written, and who does the work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

Format = Literal["parquet", "csv"]
EngineName = Literal["single", "pool", "dask", "spark"]
OldStyle = Literal["value", "variable"]
"""How a cell tells old codes: it holds them (`value`), or it is the value of a variable and the old code is
`column=value` (`variable`)."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the plan that another part reads: its values, and the content of the files it names.

    Every key that is `file` or ends in `_file` names a file, relative to the plan; `files` holds its bytes by key.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)

    def identity(self) -> dict[str, Any]:
        """Everything that can change an answer, ready for JSON; files by their SHA-256."""
        hashes = {key: hashlib.sha256(content).hexdigest() for key, content in sorted(self.files.items())}
        return {"values": {key: value for key, value in self.values.items() if key not in hashes}, "files": hashes}


@dataclass(frozen=True, slots=True)
class Input:
    """What is read: `paths` (files, folders, globs, relative to the plan), or `query` on the database at `url`.

    `keep` names the columns that are passed through to the output; `old_columns` those that tell old codes.
    """

    paths: tuple[str, ...] = ()
    url: str | None = None
    query: str | None = None
    id_column: str | None = None
    text_column: str | None = None
    sheet: str | None = None
    keep: tuple[str, ...] = ()
    old_columns: tuple[str, ...] = ()
    old_separator: str = ";"
    old_style: OldStyle = "value"


@dataclass(frozen=True, slots=True)
class Output:
    """What is written. `rows_per_shard` is how many rows are coded between two checkpoints, and at most stand in one
    Parquet row group."""

    folder: Path
    format: Format = "parquet"
    min_confidence: float = 0.2
    rows_per_shard: int = 200


@dataclass(frozen=True, slots=True)
class Work:
    """Who does the work. Nothing of this changes a byte of the output. `address` is that of a cluster."""

    engine: EngineName = "pool"
    workers: int | None = None
    address: str | None = None

    def instead(self, engine: EngineName | None, workers: int | None, address: str | None) -> Work:
        """The same with what is given; an address belongs to its engine and does not outlive it."""
        same = engine is None or engine == self.engine
        return Work(engine or self.engine, workers or self.workers, address or (self.address if same else None))


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan without faults, read from `file`, whose content is `text`; paths are relative to the folder of `file`.

    `edition` is None for the built-in one. `seed` decides, with the record's id, who is drawn for the audit.
    """

    file: Path
    text: str = field(repr=False)
    input: Input
    output: Output
    edition: Path | None = None
    edition_id: str | None = None
    seed: int = 0
    crosswalk: Section = field(default_factory=Section)
    routing: Section = field(default_factory=Section)
    work: Work = field(default_factory=Work)

    @property
    def base(self) -> Path:
        """The folder that relative paths start from."""
        return self.file.parent

    def moved(self, folder: Path) -> Plan:
        """The plan with its output in another folder."""
        return replace(self, output=replace(self.output, folder=folder))

    def identity(self) -> str:
        """SHA-256 of everything in the plan that can change the output. Where things lie and who works is no part."""
        output = {"format": self.output.format, "min_confidence": self.output.min_confidence}
        record = {
            "input": asdict(self.input),
            "output": output | {"rows_per_shard": self.output.rows_per_shard},
            "seed": self.seed,
            "crosswalk": self.crosswalk.identity(),
            "routing": self.routing.identity(),
        }
        return hashlib.sha256(json.dumps(record, sort_keys=True, default=str).encode()).hexdigest()
