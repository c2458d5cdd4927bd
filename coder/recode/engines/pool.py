"""Processes on this machine.

A worker that dies (memory, a crash in a library) breaks the whole pool, and which shard did it cannot be told. So the
shards under way are then tried one at a time in a fresh pool: the one that kills its worker alone three times stops
the run, and the others are not blamed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, Protocol, TypeVar

from coder.errors import RunError
from coder.recode.coding import Failure, Job, Part
from coder.recode.engines.engine import TRIES
from coder.recode.shards import Shard

_AHEAD = 1
"""Shards waiting per worker, so that none idles while the next one is read."""


class Numbered(Protocol):
    """A piece of the work. Its representation shows no text."""

    @property
    def number(self) -> int:
        """Its place in the order of the work."""

    @property
    def rows(self) -> str:
        """What it holds, for messages."""


P = TypeVar("P", bound=Numbered)
P_contra = TypeVar("P_contra", bound=Numbered, contravariant=True)
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Openable(Protocol[P_contra, R_co]):
    """What a worker must know before its first piece; it travels to every worker."""

    def open(self) -> Callable[[P_contra], R_co]:
        """What works on pieces."""


def map_in_processes(job: Openable[P, R], pieces: Iterable[P], workers: int) -> Generator[R, None, None]:
    """The results as they get ready, in any order. Takes pieces as they are needed, a few ahead.

    Raises RunError when a piece takes its worker down again and again.
    """
    waiting = iter(pieces)
    pool = _Pool(job, workers)
    try:
        while pool.fill(waiting):
            try:
                yield from pool.finished()
            except BrokenProcessPool:
                yield from pool.retry()
    finally:
        pool.stop()


class PoolEngine:
    """Codes in `workers` processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts as they get ready."""
        yield from map_in_processes(job, shards, self.workers)


class _Pool(Generic[P, R]):
    """A process pool with its pieces under way."""

    def __init__(self, job: Openable[P, R], workers: int) -> None:
        self._job = job
        self._workers = workers
        self._under_way: dict[Future[R], P] = {}
        self._executor = self._start(workers)

    def fill(self, waiting: Iterator[P]) -> bool:
        """Hand out shards until enough are under way; whether any is."""
        while len(self._under_way) < self._workers * (1 + _AHEAD):
            shard = next(waiting, None)
            if shard is None:
                break
            try:
                self._under_way[self._executor.submit(_code, shard)] = shard
            except BrokenProcessPool:
                self._under_way[_broken()] = shard
                break
        return bool(self._under_way)

    def finished(self) -> Iterator[R]:
        """What is ready; waits until something is. Raises BrokenProcessPool when a worker died."""
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in done:
            result = future.result()
            del self._under_way[future]
            yield result

    def retry(self) -> Iterator[R]:
        """Code what was under way one shard at a time, then start a full pool again. Raises RunError."""
        suspects = sorted(self._under_way.values(), key=lambda shard: shard.number)
        self._under_way.clear()
        self._restart(1)
        for shard in suspects:
            yield self._alone(shard)
        self._restart(self._workers)

    def stop(self) -> None:
        """End the workers; those at work finish their shard first."""
        self._executor.shutdown(cancel_futures=True)

    def _alone(self, shard: P) -> R:
        for _ in range(TRIES):
            try:
                result: R = self._executor.submit(_code, shard).result()
                return result
            except BrokenProcessPool:
                self._restart(1)
        raise RunError(f"a worker died {TRIES} times on the rows {shard.rows}")

    def _restart(self, workers: int) -> None:
        self.stop()
        self._executor = self._start(workers)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork copies threads and locks of numeric libraries in whatever state they are.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, context, initializer=_prepare, initargs=(self._job,))


def _broken() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool())
    return future


class _Worker:
    """What a worker process keeps between shards."""

    job: Openable[Any, Any]
    code: Callable[[Any], Any] | None = None


def _prepare(job: Openable[Any, Any]) -> None:
    """Set a worker up. The edition is opened with the first shard, where a failure can be told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.job = job


def _end_with_parent() -> None:
    """Workers wait for their next shard for ever, even when the parent was killed; this ends them."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _code(shard: Any) -> Any:
    if _Worker.code is None:
        _Worker.code = _Worker.job.open()
    return _Worker.code(shard)
