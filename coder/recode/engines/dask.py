"""A Dask cluster: workers of its own on this machine, or those of the scheduler at an address.

The edition travels once, in a plugin that every worker sets up when it joins, one that replaces a dead worker too.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from typing import Any

from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, as_completed, get_worker

from coder.errors import RunError
from coder.recode.coding import Code, Failure, Job, Part
from coder.recode.engines.engine import TRIES
from coder.recode.shards import Shard

_PLUGIN = "ictip-recode"
_AHEAD = 2
"""Shards under way per thread of the cluster."""
_QUIET = 40
"""Log level of errors; lower ones tell of workers that come and go."""


class DaskEngine:
    """Codes on a Dask cluster. With an address, the workers are those of the cluster."""

    def __init__(self, workers: int, address: str | None) -> None:
        self.workers = workers
        self._address = address

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts as they get ready."""
        waiting = iter(shards)
        with ExitStack() as stack:
            client = self._client(stack)
            client.register_plugin(_Setup(job.for_cluster()), name=_PLUGIN)
            threads = sum(client.nthreads().values()) or self.workers
            parts = as_completed(loop=client.loop)
            rows: dict[str, str] = {}

            def hand_out(shard: Shard) -> None:
                future = client.submit(_code, shard, pure=False)
                rows[future.key] = shard.rows
                parts.add(future)

            for shard in itertools.islice(waiting, threads * _AHEAD):
                hand_out(shard)
            for future in parts:
                yield _result(future, rows.pop(future.key))
                for shard in itertools.islice(waiting, 1):
                    hand_out(shard)

    def _client(self, stack: ExitStack) -> Client:
        if self._address is not None:
            try:
                return stack.enter_context(Client(self._address, set_as_default=False))
            except OSError:
                raise RunError(f"no Dask scheduler answers at {self._address}") from None
        cluster = LocalCluster(
            n_workers=self.workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=_QUIET,
        )
        stack.enter_context(cluster)
        return stack.enter_context(Client(cluster, set_as_default=False))


class _Setup(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Opens the edition where the shards will be coded."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.code: Code | None = None

    def setup(self, worker: Any) -> None:
        """Called once on every worker, before its first shard."""
        self.code = self._job.open()


def _code(shard: Shard) -> Part | Failure:
    code: Code = get_worker().plugins[_PLUGIN].code
    return code(shard)


def _result(future: Any, rows: str) -> Part | Failure:
    try:
        result: Part | Failure = future.result()
    except KilledWorker:
        raise RunError(f"a worker died {TRIES} times on the rows {rows}") from None
    return result
