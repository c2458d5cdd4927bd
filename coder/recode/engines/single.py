"""This process, one shard after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from coder.recode.coding import Failure, Job, Part
from coder.recode.shards import Shard


class SingleEngine:
    """Codes in this process."""

    workers = 1

    def map_shards(self, job: Job, shards: Iterable[Shard]) -> Generator[Part | Failure, None, None]:
        """The parts in order."""
        code = job.open()
        for shard in shards:
            yield code(shard)
