"""Errors against a reference, agreement, and likely errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coder.audit.agreement import Agreement
from coder.audit.error_rates import ErrorRates
from coder.audit.likely.queue import QueueEntry
from coder.audit.study.findings import Findings
from coder.audit.study.sections.cells import Namer, bar, cell, columns
from coder.report import Cell, Column, Estimate, Note, Paragraph, Part, Quote, Section, Table
from coder.report.figures import Axis, Curve, Point, draw_bars, draw_curves

LISTED = 25
"""Rows of a list in the report. Narratives are shown for these alone."""
_ENOUGH = 10
_COEFFICIENTS = {
    "positive": "positive agreement",
    "percent": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac1": "Gwet's AC1",
    "masi_alpha": "alpha of sets (MASI)",
    "cohen_kappa": "Cohen's kappa",
}
"""What is shown of the agreement, by its name there."""


def errors(found: Findings, name: Namer) -> Iterator[Section]:
    """How many codes are wrong or missing, by coder and by code."""
    if found.overall is None:
        return
    whole = found.overall
    shares = [
        bar("codes given that are wrong", whole.wrong),
        bar("codes that hold but are missing", whole.missed),
        bar("records with an error", whole.records),
    ]
    rows = [(each.coder, each.records, each.overall.given, *_rates(each.overall)) for each in found.errors]
    heads = columns(coder="text", records_checked="count", codes_given="count", wrong="percent", missing="percent")
    parts: list[Part] = [
        draw_bars("All coders together", shares, Axis("share", "percent", 0.0)),
        Table(f"Errors against {found.reference}, by coder", heads, rows),
        _by_code(found, name),
        Note("A code too general or too detailed counts as wrong here and its true code as missing; see Levels."),
    ]
    if found.corrected:
        most = sorted(found.corrected, key=lambda each: -each.counted)[:LISTED]
        caption = "How common codes are: as counted, and corrected for errors (most common codes)"
        common = [(name(each.code), each.counted, cell(each.corrected)) for each in most]
        parts.append(Table(caption, columns(code="text", counted="percent", corrected="percent"), common))
    yield Section("Errors", parts)


def _by_code(found: Findings, name: Namer) -> Table:
    by_code = [
        (code, each) for report in found.errors for code, each in report.codes.items() if each.wrong + each.missed
    ]
    by_code.sort(key=lambda pair: (-(pair[1].wrong + pair[1].missed), pair[0]))
    rows = [(name(code), each.given, each.wrong, each.missed, *_rates(each)) for code, each in by_code[:LISTED]]
    heads = columns(
        code="text", given="count", wrong="count", missing="count", share_wrong="percent", share_missing="percent"
    )
    return Table(f"Codes with the most errors ({len(rows)} of {len(by_code)})", heads, rows, "No error was found.")


def _rates(each: ErrorRates) -> tuple[Estimate, Estimate]:
    return cell(each.wrong_share), cell(each.missed_share)


def agreement(found: Findings, name: Namer) -> Iterator[Section]:
    """How far coders agree, overall, by dimension, and where least."""
    if found.agreement is None:
        return
    between = found.agreement
    known = [each for each in _COEFFICIENTS if each in between.overall.figures]
    heads = [Column(""), Column("codes given", "count"), *(Column(_COEFFICIENTS[each], "number") for each in known)]
    groups = [("all codes", between.overall)]
    groups += [(name(key), each) for key, each in between.dimensions.items() if each.given]
    rare = [(name(code), each) for code, each in between.codes.items() if each.given >= _ENOUGH]
    rare.sort(key=lambda pair: (_value(pair[1].figures.get("positive")), pair[0]))

    def rows(parts: Sequence[tuple[str, Agreement]]) -> list[list[Cell]]:
        return [
            [head, each.given, *(cell(each.figures[key]) if key in each.figures else None for key in known)]
            for head, each in parts
        ]

    told = (
        f"{between.records:,} records were coded by two coders or more; they differ in"
        f" {found.disagreement_count:,} codes of records."
    )
    least = f"Codes agreed on least, of those given {_ENOUGH} times or more"
    tables = [Table("Agreement by dimension", heads, rows(groups)), Table(least, heads, rows(rare[:LISTED]))]
    yield Section("Agreement", [Paragraph(told), *tables])


def disagreements(found: Findings, name: Namer, texts: Mapping[str, str] | None) -> Iterator[Section]:
    """Where coders differ, what each found where, side by side."""
    if not found.disagreements:
        return
    first = found.disagreements[:LISTED]
    rows = [
        (each.record, name(each.code), _beside(each.gave, each.evidence), _beside(each.withheld, each.instead))
        for each in first
    ]
    heads = columns(record="text", code="text", gave_it="text", did_not="text")
    caption = f"The first {len(rows)} of {found.disagreement_count:,} disagreements"
    told = (
        "Beside each coder: where the evidence lies, in characters from 0; or what was given in the dimension instead."
    )
    quotes = [
        Quote(f"{record}: {', '.join(name(each.code) for each in first if each.record == record)}", texts[record])
        for record in dict.fromkeys(each.record for each in first)
        if texts and record in texts
    ]
    yield Section("Disagreements", [Paragraph(told), Table(caption, heads, rows), *quotes])


def _beside(coders: Sequence[str], details: Sequence[str]) -> str:
    return "; ".join(f"{who} ({what})" if what else who for who, what in zip(coders, details, strict=True))


def _value(figure: object) -> float:
    value = getattr(figure, "value", None)
    return 2.0 if value is None else float(value)


def likely(found: Findings, name: Namer, texts: Mapping[str, str] | None) -> Iterator[Section]:
    """What to look at first. `texts` holds narratives by record, None where no text may be shown."""
    if found.likely is None:
        return
    asked = found.likely
    ends = (asked.curve.expected, asked.curve.low, asked.curve.high)
    points = [Point(float(count), *(float(each[at]) for each in ends)) for at, count in enumerate(asked.curve.reviewed)]
    curves = [Curve("expected errors", points)]
    parts: list[Part] = [
        draw_curves(
            "Errors to expect by entries looked at",
            curves,
            Axis("entries looked at", "count"),
            Axis("errors", "count", 0.0),
        ),
        Paragraph(
            f"Estimated from the codings alone, about {100 * asked.rates.missing:.0f} of 100 codes that hold seem to be"
            f" missing, and {10_000 * asked.rates.wrong:.0f} of 10,000 codes that do not hold to be given; the machine"
            f" doubts about {asked.expected_wrong:.0f} of the {asked.given:,} codes given."
        ),
        Note("This is no measurement: the machine is wrong too. Check a random sample to know the share of errors."),
        _queue(asked.queue, name),
    ]
    yield Section("Likely errors", [*parts, *_quotes(asked.queue[:LISTED], name, texts or {})])


def _queue(queue: Sequence[QueueEntry], name: Namer) -> Table:
    rows = [
        (each.record, each.coder, name(each.code), each.kind, each.chance, each.confidence, "; ".join(each.reasons))
        for each in queue[:LISTED]
    ]
    heads = columns(
        record="text", coder="text", code="text", kind="text", chance="percent", confidence="percent", reasons="text"
    )
    return Table(f"The first {len(rows)} of {len(queue):,} likely errors", heads, rows, "None.")


def _quotes(queue: Sequence[QueueEntry], name: Namer, texts: Mapping[str, str]) -> Iterator[Quote]:
    """The narratives of the entries, each once, under the codes in question."""
    for record in dict.fromkeys(each.record for each in queue):
        if record in texts:
            asked = ", ".join(f"{name(each.code)} {each.kind}" for each in queue if each.record == record)
            yield Quote(f"{record}: {asked}", texts[record])
