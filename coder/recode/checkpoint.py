"""The folder of a run: what it set out to do, and which shards are done.

    run.json        the plan as it was, hashes of inputs and edition, versions; written once
    shards.txt      the digest of every shard of the input; written once
    parts/          one file per finished shard
    journal.jsonl   one line per finished shard, written after its part is on the disk
    times.jsonl     when the run was begun, resumed and finished; no part of the output
    lock            held by the process that works on the run

A part without its journal line is made again; a journal line whose part is missing or differs is not believed. So
the run may be killed between any two instructions.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from coder.errors import RunError, UsageError
from coder.recode.coding import Part
from coder.recode.storage import TEMPORARY, append_line, make_folder, write_whole

RUN = "run.json"
MANIFEST = "manifest.json"
_DIGESTS = "shards.txt"
_JOURNAL = "journal.jsonl"
_PARTS = "parts"
_LOCK = "lock"
_TIMES = "times.jsonl"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that must stay the same from the beginning of a run to its end.

    `plan_path` and `plan_text` are the plan's file and content when the run began, `plan` its identity; `inputs` the
    SHA-256 of each input; `seal` the SHA-256 of the edition's manifest; `libraries` versions that shape the output.
    """

    plan_path: str
    plan_text: str
    plan: str
    inputs: dict[str, str]
    rows: int
    edition: str
    edition_folder: str
    seal: str
    libraries: dict[str, str]
    format: int = _FORMAT


@dataclass(frozen=True, slots=True)
class Done:
    """A line of the journal: a finished shard, the SHA-256 of its part, and its counts."""

    number: int
    sha256: str
    coded: int
    unsupported: int
    rejected: int

    @property
    def rows(self) -> int:
        """The rows of the shard."""
        return self.coded + self.unsupported + self.rejected


class RunFolder:
    """The folder of one run."""

    def __init__(self, folder: Path) -> None:
        self.path = folder

    @property
    def begun(self) -> bool:
        """Whether a run was begun here."""
        return (self.path / RUN).is_file()

    @property
    def finished(self) -> bool:
        """Whether the run here came to its end."""
        return (self.path / MANIFEST).is_file()

    def foreign(self) -> bool:
        """Whether the folder holds anything that no run put there before it could begin."""
        known = {_DIGESTS, _DIGESTS + TEMPORARY, RUN + TEMPORARY, _PARTS, _LOCK}
        return self.path.exists() and any(each.name not in known for each in self.path.iterdir())

    def make(self) -> None:
        """Make the folder itself. Raises OSError."""
        make_folder(self.path)

    def begin(self, setting: Setting, digests: tuple[str, ...]) -> None:
        """Set up a new run. Raises OSError."""
        make_folder(self.path / _PARTS)
        write_whole(self.path / _DIGESTS, "".join(f"{digest}\n" for digest in digests).encode())
        write_whole(self.path / RUN, (json.dumps(asdict(setting), indent=1, ensure_ascii=False) + "\n").encode())

    def setting(self) -> Setting:
        """What the run set out to do. Raises UsageError when there is no run, RunError when it cannot be read."""
        try:
            record = json.loads((self.path / RUN).read_bytes())
            setting = Setting(**record)
        except FileNotFoundError:
            raise UsageError(f"{self.path} holds no run") from None
        except (ValueError, TypeError):
            raise RunError(f"{self.path / RUN} cannot be read") from None
        if setting.format != _FORMAT:
            raise RunError(f"{self.path} was made by another version; finish the run with that one")
        return setting

    def digests(self) -> list[str]:
        """The digests of all shards, in order."""
        return (self.path / _DIGESTS).read_text(encoding="ascii").split()

    def keep(self, part: Part) -> Done:
        """Put a finished shard on the disk, then say so in the journal. Raises OSError."""
        write_whole(self._part(part.number), part.content)
        digest = hashlib.sha256(part.content).hexdigest()
        done = Done(part.number, digest, part.coded, part.unsupported, part.rejected)
        append_line(self.path / _JOURNAL, json.dumps(asdict(done)).encode())
        return done

    def journal(self) -> dict[int, Done]:
        """The finished shards as the journal tells them, by number. Lines torn by a kill are passed over."""
        try:
            lines = (self.path / _JOURNAL).read_bytes().split(b"\n")
        except FileNotFoundError:
            return {}
        found = (_done(line) for line in lines)
        return {done.number: done for done in found if done is not None}

    def believed(self) -> dict[int, Done]:
        """The finished shards whose parts are there as the journal says."""
        return {number: done for number, done in self.journal().items() if self._is_sound(done)}

    def part(self, done: Done) -> bytes:
        """The part of a finished shard. Raises RunError when it is not as it was written."""
        content = self._part(done.number).read_bytes()
        if hashlib.sha256(content).hexdigest() != done.sha256:
            raise RunError(f"{self._part(done.number)} was changed; resume the run to make it again")
        return content

    def note(self, event: dict[str, Any]) -> None:
        """Add to the log of times, which is no part of the output. Raises OSError."""
        append_line(self.path / _TIMES, json.dumps(event).encode())

    def manifest(self) -> dict[str, Any]:
        """The manifest of a finished run. Raises RunError when it cannot be read."""
        try:
            record: dict[str, Any] = json.loads((self.path / MANIFEST).read_bytes())
        except (OSError, ValueError):
            raise RunError(f"{self.path / MANIFEST} cannot be read") from None
        return record

    def finish(self, manifest: dict[str, Any]) -> None:
        """Say that the run is finished; this is the moment it is. Then the parts are let go."""
        write_whole(self.path / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
        self.tidy()

    def tidy(self) -> None:
        """Remove what only an unfinished run needs."""
        shutil.rmtree(self.path / _PARTS, ignore_errors=True)
        for name in (_JOURNAL, _DIGESTS):
            (self.path / name).unlink(missing_ok=True)
        for left in self.path.glob(f"*{TEMPORARY}"):
            left.unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes off the run. Raises UsageError when one works on it; a killed one holds nothing."""
        try:
            import fcntl
        except ImportError:  # not on Windows
            yield
            return
        with (self.path / _LOCK).open("wb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UsageError(f"{self.path}: another process works on this run") from None
            yield

    def in_use(self) -> bool:
        """Whether a process works on the run now."""
        try:
            with self.locked():
                return False
        except UsageError:
            return True

    def _part(self, number: int) -> Path:
        return self.path / _PARTS / f"{number:08}.part"

    def _is_sound(self, done: Done) -> bool:
        try:
            return hashlib.sha256(self._part(done.number).read_bytes()).hexdigest() == done.sha256
        except OSError:
            return False


def _done(line: bytes) -> Done | None:
    try:
        record = json.loads(line)
        return Done(**record) if set(record) == {each.name for each in fields(Done)} else None
    except (ValueError, TypeError):
        return None
