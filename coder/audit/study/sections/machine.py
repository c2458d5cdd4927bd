"""Coders against the reference by level and confidence, and by group of records."""

from __future__ import annotations

from collections.abc import Iterator

from coder.audit.machine.levels import LEVELS
from coder.audit.machine.swaps import FEW
from coder.audit.study.findings import Findings, MachineFindings
from coder.audit.study.sections.cells import Namer, cell, columns
from coder.report import Column, HeatTable, Note, Paragraph, Part, Section, Table
from coder.report.figures import Axis, Curve, Point, ReliabilityBin, draw_curves, draw_reliability

_MOST = 40


def levels(found: Findings, name: Namer) -> Iterator[Section]:
    """Where codes land in the hierarchy, by coder and dimension."""
    parts: list[Part] = []
    for each in found.machines:
        heads = (*LEVELS, "missed")
        rows = [[*(figures.shares[level].value for level in LEVELS), figures.missed.value] for figures in each.levels]
        names = [name(figures.dimension) if figures.dimension else "all dimensions" for figures in each.levels]
        parts.append(
            HeatTable(
                f"{each.coder}: of codes given, the share at each level; of true codes, the share missed",
                "dimension",
                heads,
                names,
                rows,
                full=1.0,
                kind="percent",
                digits=0,
            )
        )
        whole = each.levels[0]
        parts.append(
            Table(
                f"{each.coder}: all dimensions, with intervals",
                [Column("level"), Column("codes", "count"), Column("share", "percent")],
                [
                    *((level, whole.counts[level], cell(whole.shares[level])) for level in LEVELS),
                    ("missed (of true codes)", whole.true, cell(whole.missed)),
                ],
            )
        )
    if parts:
        yield Section("Levels", parts)


def confidence(found: Findings, name: Namer) -> Iterator[Section]:
    """Whether confidence means what it says, and what to take from which confidence on."""
    for each in found.machines:
        if each.calibration is None:
            continue
        yield Section(f"Confidence of {each.coder}", [*_reliability(each), *_coverage(each), *_thresholds(each, name)])


def _reliability(each: MachineFindings) -> Iterator[Part]:
    if each.calibration is None:
        return
    bins = [
        ReliabilityBin(part.count, part.confidence, part.right.value, part.right.low, part.right.high)
        for part in each.calibration.bins
        if part.confidence is not None and part.right.value is not None
    ]
    yield draw_reliability("Share of codes that are right, by stated confidence", bins)
    error = each.calibration.error
    rows = [
        ("expected calibration error", cell(error)),
        ("share right", cell(each.calibration.share_right)),
        ("mean confidence", each.calibration.mean_confidence),
    ]
    yield Table("Calibration", [Column("figure"), Column("value", "percent")], rows)


def _coverage(each: MachineFindings) -> Iterator[Part]:
    if not each.coverage:
        return
    points = [
        Point(part.coverage, part.risk.value, part.risk.low, part.risk.high)
        for part in reversed(each.coverage)
        if part.risk.value is not None
    ]
    yield draw_curves(
        "Wrong codes when only the most confident are taken",
        [Curve("share wrong", points)],
        Axis("share of listed codes taken", "percent", 0.0, 1.0),
        Axis("share wrong", "percent", 0.0),
    )


def _thresholds(each: MachineFindings, name: Namer) -> Iterator[Part]:
    found = sorted(each.thresholds, key=lambda part: (part.threshold is None, -part.cases, part.code))
    yield Table(
        f"From which confidence on a code can be trusted ({min(_MOST, len(found))} of {len(found)} codes)",
        [
            Column("code"),
            Column("cases", "count"),
            Column("confidence", "number"),
            Column("share wrong", "percent"),
            Column(""),
        ],
        [(name(part.code), part.cases, part.threshold, cell(part.wrong), part.reason) for part in found[:_MOST]],
    )
    yield Note("A code with a threshold keeps to the wanted share of errors 95 times of 100, on records like these.")


def subgroups(found: Findings) -> Iterator[Section]:
    """Errors by group of records."""
    rows = [
        (
            f"{part.column} = {part.group}",
            each.coder,
            part.records,
            cell(part.wrong),
            cell(part.missed),
            cell(part.wrong_gap),
            cell(part.missed_gap),
            "yes" if part.differs else "no",
        )
        for each in found.machines
        for part in each.subgroups
    ]
    if not rows:
        return
    heads = [
        Column("group"),
        Column("coder"),
        Column("records", "count"),
        Column("wrong", "percent", 0),
        Column("missed", "percent", 0),
        Column("wrong, against the rest", "percent", 0),
        Column("missed, against the rest", "percent", 0),
        Column("clear difference"),
    ]
    yield Section(
        "Subgroups",
        [
            Paragraph("Differences from all other records; clear ones allow for the number of groups looked at."),
            Table("Errors by group of records", heads, rows),
        ],
    )


def swaps(found: Findings, name: Namer) -> Iterator[Section]:
    """Codes that change when words of sex, nationality or the like are exchanged."""
    if found.swaps is None:
        return
    kinds = [(each.kind, each.narratives, cell(each.changed), cell(each.codes_changed)) for each in found.swaps.kinds]
    moved = sorted(
        (each for each in found.swaps.codes if each.gained + each.lost), key=lambda each: (each.q, -each.narratives)
    )
    rows = [
        (each.kind, name(each.code), each.narratives, each.gained, each.lost, cell(each.changed), each.q)
        for each in moved[:_MOST]
    ]
    heads = columns(words="text", narratives="count", narratives_changed="percent", codes_changed="percent")
    of_codes = columns(
        words="text", code="text", narratives="count", gained="count", lost="count", changed="percent", q="number"
    )
    yield Section(
        "Exchanged words",
        [
            Paragraph("The same narratives, coded again with woman and man, or Thai and Bolivian, exchanged."),
            Table("By kind of words", heads, kinds),
            Table(f"Codes that changed ({len(rows)} of {len(moved)})", of_codes, rows, "None."),
            Note(
                f"Codes of the very thing that was exchanged, and codes in fewer than {FEW} narratives, are left out. A"
                " small q says that a code is gained more often than lost, or the other way round, beyond chance."
            ),
        ],
    )
