"""Audits that run while people go on: one at a time, the newest of each project kept as long as the service runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from coder.audit.study.findings import Findings
from coder.errors import CoderError, Conflict
from coder.scheme import Scheme

_KEPT = 20
"""Projects whose audits are kept: a large one has tens of megabytes."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """What the report with narratives is made of, all but the narratives: those are read anew for each reader, so that
    none is shown after its purge."""

    found: Findings = field(repr=False)
    scheme: Scheme = field(repr=False)
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an audit found, without any text: its sentences, its documents by name, and what its report with narratives
    is made of, where that was asked for."""

    summary: tuple[str, ...]
    documents: Mapping[str, str]
    text_report: TextReport | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """The newest audit of a project. While it runs, and when it fails, `outcome` is that of the one before, if any.

    `fault` says why it failed, never with a text.
    """

    state: Literal["running", "done", "failed"]
    by: str
    started_at: datetime
    outcome: Outcome | None = None
    fault: str = ""


class Audits:
    """The audits of a running service."""

    def __init__(self) -> None:
        self._audits: dict[int, Audit] = {}
        self._lock = threading.Lock()
        self._turn = threading.Semaphore()

    def start(self, project_id: int, by: str, at: datetime, work: Callable[[], Outcome]) -> Audit:
        """Begin an audit; it waits for its turn. Raises Conflict while one of the project is under way."""
        with self._lock:
            old = self._audits.pop(project_id, None)
            if old is not None and old.state == "running":
                self._audits[project_id] = old
                raise Conflict("an audit of the project is under way; look at its report when it is done")
            begun = self._audits[project_id] = Audit("running", by, at, old.outcome if old else None)
            for other in [each for each, audit in self._audits.items() if audit.state != "running"][:-_KEPT]:
                del self._audits[other]
        threading.Thread(target=self._run, args=(project_id, work), name="audit", daemon=True).start()
        return begun

    def of_project(self, project_id: int) -> Audit | None:
        """The newest audit of a project; None when there was none since the service started."""
        with self._lock:
            return self._audits.get(project_id)

    def _run(self, project_id: int, work: Callable[[], Outcome]) -> None:
        changes: dict[str, object]
        try:
            with self._turn:
                changes = {"state": "done", "outcome": work()}
        except CoderError as error:
            changes = {"state": "failed", "fault": str(error)}
        except Exception as error:
            changes = {"state": "failed", "fault": f"unexpected {type(error).__name__}"}
        with self._lock:
            self._audits[project_id] = replace(self._audits[project_id], **changes)  # type: ignore[arg-type]
