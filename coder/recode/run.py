"""Begin a recoding run, go on with one, bring it to its end."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from coder.errors import RunError, UsageError
from coder.recode.checkpoint import RunFolder, Setting
from coder.recode.coding import Failure, Job
from coder.recode.engines import make_engine
from coder.recode.manifest import Counts, manifest_of
from coder.recode.plan import Plan, Work
from coder.recode.setting import check_unchanged, edition_of, new_setting, plan_again
from coder.recode.shards import Shard
from coder.recode.shipping import ShippedEdition
from coder.recode.sinks import write_tables
from coder.recode.sources import Source
from coder.recode.surroundings import Progress, Step, Surroundings


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run. `rows_now` were coded by this call; the others had been before. `notes` tell what was guessed."""

    folder: Path
    counts: Counts
    rows_now: int
    notes: tuple[str, ...] = ()


def begin(plan: Plan, around: Surroundings) -> Outcome:
    """Run a plan from its beginning.

    Raises UsageError when the output folder holds anything, IntakeError for inputs that cannot be read, EditionError,
    and RunError when the run had to stop: what was finished until then is kept.
    """
    folder = RunFolder(plan.output.folder)
    _refuse_used(folder)
    make_engine(plan.work)  # what is missing or wrong is told now, not after reading everything
    edition = edition_of(plan)
    _job(plan, edition).steps(edition.scheme())
    source = Source(plan, around.environ)
    survey = source.survey(lambda rows: around.tell(Progress("read", rows, 0)))
    setting = new_setting(plan, survey, edition)
    with _stopping(folder):
        folder.make()
        with folder.locked():
            _refuse_used(folder)
            folder.begin(setting, survey.digests)
            run = _Run(plan, folder, setting, edition, source, around)
            return replace(run.go("begin", plan.work), notes=survey.notes)


def resume(path: Path, around: Surroundings, change: Callable[[Work], Work] = lambda work: work) -> Outcome:
    """Go on with the run in a folder; `change` may choose other workers. A finished run is left as it is.

    Raises UsageError when there is no run, RunError when plan, input, edition or libraries changed since it began or
    when it had to stop again.
    """
    folder = RunFolder(path)
    setting = folder.setting()
    with _stopping(folder), folder.locked():
        if folder.finished:
            folder.tidy()
            return Outcome(path, Counts(**folder.manifest()["counts"]), 0)
        plan = plan_again(setting, path)
        source = Source(plan, around.environ)
        edition = check_unchanged(setting, plan, source)
        return _Run(plan, folder, setting, edition, source, around).go("resume", change(plan.work))


class _Run:
    """One stretch of work on a run."""

    def __init__(
        self,
        plan: Plan,
        folder: RunFolder,
        setting: Setting,
        edition: ShippedEdition,
        source: Source,
        around: Surroundings,
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._setting = setting
        self._edition = edition
        self._source = source
        self._around = around
        self._digests: Sequence[str] = folder.digests()
        self._done = folder.believed()

    def go(self, event: str, work: Work) -> Outcome:
        """Code what is missing, then write the output."""
        before = self._counts().read
        self._note(event, engine=work.engine, rows=before)
        self._code(work)
        if self._source.hashes() != self._setting.inputs:
            raise RunError("the input was changed while it was read")
        self._write()
        counts = self._counts()
        self._note("finish", rows=counts.read)
        return Outcome(self._folder.path, counts, counts.read - before)

    def _code(self, work: Work) -> None:
        rows = self._counts().read
        job = _job(self._plan, self._edition)
        self._tell("code", rows)
        engine = make_engine(work)
        with closing(engine.map_shards(job, self._missing())) as parts:
            for part in parts:
                if isinstance(part, Failure):
                    raise RunError(part.reason)
                done = self._folder.keep(part)
                self._done[done.number] = done
                rows += done.rows
                self._tell("code", rows)

    def _missing(self) -> Iterator[Shard]:
        """The shards that are not done, each checked against what the run began with."""
        count = 0
        for shard in self._source.shards():
            if shard.number >= len(self._digests) or shard.digest() != self._digests[shard.number]:
                raise RunError(f"the input is not what it was when the run began; it differs in the rows {shard.rows}")
            count += 1
            if shard.number not in self._done:
                yield shard
        if count < len(self._digests):
            raise RunError("the input has fewer rows than when the run began")

    def _write(self) -> None:
        plan, folder = self._plan, self._folder
        done = [self._done[number] for number in range(len(self._digests))]
        total = self._setting.rows

        def parts() -> Iterator[bytes]:
            rows = 0
            for each in done:
                yield folder.part(each)
                rows += each.rows
                self._tell("write", rows)

        files = write_tables(folder.path, parts, plan.input.keep, plan.output.format, crosswalk=bool(plan.crosswalk))
        counts = self._counts()
        if counts.read != total:
            raise RunError(f"{counts.read:,} rows were written, but {total:,} were read; please report this")
        folder.finish(manifest_of(folder.path, self._setting, self._edition.folder, plan, counts, files))

    def _counts(self) -> Counts:
        return Counts.of(self._done.values())

    def _tell(self, step: Step, rows: int) -> None:
        self._around.tell(Progress(step, rows, self._setting.rows))

    def _note(self, event: str, **facts: object) -> None:
        self._folder.note({"event": event, "time": self._around.now().isoformat(timespec="seconds"), **facts})


def _job(plan: Plan, edition: ShippedEdition) -> Job:
    return Job(
        run=f"{plan.identity()} {edition.seal}",
        edition=edition,
        keep=plan.input.keep,
        min_confidence=plan.output.min_confidence,
        seed=plan.seed,
        crosswalk=plan.crosswalk,
        routing=plan.routing,
    )


def _refuse_used(folder: RunFolder) -> None:
    if folder.finished:
        raise UsageError(f"{folder.path} holds a finished run; name another folder")
    if folder.begun:
        raise UsageError(f"{folder.path} holds a run that is not finished: ictip recode resume {folder.path}")
    if folder.foreign():
        raise UsageError(f"{folder.path} is not empty; name a new folder")


@contextmanager
def _stopping(folder: RunFolder) -> Iterator[None]:
    """Say with every stop what is safe and how to go on."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        reason = "the disk is full" if full else error.strerror or type(error).__name__
        raise RunError(f"{reason}; {_safe(folder)}") from None
    except RunError as error:
        raise RunError(f"{error}; {_safe(folder)}") from None


def _safe(folder: RunFolder) -> str:
    if not folder.begun:
        return "nothing was begun"
    rows = Counts.of(folder.journal().values()).read
    return f"{rows:,} of {folder.setting().rows:,} rows are safe: ictip recode resume {folder.path}"
