"""The interface of engines, and the choice of one."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from typing import Protocol

from coder.errors import UsageError
from coder.recode.coding import Failure, Job, Part
from coder.recode.plan import Work
from coder.recode.shards import Shard

TRIES = 3
"""How often a shard may take a worker down with it before the run stops."""


class Engine(Protocol):
    """Codes shards. `workers` is how many at a time."""

    workers: int

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts as they get ready, in any order. Takes shards as they are needed, a few ahead.

        Whatever was started is stopped when the iterator is closed. Raises RunError when the workers cannot go on.
        """


def make_engine(work: Work) -> Engine:
    """The engine a plan names. Raises UsageError when its library is not installed or it takes no address."""
    if work.address is not None and work.engine not in ("dask", "spark"):
        raise UsageError(f"an address is for the engines dask and spark, not for {work.engine}")
    workers = work.workers or os.cpu_count() or 1
    if work.engine == "single":
        from coder.recode.engines.single import SingleEngine

        return SingleEngine()
    if work.engine == "pool":
        from coder.recode.engines.pool import PoolEngine

        return PoolEngine(workers)
    try:
        if work.engine == "dask":
            from coder.recode.engines.dask import DaskEngine

            return DaskEngine(workers, work.address)
        from coder.recode.engines.spark import SparkEngine

        return SparkEngine(workers, work.address)
    except ImportError:
        raise UsageError(f"the engine {work.engine} needs ictip-coder[{work.engine}]") from None
