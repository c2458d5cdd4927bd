"""Deal samples into parts that keep a writer whole, and run one task per part, in processes where there are several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Result = TypeVar("Result")

_given: dict[str, Any] = {}
"""What a worker process was given when it started: the task and the data that all its calls share."""


def assign_folds(voices: Sequence[str], folds: int) -> list[int]:
    """A fold, 0 to folds - 1, for every sample, voices kept whole and folds of like size.

    With fewer voices than folds, samples are dealt out one by one instead.
    """
    sizes: dict[str, int] = {}
    for voice in voices:
        sizes[voice] = sizes.get(voice, 0) + 1
    if len(sizes) < folds:
        return [at % folds for at in range(len(voices))]
    load = [0] * folds
    home: dict[str, int] = {}
    for voice in sorted(sizes, key=lambda name: (-sizes[name], name)):
        home[voice] = load.index(min(load))
        load[home[voice]] += sizes[voice]
    return [home[voice] for voice in voices]


def run_each(
    task: Callable[[Shared, int], Result], shared: Shared, parts: Sequence[int], *, workers: int
) -> Iterator[Result]:
    """Yield `task(shared, part)` for every part, in order. The results do not depend on `workers`.

    With more than one worker, `task` must be a function of a module, and `shared` is handed to each process once.
    """
    if workers <= 1:
        yield from (task(shared, part) for part in parts)
        return
    with ProcessPoolExecutor(workers, initializer=_receive, initargs=(task, shared)) as pool:
        yield from pool.map(_run, parts)


def _receive(task: Callable[[Any, int], Any], shared: Any) -> None:
    _given.update(task=task, shared=shared)


def _run(part: int) -> Any:
    return _given["task"](_given["shared"], part)
