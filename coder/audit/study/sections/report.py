"""Findings as one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.audit.study.findings import Findings
from coder.audit.study.sections import machine, people, quality
from coder.audit.study.sections.cells import namer
from coder.audit.study.summary import summary
from coder.report import Points, Report, Section


def audit_report(
    found: Findings,
    *,
    labels: Mapping[str, str],
    facts: Sequence[tuple[str, str]] = (),
    status: str = "",
    texts: Mapping[str, str] | None = None,
) -> Report:
    """The report of an audit. `labels` name codes and dimensions; `facts` tell what was looked at, by what, when.

    `texts` holds narratives by record for whoever may read them; without it the report holds no text.
    """
    name = namer(labels)
    sections = [
        *quality.errors(found, name),
        *quality.likely(found, name, texts),
        *quality.agreement(found, name),
        *quality.disagreements(found, name, texts),
        *people.people(found, name),
        *people.assisted(found),
        *machine.levels(found, name),
        *machine.confidence(found, name),
        *machine.subgroups(found),
        *machine.swaps(found, name),
        *people.drift(found, name),
    ]
    if found.unknown:
        sections.append(Section("What could not be told", [Points(found.unknown)]))
    counts = [
        ("Records", f"{found.records:,}"),
        ("Coders", ", ".join(found.coders)),
        ("Reference", found.reference or "none"),
        ("Machine", found.machine or "none"),
    ]
    return Report(
        title="Audit of codings",
        summary=summary(found),
        sections=sections,
        facts=[*facts, *counts],
        status=status,
        footer="Intervals hold 95 times of 100. The measures and their sources are described in docs/measures.md.",
    )
