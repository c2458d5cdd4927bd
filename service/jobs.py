"""Imports that run while people go on: on a thread of their own, with their progress to look at.

They live as long as the service. One that was broken off is simply started again: what is there is not added twice.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from coder.errors import CoderError
from coder.review import Imported

_KEPT = 100


@dataclass(frozen=True, slots=True)
class Job:
    """An import: how far it is, and what became of it. `fault` says why it failed, never with a text."""

    id: int
    project_id: int
    state: Literal["running", "done", "failed"] = "running"
    read: int = 0
    result: Imported | None = None
    fault: str = ""


class Jobs:
    """The imports of a running service, the newest hundred."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def start(self, project_id: int, work: Callable[[Callable[[int], None]], Imported]) -> Job:
        """Begin an import; `work` gets something to tell its progress to."""
        with self._lock:
            job = Job(next(self._numbers), project_id)
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job.id, work), name="import", daemon=True).start()
        return job

    def of_project(self, project_id: int) -> list[Job]:
        """The imports of a project, newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.project_id == project_id]

    def _run(self, number: int, work: Callable[[Callable[[int], None]], Imported]) -> None:
        try:
            result = work(lambda read: self._set(number, read=read))
            self._set(number, state="done", read=result.read, result=result)
        except CoderError as error:
            self._set(number, state="failed", fault=str(error))
        except Exception as error:
            self._set(number, state="failed", fault=f"unexpected {type(error).__name__}")

    def _set(self, number: int, **values: object) -> None:
        with self._lock:
            if number in self._jobs:
                self._jobs[number] = replace(self._jobs[number], **values)  # type: ignore[arg-type]
