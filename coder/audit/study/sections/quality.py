"""Errors against a reference, agreement, and likely errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coder.audit.error_rates import ErrorRates
from coder.audit.study.findings import Findings
from coder.audit.study.sections.cells import Namer, bar, cell
from coder.report import Column, Estimate, Note, Paragraph, Part, Quote, Section, Table
from coder.report.figures import Axis, Curve, Point, draw_bars, draw_curves

_MOST = 25
_MOST_QUOTED = 25
_SHARE = Axis("share of codes", "percent", 0.0)


def errors(found: Findings, name: Namer) -> Iterator[Section]:
    """How many codes are wrong or missing, by coder and by code."""
    if found.overall is None:
        return
    whole = found.overall
    rows = [(each.coder, each.records, each.overall.given, *_rates(each.overall)) for each in found.errors]
    by_code = sorted(
        ((code, each) for report in found.errors for code, each in report.codes.items() if each.wrong + each.missed),
        key=lambda pair: (-(pair[1].wrong + pair[1].missed), pair[0]),
    )
    parts: list[Part] = [
        draw_bars(
            "All coders together",
            [
                bar("codes given that are wrong", whole.wrong),
                bar("codes that hold but are missing", whole.missed),
                bar("records with an error", whole.records),
            ],
            Axis("share", "percent", 0.0),
        ),
        Table(
            f"Errors against {found.reference}, by coder",
            [
                Column("coder"),
                Column("records checked", "count"),
                Column("codes given", "count"),
                Column("wrong", "percent"),
                Column("missing", "percent"),
            ],
            rows,
        ),
        Table(
            f"Codes with the most errors ({min(_MOST, len(by_code))} of {len(by_code)})",
            [
                Column("code"),
                Column("given", "count"),
                Column("wrong", "count"),
                Column("missing", "count"),
                Column("share wrong", "percent"),
                Column("share missing", "percent"),
            ],
            [(name(code), each.given, each.wrong, each.missed, *_rates(each)) for code, each in by_code[:_MOST]],
            "No error was found.",
        ),
        Note("A code too general or too detailed counts as wrong here and its true code as missing; see Levels."),
    ]
    if found.corrected:
        most = sorted(found.corrected, key=lambda each: -each.counted)[:_MOST]
        parts.append(
            Table(
                "How common codes are: as counted, and corrected for errors (most common codes)",
                [Column("code"), Column("counted", "percent"), Column("corrected", "percent")],
                [(name(each.code), each.counted, cell(each.corrected)) for each in most],
            )
        )
    yield Section("Errors", parts)


def _rates(each: ErrorRates) -> tuple[Estimate, Estimate]:
    return cell(each.wrong_share), cell(each.missed_share)


def agreement(found: Findings, name: Namer) -> Iterator[Section]:
    """How far coders agree, overall, by dimension, and where least."""
    if found.agreement is None:
        return
    between = found.agreement
    shown = ("positive", "percent", "krippendorff_alpha", "gwet_ac1", "masi_alpha", "cohen_kappa")
    known = [each for each in shown if each in between.overall.figures]
    heads = {
        "positive": "positive agreement",
        "percent": "percent agreement",
        "krippendorff_alpha": "Krippendorff's alpha",
        "gwet_ac1": "Gwet's AC1",
        "masi_alpha": "alpha of sets (MASI)",
        "cohen_kappa": "Cohen's kappa",
    }
    columns = [Column(""), Column("codes given", "count"), *(Column(heads.get(each, each), "number") for each in known)]
    groups = [
        ("all codes", between.overall),
        *((name(key), each) for key, each in between.dimensions.items() if each.given),
    ]
    rare = [(code, each) for code, each in between.codes.items() if each.given >= 10]
    rare.sort(key=lambda pair: (_value(pair[1].figures.get("positive")), pair[0]))
    yield Section(
        "Agreement",
        [
            Paragraph(
                f"{between.records:,} records were coded by two coders or more; they differ in"
                f" {found.disagreement_count:,} codes of records."
            ),
            Table(
                "Agreement by dimension",
                columns,
                [(head, each.given, *(cell(each.figures[key]) for key in known)) for head, each in groups],
            ),
            Table(
                "Codes agreed on least, of those given ten times or more",
                columns,
                [
                    (
                        name(code),
                        each.given,
                        *(cell(each.figures[key]) if key in each.figures else None for key in known),
                    )
                    for code, each in rare[:_MOST]
                ],
            ),
        ],
    )


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
    queue = asked.queue[:_MOST]
    parts: list[Part] = [
        draw_curves(
            "Errors to expect by entries looked at",
            [Curve("expected errors", points)],
            Axis("entries looked at", "count"),
            Axis("errors", "count", 0.0),
        ),
        Paragraph(
            f"From the codings alone, at most about {100 * asked.rates.missing:.0f} of 100 codes that hold seem to be"
            f" missing, and {10_000 * asked.rates.wrong:.0f} of 10,000 codes that do not hold to be given; the machine"
            f" doubts about {asked.expected_wrong:.0f} of the {asked.given:,} codes given."
        ),
        Note("This is no measurement: the machine is wrong too. Check a random sample to know the share of errors."),
        Table(
            f"The first {len(queue)} of {len(asked.queue):,} likely errors",
            [
                Column("record"),
                Column("coder"),
                Column("code"),
                Column("kind"),
                Column("chance", "percent"),
                Column("confidence", "percent"),
                Column("reasons"),
            ],
            [
                (
                    each.record,
                    each.coder,
                    name(each.code),
                    each.kind,
                    each.chance,
                    each.confidence,
                    "; ".join(each.reasons),
                )
                for each in queue
            ],
        ),
    ]
    parts += [
        Quote(
            f"{record}: {', '.join(name(each.code) + ' ' + each.kind for each in queue if each.record == record)}",
            texts[record],
        )
        for record in list(dict.fromkeys(each.record for each in queue))[:_MOST_QUOTED]
        if texts is not None and record in texts
    ]
    yield Section("Likely errors", parts)
