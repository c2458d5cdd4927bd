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
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from coder.errors import RunError
from coder.recode.coding import Code, Failure, Job, Part
from coder.recode.engines.engine import TRIES
from coder.recode.shards import Shard

_AHEAD = 1
"""Shards waiting per worker, so that none idles while the next one is read."""


class PoolEngine:
    """Codes in `workers` processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts as they get ready."""
        waiting = iter(shards)
        pool = _Pool(job, self.workers)
        try:
            while pool.fill(waiting):
                try:
                    yield from pool.finished()
                except BrokenProcessPool:
                    yield from pool.retry()
        finally:
            pool.stop()


class _Pool:
    """A process pool with its shards under way."""

    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._workers = workers
        self._under_way: dict[Future[Part | Failure], Shard] = {}
        self._executor = self._start(workers)

    def fill(self, waiting: Iterator[Shard]) -> bool:
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

    def finished(self) -> Iterator[Part | Failure]:
        """What is ready; waits until something is. Raises BrokenProcessPool when a worker died."""
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in done:
            result = future.result()
            del self._under_way[future]
            yield result

    def retry(self) -> Iterator[Part | Failure]:
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

    def _alone(self, shard: Shard) -> Part | Failure:
        for _ in range(TRIES):
            try:
                return self._executor.submit(_code, shard).result()
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


def _broken() -> Future[Part | Failure]:
    future: Future[Part | Failure] = Future()
    future.set_exception(BrokenProcessPool())
    return future


class _Worker:
    """What a worker process keeps between shards."""

    job: Job
    code: Code | None = None


def _prepare(job: Job) -> None:
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


def _code(shard: Shard) -> Part | Failure:
    if _Worker.code is None:
        _Worker.code = _Worker.job.open()
    return _Worker.code(shard)
