"""Who codes the shards. One small interface, four engines, the same answers.

single  this process, nothing to start
pool    processes on this machine; a worker that dies is replaced and its shard tried again
dask    a Dask cluster: one of its own on this machine, or the one at an address
spark   a Spark cluster: a local master, or the one at an address
"""

from __future__ import annotations

from coder.recode.engines.engine import Engine, make_engine

__all__ = ["Engine", "make_engine"]
