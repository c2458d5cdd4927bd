"""What the benches of the review desk share: a store with coders, narratives for it, times and quantiles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coder.records import Narrative
from coder.review import Project, Settings, Store, User, add_user, create_project, import_narratives, set_member
from tests.review.scripted import Scripted


def now() -> datetime:
    """The time, as the store's clock."""
    return datetime.now(UTC)


def store_url(given: str | None, folder: Path) -> str:
    """The store that was named, else a SQLite file in the folder."""
    return given or f"sqlite:///{folder / 'bench.sqlite'}"


def people(store: Store, coders: int, settings: Settings) -> tuple[User, Project, list[User]]:
    """The first administrator, a project of theirs, and its coders."""
    root = add_user(store, None, "root")
    project = create_project(store, root, "bench", settings)
    found = [add_user(store, root, f"coder{at}") for at in range(coders)]
    for person in found:
        set_member(store, root, project.id, person.id, "coder")
    return root, project, found


def bring(
    store: Store,
    root: User,
    project: Project,
    narratives: Iterable[Narrative],
    coder: Any = None,
    manifest: Mapping[str, Any] | None = None,
) -> float:
    """Import; gives the seconds it took. Without `coder` codes are suggested by script."""
    begun = time.perf_counter()
    import_narratives(store, root, project.id, narratives, coder or Scripted(), manifest or {"edition": "scripted-1"})
    return time.perf_counter() - begun


def timed(times: list[float], run: Callable[[], Any]) -> Any:
    """Run and note the milliseconds."""
    begun = time.perf_counter()
    found = run()
    times.append(1000 * (time.perf_counter() - begun))
    return found


def share(times: list[float], at: float) -> float:
    """A quantile."""
    return sorted(times)[min(int(at * len(times)), len(times) - 1)]
