"""How far a run is, read from its folder without touching it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coder.recode.checkpoint import RunFolder
from coder.recode.manifest import Counts


@dataclass(frozen=True, slots=True)
class State:
    """A run as its folder tells it. `rows` is what the input holds, `counts` what is done; `outputs` are SHA-256 by
    file, once it is finished."""

    finished: bool
    working: bool
    counts: Counts
    rows: int
    edition: str
    plan: str
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The state in words."""
        if self.finished:
            return "finished"
        return "running" if self.working else "stopped; ictip recode resume goes on with it"


def read_state(path: Path) -> State:
    """The state of the run in a folder. Raises UsageError when there is none, RunError when it cannot be read."""
    folder = RunFolder(path)
    setting = folder.setting()
    if folder.finished:
        manifest = folder.manifest()
        counts, outputs = Counts(**manifest["counts"]), manifest["outputs"]
        return State(True, False, counts, setting.rows, setting.edition, setting.plan_path, outputs)
    counts = Counts.of(folder.journal().values())
    return State(False, folder.in_use(), counts, setting.rows, setting.edition, setting.plan_path)
