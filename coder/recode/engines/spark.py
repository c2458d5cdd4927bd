"""A Spark cluster: a local master, or the one at an address.

Every shard is a partition of its own and a job of its own, handed in by threads, so that the input streams and each
shard is kept as soon as it is coded. The edition is broadcast once; a worker process opens it once.
"""

from __future__ import annotations

import functools
import itertools
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from py4j.protocol import Py4JError
from pyspark import Broadcast, SparkConf, SparkContext

from coder.errors import RunError
from coder.recode.coding import Code, Failure, Job, Part
from coder.recode.engines.engine import TRIES
from coder.recode.shards import Shard

_HERE = "127.0.0.1"
_AHEAD = 2
"""Shards under way per core of the cluster."""


class SparkEngine:
    """Codes on a Spark cluster. With an address, the cores are those of the cluster. Needs Java."""

    def __init__(self, workers: int, address: str | None) -> None:
        self.workers = workers
        self._address = address

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts as they get ready."""
        waiting = iter(shards)
        with self._context() as context:
            ahead = context.defaultParallelism * _AHEAD
            code = functools.partial(_run, context, context.broadcast(job.for_cluster()))
            threads = ThreadPoolExecutor(ahead)
            try:
                under_way: set[Future[Part | Failure]] = set()
                while True:
                    free = ahead - len(under_way)
                    under_way |= {threads.submit(code, shard) for shard in itertools.islice(waiting, free)}
                    if not under_way:
                        return
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
                context.cancelAllJobs()

    @contextmanager
    def _context(self) -> Iterator[SparkContext]:
        # Spark tells its workers' Python by this variable alone; another Python would lack the coder.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        conf = SparkConf().setAppName("ictip recode")
        for quiet in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
            conf.set(quiet, "false")
        conf.set("spark.log.level", "OFF")  # its log would quote what failed
        if self._address is None:
            conf.setMaster(f"local[{self.workers},{TRIES}]")
            conf.set("spark.driver.host", _HERE).set("spark.driver.bindAddress", _HERE)
            os.environ.setdefault("SPARK_LOCAL_IP", _HERE)
        else:
            conf.setMaster(self._address).set("spark.task.maxFailures", str(TRIES))
        try:
            context = SparkContext(conf=conf)
        except (Py4JError, RuntimeError, OSError) as error:
            raise RunError(f"Spark could not be started ({type(error).__name__}); is Java installed?") from None
        try:
            yield context
        finally:
            context.stop()


def _run(context: SparkContext, job: Broadcast[Job], shard: Shard) -> Part | Failure:
    """Code one shard as a job of one partition."""
    try:
        parts: list[Any] = context.parallelize([shard], 1).mapPartitions(functools.partial(_code_all, job)).collect()
    except Py4JError:
        raise RunError(f"a worker died {TRIES} times on the rows {shard.rows}") from None
    result: Part | Failure = parts[0]
    return result


def _code_all(job: Broadcast[Job], shards: Iterable[Shard]) -> Iterator[Part | Failure]:
    """Runs in a worker process."""
    return map(_opened(job), shards)


_CODES: dict[str, Code] = {}
"""The one coding function that a worker process keeps from job to job, by its run."""


def _opened(job: Broadcast[Job]) -> Code:
    run = job.value.run
    if run not in _CODES:
        _CODES.clear()
        _CODES[run] = job.value.open()
    return _CODES[run]
