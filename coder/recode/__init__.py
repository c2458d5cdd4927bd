"""Recode an archive under a new code list: streamed, restartable, the same bytes from every engine.

plan_file   PLAN.toml becomes a frozen Plan, or a list of all its faults
sources     files, folders, globs or an SQL query become one stream of narratives and refusals
shards      the stream is cut into numbered pieces
rows        a narrative becomes rows of the output tables: coding, crosswalk, route
engines     who codes the shards: one process, a pool of processes, Dask, Spark
checkpoint  each finished shard is kept on disk before the next step may rely on it
sinks       the finished shards, in order, become Parquet or CSV
"""
