"""The documents of an audit: a report for people, figures and tables for programs, a queue for the review desk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from coder.audit.likely.queue import queue_rows
from coder.audit.study.findings import Findings
from coder.audit.study.plain import as_plain, tables
from coder.audit.study.sections.quality import LISTED
from coder.audit.study.sections.report import audit_report
from coder.audit.study.summary import summary
from coder.errors import Fault
from coder.export.table import guarded
from coder.report import write_report
from coder.scheme import Scheme

REPORT, FIGURES, REJECTS, QUEUE = "report.html", "figures.json", "rejects.csv", "queue.jsonl"

Facts = Sequence[tuple[str, str]]


def documents_of(
    found: Findings,
    scheme: Scheme,
    *,
    facts: Facts,
    faults: Sequence[Fault],
    texts: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, str]]:
    """Name and content of each document, one at a time. `texts`, narratives by id, stand in the report alone."""
    yield REPORT, report_of(found, scheme, facts=facts, texts=texts)
    told = {"facts": dict(facts), "summary": summary(found)} | as_plain(found)
    yield FIGURES, json.dumps(told, ensure_ascii=False, indent=1)
    if found.likely:
        rows = queue_rows(found.likely.queue)
        yield QUEUE, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    for name, table in tables(found).items():
        yield f"{name}.csv", _csv(list(table[0]), (list(row.values()) for row in table))
    yield REJECTS, _csv(["file", "row", "reason"], ([fault.file, fault.row, fault.reason] for fault in faults))


def report_of(found: Findings, scheme: Scheme, *, facts: Facts, texts: Mapping[str, str] | None = None) -> str:
    """The report as one HTML page; with narratives where `texts` holds them."""
    labels = {code.id: code.label for code in scheme.codes.values()}
    labels |= {dimension.id: dimension.label for dimension in scheme.dimensions.values()}
    return write_report(audit_report(found, labels=labels, facts=facts, status=scheme.status, texts=texts))


def queued_records(found: Findings) -> Iterable[str]:
    """The records that the report lists as likely errors and disagreements, whose narratives may stand in it."""
    likely = (entry.record for entry in found.likely.queue[:LISTED]) if found.likely else ()
    return chain(likely, (each.record for each in found.disagreements[:LISTED]))


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()
