"""Files of narratives into a project, in the background."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from fastapi import UploadFile

from coder.crosswalk import read_queue
from coder.errors import CoderError, NotAllowed, UsageError
from coder.narrative.intake import Rejected, read_narratives
from coder.review import Imported, User, import_narratives, rights
from coder.review.people import standing_of
from service.answers import JobOut
from service.desk import Desk
from service.jobs import Job

_SUFFIXES = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".parquet"}
_TOLD = 20


def may_import(desk: Desk, viewer: User, project_id: int) -> None:
    """Raise NotAllowed unless the viewer manages the project."""
    if "manage" not in rights(standing_of(desk.store, viewer, project_id)):
        raise NotAllowed("not allowed, or not there")


def start_import(
    desk: Desk,
    viewer: User,
    project_id: int,
    file: UploadFile,
    id_column: str | None,
    text_column: str | None,
    *,
    queue: UploadFile | None = None,
) -> Job:
    """Keep the file for as long as it is read, and begin. `queue` is the list of a recoding run: which narratives are
    wanted, and what their old codes are asked about.

    Raises NotAllowed, UsageError for a kind not known, DataError for a list that cannot be read, NotReady while no
    edition is open.
    """
    may_import(desk, viewer, project_id)
    edition = desk.editions.current()
    only = read_queue(queue.file.read(), "queue", edition.suggester.scheme) if queue and queue.filename else None
    suffix = PurePath(file.filename or "").suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"files are read that end in {', '.join(sorted(_SUFFIXES))}")
    folder = Path(tempfile.mkdtemp(prefix="ictip-"))
    path = folder / f"narratives{suffix}"
    with path.open("wb") as copy:
        shutil.copyfileobj(file.file, copy)

    def work(progress: Callable[[int], None]) -> Imported:
        try:
            intake = read_narratives(path, id_column=id_column, text_column=text_column)
            items = (replace(item, file=path.name) if isinstance(item, Rejected) else item for item in intake)
            coder, manifest = edition.coder(), edition.manifest
            return import_narratives(
                desk.store, viewer, project_id, items, coder, manifest, only=only, progress=progress
            )
        except CoderError as error:
            raise UsageError(str(error).replace(f"{folder}/", "")) from None
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return desk.jobs.start(project_id, work)


def job_out(job: Job) -> JobOut:
    """An import, to be looked at."""
    if job.result is not None:
        return imported_out(job.id, job.result)
    return JobOut(id=job.id, state=job.state, read=job.read, added=0, present=0, refused=0, reasons=[], fault=job.fault)


def imported_out(number: int, done: Imported) -> JobOut:
    """A finished import, with the first refusals."""
    reasons = [f"{each.id or 'no id'}: {each.reason}" for each in done.reasons[:_TOLD]]
    return JobOut(
        id=number,
        state="done",
        read=done.read,
        added=done.added,
        present=done.present,
        refused=done.refused,
        missing=done.missing,
        reasons=reasons,
        fault="",
    )
