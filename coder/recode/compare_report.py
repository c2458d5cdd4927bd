"""A comparison as a page: what moved, by how much, and why; made to be read and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from coder.recode.compare import ALL, Cell, Comparison
from coder.recode.compare_tables import direction
from coder.recode.corrected import Corrected
from coder.report import Cell as Shown
from coder.report import Column, Estimate, HeatTable, Note, Paragraph, Part, Report, Section, Table
from coder.report.figures import Axis, Change, draw_bridge, draw_slopes
from coder.scheme import Scheme

_MOST_CHANGES = 12
_MOST_BRIDGES = 3
_MOST_STEPS = 6
_MOST_REASONS = 40


def compare_report(
    found: Comparison,
    corrected: Mapping[str, Corrected],
    scheme: Scheme,
    by: Sequence[str],
    facts: Sequence[tuple[str, str]],
) -> Report:
    """The page of `ictip recode compare`."""
    total = found.cells[ALL, ALL]
    codes = scheme.in_order(total)
    return Report(
        title="Before and after recoding",
        status=scheme.status,
        summary=_summary(found, codes),
        facts=[("Code list", scheme.title), ("Records", f"{found.records:,}"), *facts],
        sections=[
            Section("What changed most", _changes(found, codes, scheme)),
            Section("Totals by code", [_totals(found, corrected, codes, scheme), *_notes(corrected)]),
            Section("Why records moved", [_reasons(found, scheme)]),
            *(Section(f"By {column}", _by(found, column, scheme)) for column in by),
            Section("Old codes and where they went", [_old(found)]),
        ],
    )


def _summary(found: Comparison, codes: Sequence[str]) -> list[str]:
    cells = [found.total(code) for code in codes]
    entered, left = sum(cell.entered for cell in cells), sum(cell.left for cell in cells)
    told = [
        f"{found.records:,} records and {len(codes):,} codes. Recoding added {entered:,} codes to records and took "
        f"{left:,} away, parents and implied codes counted along."
    ]
    outcomes = Counter[str]()
    for (_, outcome), count in found.old[ALL, ALL].items():
        outcomes[outcome] += count
    if outcomes["undecided"]:
        told.append(f"{outcomes['undecided']:,} old codes have several successors and wait for a person.")
    if outcomes["conflict"]:
        told.append(f"{outcomes['conflict']:,} old codes disagree with their text; they stand as they were.")
    return told


def _largest(found: Comparison, codes: Sequence[str]) -> list[str]:
    def size(code: str) -> int:
        cell = found.total(code)
        return abs(cell.after - cell.before)

    return sorted((code for code in codes if size(code)), key=lambda code: -size(code))


def _changes(found: Comparison, codes: Sequence[str], scheme: Scheme) -> list[Part]:
    largest = _largest(found, [code for code in codes if found.total(code).before])
    if not largest:
        return [Note("No total of a code that the crosswalk leads to changed.")]
    axis = Axis("records", "count", 0.0)
    changes = [
        Change(f"{code} {scheme.codes[code].label}", found.total(code).before, found.total(code).after)
        for code in largest[:_MOST_CHANGES]
    ]
    slopes = draw_slopes("Totals by the crosswalk and after recoding", changes, axis, sides=("crosswalked", "recoded"))
    told = Paragraph("Codes that the crosswalk leads to. What only the text gives is in the totals below.")
    return [told, slopes, *(_bridge(found, code, scheme, axis) for code in largest[:_MOST_BRIDGES])]


def _bridge(found: Comparison, code: str, scheme: Scheme, axis: Axis) -> Part:
    steps = [
        (reason, count if entered else -count)
        for (moved, entered, reason), count in found.reasons.most_common()
        if moved == code
    ]
    shown = [(reason, float(amount)) for reason, amount in steps[:_MOST_STEPS]]
    rest = sum(amount for _, amount in steps[_MOST_STEPS:])
    if steps[_MOST_STEPS:]:
        shown.append((f"{len(steps) - _MOST_STEPS} other reasons", float(rest)))
    title = f"{code} {scheme.codes[code].label}: from the crosswalk's total to the new one"
    return draw_bridge(title, ("crosswalked", float(found.total(code).before)), shown, "recoded", axis)


def _totals(found: Comparison, corrected: Mapping[str, Corrected], codes: Sequence[str], scheme: Scheme) -> Table:
    columns = [
        Column("code"),
        Column("label"),
        Column("crosswalked", "count"),
        Column("recoded", "count"),
        Column("bridge ratio", "number"),
        Column("entered", "count"),
        Column("left", "count"),
        Column("left open", "count"),
    ]
    if corrected:
        columns.append(Column("corrected for errors", "count"))
    rows = []
    for code in codes:
        cell = found.total(code)
        row: list[Shown] = [f"{'  ' * len(scheme.ancestors(code))}{code}", scheme.codes[code].label, cell.before]
        row += [cell.after, _ratio(cell), cell.entered, cell.left, cell.open]
        rows.append([*row, _corrected(corrected.get(code))] if corrected else row)
    return Table("Records with each code, or a code below it", columns, rows)


def _ratio(cell: Cell) -> Estimate:
    bridge = cell.bridge()
    return Estimate(*bridge) if bridge else Estimate(None, reason="none before" if not cell.before else "none after")


def _corrected(found: Corrected | None) -> Estimate:
    if found is None:
        return Estimate(None, reason="not labelled")
    return Estimate(found.value, found.low, found.high, found.reason)


def _notes(corrected: Mapping[str, Corrected]) -> list[Part]:
    told: list[Part] = [
        Paragraph(
            "A bridge ratio is the total after recoding over the total by the crosswalk; its interval treats the "
            "records as a sample of like records. Left open: records for which the crosswalk names the code as one of "
            "several and nobody has decided."
        )
    ]
    if not corrected:
        told.append(Note("The totals are not corrected for coding errors: no labelled sample was given."))
    return told


def _reasons(found: Comparison, scheme: Scheme) -> Table:
    columns = [Column("code"), Column("label"), Column("direction"), Column("reason"), Column("records", "count")]
    rows: list[list[Shown]] = [
        [code, scheme.codes[code].label, direction(entered), reason, count]
        for (code, entered, reason), count in found.reasons.most_common(_MOST_REASONS)
    ]
    more = len(found.reasons) - len(rows)
    caption = "Rules and crosswalk lines behind the moves"
    if more > 0:
        caption += f"; {more:,} smaller ones are in reasons.csv"
    return Table(caption, columns, rows, empty="No record moved.")


def _by(found: Comparison, column: str, scheme: Scheme) -> list[Part]:
    groups = found.groups(column)
    top = [code for code in scheme.in_order(found.cells[ALL, ALL]) if scheme.parent(code) is None]
    cells = []
    for code in top:
        bridges = [found.cells[group].get(code, Cell()).bridge() for group in groups]
        cells.append([bridge[0] - 1 if bridge else None for bridge in bridges])
    heads = [value or "(empty)" for _, value in groups]
    names = [f"{code} {scheme.codes[code].label}" for code in top]
    rows: list[list[Shown]] = []
    for _, value in groups:
        tops = [found.cells[column, value].get(code, Cell()) for code in top]
        counts = (found.sizes[column, value], sum(cell.before for cell in tops), sum(cell.after for cell in tops))
        rows.append([value or "(empty)", *counts])
    counted = ("records", "crosswalked codes", "recoded codes")
    columns = [Column(column), *(Column(head, "count") for head in counted)]
    sizes = Table(f"Records and top-level codes by {column}", columns, rows)
    caption = f"Change of each top-level code by {column}: bridge ratio less one"
    heat = HeatTable(caption, "code", heads, names, cells, 1.0)
    return [sizes, heat, Paragraph("All codes, with intervals, are in totals.csv.")]


def _old(found: Comparison) -> Table:
    counts = found.old[ALL, ALL]
    outcomes = list(dict.fromkeys(outcome for _, outcome in sorted(counts)))
    columns = [Column("old code"), *(Column(outcome.replace("_", " "), "count") for outcome in outcomes)]
    rows: list[list[Shown]] = [
        [old, *(counts.get((old, outcome), 0) for outcome in outcomes)] for old in sorted({old for old, _ in counts})
    ]
    return Table("Records by old code and what became of it", columns, rows, empty="The records have no old codes.")
