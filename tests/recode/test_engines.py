"""Every engine, any number of workers, any way of being cut short: the same bytes."""

import os
import signal
from dataclasses import replace

import pytest

from coder.errors import RunError, UsageError
from coder.recode.coding import Failure, Job
from coder.recode.engines import make_engine
from coder.recode.engines.pool import PoolEngine
from coder.recode.plan import Section, Work
from coder.recode.plan_file import read_plan
from coder.recode.run import begin
from coder.recode.shards import Record, Shard
from coder.recode.shipping import shipped
from tests.recode.conftest import outputs


@pytest.fixture
def job(tiny_edition):
    return Job("run", shipped(tiny_edition), (), 0.2, 0, Section(), Section())


def shards(count):
    return [Shard(n, n, (Record(f"c{n}", "The apples were bruised and they were sold."),)) for n in range(count)]


@pytest.mark.parametrize(
    "work",
    [
        Work("pool", 2),
        pytest.param(Work("dask", 2), marks=pytest.mark.cluster),
        pytest.param(Work("spark", 2), marks=pytest.mark.cluster),
    ],
    ids=lambda work: f"{work.engine}-{work.workers}",
)
def test_the_same_bytes_from_every_engine(archive, around, undisturbed, work):
    plan = replace(read_plan(archive), work=work)
    outcome = begin(plan, around)
    assert outputs(plan.output.folder) == undisturbed
    assert outcome.rows_now == outcome.counts.read == 60


def test_a_pool_replaces_a_worker_that_was_killed(job):
    expected = [job.open()(shard) for shard in shards(6)]
    killed = []

    def watched():
        for shard in shards(6):
            if shard.number == 4:
                killed.append(kill_a_child())
            yield shard

    found = list(PoolEngine(1).map_shards(job, watched()))
    assert killed
    assert sorted(found, key=lambda part: part.number) == expected


def kill_a_child():
    """Kill one spawned worker of this process."""
    import multiprocessing

    victim = multiprocessing.active_children()[0].pid
    os.kill(victim, signal.SIGKILL)
    return victim


class Deadly(Shard):
    """A shard that takes every worker down that so much as reads it."""

    def __reduce__(self):
        return _die, (os.getpid(),)


def _die(parent):
    if os.getpid() != parent:
        os._exit(9)
    return shards(1)[0]


def test_a_shard_that_kills_every_worker_stops_the_run_and_is_named(job):
    given = [*shards(2), Deadly(2, 2, (Record("c2", "x"),))]
    found = []
    parts = PoolEngine(1).map_shards(job, iter(given))
    with pytest.raises(RunError, match="3 times on the rows 3 to 3"):
        found.extend(part.number for part in parts)
    assert sorted(found) == [0, 1]


def test_a_changed_edition_is_noticed_by_the_worker(job):
    other = replace(job, edition=replace(job.edition, seal="0" * 64))
    (result,) = make_engine(Work("single")).map_shards(other, shards(1))
    assert isinstance(result, Failure)
    assert "edition" in result.reason


def test_a_packed_edition_answers_as_the_folder_does(job):
    packed = job.for_cluster()
    assert packed.edition.archive
    assert packed.open()(shards(1)[0]) == job.open()(shards(1)[0])


def test_shards_are_taken_as_they_are_needed(job):
    taken = []

    def counted():
        for shard in shards(50):
            taken.append(shard.number)
            yield shard

    parts = PoolEngine(1).map_shards(job, counted())
    next(parts)
    assert len(taken) <= 4
    parts.close()


def test_no_representation_shows_a_text():
    shard = Shard(0, 0, (Record("c1", "secret words", ("secret",), ("secret",)),))
    assert "secret" not in repr(shard) + repr(shard.items[0])


@pytest.mark.parametrize("engine", ["single", "pool"])
def test_an_address_needs_an_engine_for_clusters(engine):
    with pytest.raises(UsageError, match="dask and spark"):
        make_engine(Work(engine, 1, "tcp://x"))
