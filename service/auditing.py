"""An audit of a project: the store is read here, the figures are worked out in a process of their own."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from coder.audit.gather import CodedRow, gather
from coder.audit.rowparts import FINAL
from coder.audit.study.documents import documents_of, queued_records, report_of
from coder.audit.study.findings import Findings
from coder.audit.study.run import run_study
from coder.audit.study.sources import Wishes, desk_rows, judged, question_of, settled_rows, since
from coder.audit.study.summary import summary
from coder.edition.opening import SCHEME_FOLDER
from coder.errors import CoderError, Fault, NotAllowed, UsageError
from coder.recode.engines.pool import map_in_processes
from coder.review import User, open_project
from coder.review.leaving import enter_export, may_export
from coder.review.records import decision_records, machine_records, narratives_of
from coder.scheme import load_checks, load_scheme
from service.answers import AuditOut
from service.audits import Audit, Outcome, TextReport
from service.desk import Desk
from service.masking import redact
from service.schemas import AuditIn

WITH_TEXT, ALL = "report-with-text.html", "audit.zip"
"""The report with narratives, names and numbers masked; everything without text in one file."""
_LIKELY = 0.5
_SEED = 0
_NICE = 10


@dataclass(frozen=True, slots=True)
class Codes:
    """All coded rows of a project, and the rows that could not be used. It holds no text."""

    records: tuple[CodedRow | Fault, ...] = field(repr=False)
    number: int = 0

    @property
    def rows(self) -> str:
        """How many, for messages."""
        return f"{len(self.records):,}"


@dataclass(frozen=True, slots=True)
class Study:
    """What the process must know beside the rows."""

    scheme: Path
    wishes: Wishes
    facts: tuple[tuple[str, str], ...]

    def open(self) -> Callable[[Codes], tuple[Outcome, Findings] | str]:
        """What works the figures out; what it cannot do it says in words."""
        threadpool_limits(1)
        if hasattr(os, "nice"):  # people at the review desk come first
            os.nice(_NICE)

        def study(codes: Codes) -> tuple[Outcome, Findings] | str:
            try:
                return self.figures(codes)
            except CoderError as error:
                return str(error)
            except Exception as error:
                return f"unexpected {type(error).__name__}"

        return study

    def figures(self, codes: Codes) -> tuple[Outcome, Findings]:
        """The outcome without any text, and the findings. Raises UsageError for what cannot be audited."""
        scheme = load_scheme(self.scheme)
        rows = settled_rows(codes.records, self.wishes.reference)
        codings, faults = gather(rows, dimension_of=scheme.dimension_of)
        codings = judged(codings, scheme)
        if not codings.records:
            raise UsageError("no case was handed in yet")
        codings = since(codings, self.wishes.since)
        wishes = self.wishes if FINAL in codings.coders else replace(self.wishes, reference=None)
        asked = question_of(codings, scheme, load_checks(self.scheme, scheme), wishes)
        found = run_study(asked, np.random.default_rng(_SEED))
        made = documents_of(found, scheme, facts=self.facts, faults=faults)
        return Outcome(summary(found), dict(made)), found


def start_audit(desk: Desk, viewer: User, project_id: int, asked: AuditIn) -> Audit:
    """Begin an audit. Raises NotAllowed, Conflict while one is under way, NotReady while no edition is open."""
    enter_export(desk.store, viewer, project_id, "audit", text=asked.text)
    project = open_project(desk.store, viewer, project_id)
    now = desk.store.clock()
    wishes = Wishes(FINAL if asked.settled else None, asked.since, asked.split, target=asked.target)
    facts = (("Project", project.name), ("Made", f"{now:%Y-%m-%d %H:%M} UTC"), ("By", viewer.name))
    study = Study(desk.editions.current().folder / SCHEME_FOLDER, wishes, facts)
    return desk.audits.start(
        project_id, viewer.name, now, lambda: _audited(desk, viewer, project_id, study, with_text=asked.text)
    )


def _audited(desk: Desk, viewer: User, project_id: int, study: Study, *, with_text: bool) -> Outcome:
    where = desk.store, viewer, project_id
    rows = tuple(desk_rows(decision_records(*where), machine_records(*where), threshold=_LIKELY))
    (done,) = map_in_processes(study, [Codes(rows)], 1)
    if isinstance(done, str):
        raise UsageError(done)
    outcome, found = done
    if not with_text:
        return outcome
    return replace(outcome, text_report=TextReport(found, load_scheme(study.scheme), study.facts))


def audit_of(desk: Desk, viewer: User, project_id: int) -> AuditOut:
    """The newest audit as the viewer may see it. Raises NotAllowed for those who may not export records."""
    if not may_export(desk.store, viewer, project_id, text=False):
        raise NotAllowed("not allowed, or not there")
    reads = may_export(desk.store, viewer, project_id, text=True)
    audit = desk.audits.of_project(project_id)
    if audit is None:
        return AuditOut(state="none", by="", started_at=None, summary=[], documents=[], fault="")
    outcome = audit.outcome
    names = [*outcome.documents] if outcome else []
    names += [WITH_TEXT] if outcome and outcome.text_report and reads else []
    return AuditOut(
        state=audit.state,
        by=audit.by,
        started_at=audit.started_at,
        summary=list(outcome.summary) if outcome else [],
        documents=[*names, ALL] if names else [],
        fault=audit.fault,
    )


def document_of(desk: Desk, viewer: User, project_id: int, name: str) -> str | bytes | None:
    """A document of the newest audit, None without it; the trail is told first. Raises NotAllowed."""
    enter_export(desk.store, viewer, project_id, "audit report", text=name == WITH_TEXT)
    audit = desk.audits.of_project(project_id)
    if audit is None or audit.outcome is None:
        return None
    if name == WITH_TEXT:
        made_of = audit.outcome.text_report
        return None if made_of is None else _with_text(desk, viewer, project_id, made_of)
    known = audit.outcome.documents
    return _zipped(known) if name == ALL else known.get(name)


def _with_text(desk: Desk, viewer: User, project_id: int, made_of: TextReport) -> str:
    wanted = set(queued_records(made_of.found))
    texts = narratives_of(desk.store, viewer, project_id, wanted, redact=redact)
    return report_of(made_of.found, made_of.scheme, facts=made_of.facts, texts=texts)


def _zipped(documents: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in documents.items():
            archive.writestr(name, content)
    return made.getvalue()
