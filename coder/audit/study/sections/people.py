"""Coders: beside each other, over time, with and without suggestions; and drift between two periods."""

from __future__ import annotations

from collections.abc import Iterator

from coder.audit.study.findings import Findings
from coder.audit.study.sections.cells import Namer, bar, cell, columns
from coder.report import Column, Note, Part, Section, Table
from coder.report.figures import Axis, Curve, Point, draw_bars, draw_curves

_MOST = 25
_MOST_CURVES = 5
_CLEAR = 0.05


def people(found: Findings, name: Namer) -> Iterator[Section]:
    """Each coder against the others, use of codes, pace."""
    if not found.people:
        return
    pace = {each.coder: each for each in found.pace}
    rows = [
        (
            each.coder,
            each.records,
            each.shared,
            cell(each.agreement),
            each.drawn,
            cell(each.codes_per_record),
            cell(pace[each.coder].seconds) if each.coder in pace else None,
            each.standing,
        )
        for each in found.people
    ]
    heads = columns(
        coder="text",
        records="count",
        coded_by_others_too="count",
        agreement_with_the_others="percent",
        drawn_to_the_mean="percent",
        codes_per_record="number",
        median_seconds="count",
        standing="text",
    )
    parts: list[Part] = [Table("Coders", heads, rows)]
    if any(each.agreement.value is not None for each in found.people):
        shares = [bar(each.coder, each.agreement) for each in found.people]
        parts.append(
            draw_bars("Agreement with the others", shares, Axis("2 x both / sum of both", "percent", 0.0, 1.0))
        )
    parts += [
        Note("Coders are in the order of the file. Where intervals overlap, an order would rank noise."),
        _usage(found, name),
        *_months(found),
    ]
    yield Section("Coders", parts)


def _usage(found: Findings, name: Namer) -> Table:
    clear = sorted((each for each in found.usage if each.q < _CLEAR), key=lambda each: (each.q, each.coder, each.code))
    rows = [
        (each.coder, name(each.code), each.share, each.others, "yes" if each.paired else "no", each.q)
        for each in clear[:_MOST]
    ]
    heads = columns(coder="text", code="text", share="percent", others="percent", same_records="text", q="number")
    caption = f"Codes given clearly more or less often than by the others ({len(rows)} of {len(clear)})"
    return Table(caption, heads, rows, "None.")


def _months(found: Findings) -> Iterator[Part]:
    """Codes per record by month, of the coders with the most records."""
    busy = sorted(
        (each for each in found.pace if len(each.months) > 1), key=lambda each: -sum(m.records for m in each.months)
    )
    chosen = busy[:_MOST_CURVES]
    if not chosen:
        return
    names = sorted({month.month for each in chosen for month in each.months})
    place = {month: float(at) for at, month in enumerate(names)}
    curves = [
        Curve(
            each.coder,
            [
                Point(place[m.month], m.codes_per_record.value, m.codes_per_record.low, m.codes_per_record.high)
                for m in each.months
                if m.codes_per_record.value is not None
            ],
        )
        for each in chosen
    ]
    step = max(1, len(names) // 6)
    ticks = [(place[month], month) for month in names[::step]]
    more = f" (the {_MOST_CURVES} with the most records of {len(busy)})" if len(busy) > _MOST_CURVES else ""
    yield draw_curves(
        f"Codes per record by month{more}", curves, Axis("month", ticks=ticks), Axis("codes per record", "number", 0.0)
    )
    yield Table(
        "Later half of each coder's records against the earlier half",
        [Column("coder"), Column("change of codes per record", "number"), Column("change of agreement", "percent")],
        [(each.coder, cell(each.codes_change), cell(each.agreement_change)) for each in found.pace],
    )


def assisted(found: Findings) -> Iterator[Section]:
    """What suggestions do to coders."""
    if not found.assisted:
        return
    heads = (
        "coder",
        "with suggestions",
        "without",
        "taken",
        "planted ones taken",
        "pull",
        "wrong with",
        "wrong without",
        "change",
    )
    kinds = ("text", "count", "count", *("percent",) * 6)
    columns = [Column(head, kind, 0 if kind == "percent" else None) for head, kind in zip(heads, kinds, strict=True)]  # type: ignore[arg-type]
    rows = [
        (
            each.coder,
            each.assisted,
            each.blind,
            cell(each.taken),
            cell(each.planted_taken),
            cell(each.pull),
            cell(each.error_assisted),
            cell(each.error_blind),
            cell(each.error_change),
        )
        for each in found.assisted
    ]
    yield Section(
        "Suggestions",
        [
            Table("With and without suggestions", columns, rows),
            Note(
                "Pull: how much more often the machine's codes are given when they are shown. Change: share of wrong"
                " codes with suggestions minus without; above 0, showing them does harm. Both compare"
                " different records: they mean what they say when chance decided what was shown."
            ),
        ],
    )


def _inputs(found: Findings) -> Table:
    return Table(
        "The narratives themselves",
        [
            Column("property"),
            Column("mean before", "number", 2),
            Column("mean after", "number", 2),
            Column("divergence, bits", "number", 3),
            Column("p", "number", 3),
        ],
        [(each.name, each.before, each.after, each.shift.divergence, each.shift.p) for each in found.inputs],
        "None.",
    )


def drift(found: Findings, name: Namer) -> Iterator[Section]:
    """What changed between two periods."""
    if not found.drift:
        return
    parts: list[Part] = []
    for each in found.drift:
        moved = sorted(
            (part for part in each.codes if part.q is not None and part.q < _CLEAR), key=lambda part: part.q or 0.0
        )
        p = each.codes_per_record.p
        parts.append(
            Table(
                f"{each.coder}: codes that changed clearly, {each.records[0]:,} before, {each.records[1]:,} after"
                + ("" if p is None else f" (codes per record: p = {p:.3f})"),
                [
                    Column("code"),
                    Column("before", "percent"),
                    Column("after", "percent"),
                    Column("change", "percent"),
                    Column("q", "number", 3),
                ],
                [
                    (name(part.code), cell(part.before), cell(part.after), cell(part.change), part.q)
                    for part in moved[:_MOST]
                ],
                "None.",
            )
        )
    if found.inputs:
        parts.append(_inputs(found))
    yield Section(
        "Drift", [*parts, Note("A change may lie in the cases, not in the coding. Double coding tells which.")]
    )
