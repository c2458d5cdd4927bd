"""Code a shard: the work that engines hand out. Everything here is a pure function of the job and the shard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from threadpoolctl import threadpool_limits

from coder.errors import CoderError, DataError, Fault
from coder.narrative.intake import Rejected
from coder.recode.plan import Section
from coder.recode.rows import audit_draw
from coder.recode.shards import Record, Shard
from coder.recode.shipping import ShippedEdition
from coder.recode.steps import Steps, make_steps
from coder.recode.tables import TABLES, Rows, code_rows, crosswalk_rows, pack, record_row, reject_row
from coder.records import Narrative
from coder.scheme import Scheme
from coder.suggest.suggester import Suggester


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one shard as bytes, and how many records went which way."""

    number: int
    content: bytes = field(repr=False)
    coded: int
    unsupported: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a shard could not be coded. A value, not an exception: engines log exceptions with their arguments."""

    number: int
    reason: str


Code = Callable[[Shard], Part | Failure]


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know before its first shard. `run` tells the jobs of different runs apart."""

    run: str
    edition: ShippedEdition
    keep: tuple[str, ...]
    min_confidence: float
    seed: int
    crosswalk: Section
    routing: Section

    def for_cluster(self) -> Job:
        """The job with the edition's content in it, for workers on other machines."""
        return replace(self, edition=self.edition.packed())

    def open(self) -> Code:
        """Open the edition and return the function that codes shards. It never raises.

        Numeric libraries are held to one thread: workers share the cores, and sums stay in one order.
        """
        threadpool_limits(1)
        try:
            suggester = self.edition.open()
            work = _Coding(self, suggester, self.steps(suggester.scheme))
        except (CoderError, OSError) as error:
            reason = str(error)
            return lambda shard: Failure(shard.number, reason)
        return work

    def steps(self, scheme: Scheme) -> Steps:
        """The crosswalk and the route of the plan. Raises DataError with all that is wrong with them."""
        faults: list[Fault] = []
        steps = make_steps(self.crosswalk, self.routing, scheme, self.edition.id, faults)
        if faults:
            raise DataError(faults)
        return steps


class _Coding:
    """Codes shards with an opened edition."""

    def __init__(self, job: Job, suggester: Suggester, steps: Steps) -> None:
        self._job = job
        self._suggester = suggester
        self._steps = steps

    def __call__(self, shard: Shard) -> Part | Failure:
        try:
            return self._part(shard)
        except Exception as error:
            return Failure(shard.number, f"unexpected {type(error).__name__} in rows {shard.rows}")

    def _part(self, shard: Shard) -> Part:
        tables: dict[str, Rows] = {name: [] for name in TABLES}
        for item in shard.items:
            if isinstance(item, Rejected):
                tables["rejects"].append(reject_row(item))
                continue
            try:
                self._add(item, tables)
            except MemoryError:
                raise
            except Exception as error:
                # One record that the coder fails on must not cost the other hundred thousand. The error's message may
                # hold words of the narrative, so only its type is told.
                reason = f"coding failed ({type(error).__name__}); please report it"
                row = {"file": "", "row": 0, "id": item.id, "reason_code": "coding_failed", "reason": reason}
                tables["rejects"].append(row)
        coded = sum(row["status"] == "coded" for row in tables["records"])
        return Part(
            number=shard.number,
            content=pack(tables, self._job.keep),
            coded=coded,
            unsupported=len(tables["records"]) - coded,
            rejected=len(tables["rejects"]),
        )

    def _add(self, record: Record, tables: dict[str, Rows]) -> None:
        job = self._job
        coding = self._suggester.suggest(Narrative(record.id, record.text), min_confidence=job.min_confidence)
        crossed = self._steps.crosswalk(record.old_codes, coding)
        routing = self._steps.route(coding, crossed, audit_draw(job.seed, record.id))
        row = record_row(record, coding, routing, job.keep, job.edition.id)
        codes, crosswalk = code_rows(coding, routing), crosswalk_rows(record.id, crossed)
        tables["records"].append(row)
        tables["codes"] += codes
        tables["crosswalk"] += crosswalk
