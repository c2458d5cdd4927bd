"""The forecast as a page: the answer in a sentence, hours by error, the coverage-risk curve, the thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from coder.recode.forecast import Effort, Forecast, Hours, RiskPoint
from coder.recode.shares import Share
from coder.recode.thresholds import Thresholds
from coder.report import Cell, Column, Estimate, Note, Paragraph, Part, Report, Section, Table
from coder.report.figures import Axis, Curve, Point, draw_curves
from coder.report.numbers import shown, shown_interval
from coder.scheme import Scheme

_MANY_HOURS = 10
_CURVE_POINTS = "Each point takes the most confident suggestions up to that share of all."


def headline(found: Forecast, effort: Effort) -> str:
    """The answer in a sentence: at 2 % error 31 % to people, about 46 h at 1 min."""
    share, hours = found.people, found.hours
    return (
        f"At {100 * found.error:g} % error, {_percent(share)} of records go to people "
        f"({shown_interval(share.low, share.high, 'percent', digits=0)}): about {told_hours(hours)} "
        f"for {effort.narratives:,} records at {effort.minutes:g} min."
    )


def told_hours(hours: Hours) -> str:
    """Hours with their interval; below ten with a decimal."""
    digits = 0 if hours.value >= _MANY_HOURS else 1
    interval = shown_interval(hours.low, hours.high, "count", digits=digits)
    return f"{shown(hours.value, 'count', digits=digits)} h ({interval})"


def forecast_report(
    chosen: Forecast,
    others: Sequence[Forecast],
    curve: Sequence[RiskPoint],
    thresholds: Thresholds,
    scheme: Scheme,
    effort: Effort,
) -> Report:
    """The page of `ictip recode plan`."""
    return Report(
        title="Recoding: what it will cost and how good it will be",
        status=scheme.status,
        summary=[headline(chosen, effort), *_limits(chosen)],
        facts=(
            ("Code list", f"{scheme.title} ({scheme.status})" if scheme.status else scheme.title),
            ("Edition", thresholds.edition or "not told by the codings"),
            ("Sample", f"{thresholds.narratives:,} labelled narratives"),
            ("Interval", f"{100 * thresholds.level:g} %"),
            (
                "The error holds for",
                {"code": "each code", "dimension": "each dimension", "all": "all codes together"}[thresholds.pool],
            ),
        ),
        sections=[
            Section("Hours by error", _cost(others)),
            Section("Coverage and risk", _risk(curve, chosen.error)),
            Section("Thresholds", [_threshold_table(thresholds, scheme)]),
        ],
    )


def _limits(found: Forecast) -> list[str]:
    told = []
    if found.codes_with_threshold == 0:
        told.append("No code has enough labelled cases for this error: every record goes to people.")
    elif found.wrong.whole:
        told.append(
            f"Of the codes accepted without a person, {_percent(found.wrong)} are wrong in the sample, and "
            f"{_percent(found.missed)} of the true codes of accepted records are missed."
        )
    return told


def _percent(share: Share) -> str:
    return shown(share.value, "percent", digits=0 if (share.value or 0) >= 0.1 else 1)


def _cost(found: Sequence[Forecast]) -> list[Part]:
    wanted = Column("wanted error", "percent")
    work = [
        wanted,
        Column("codes with a threshold", "count"),
        Column("records to people", "percent"),
        Column("hours", "count", 1),
        Column("likely codes asked about", "percent"),
    ]
    quality = [
        wanted,
        Column("accepted codes wrong", "percent"),
        Column("true codes missed", "percent"),
        Column("accepted records without fault", "percent"),
    ]
    costs: list[list[Cell]] = []
    faults: list[list[Cell]] = []
    for each in found:
        hours = Estimate(each.hours.value, each.hours.low, each.hours.high)
        costs.append([each.error, each.codes_with_threshold, estimate(each.people), hours, estimate(each.asked)])
        faults.append([each.error, estimate(each.wrong), estimate(each.missed), estimate(each.spotless)])
    points = [Point(each.error, each.people.value or 0.0, each.people.low, each.people.high) for each in found]
    across = Axis("wanted error of accepted codes", "percent", 0.0)
    drawn = draw_curves(
        "Records to people by wanted error", [Curve("to people", points)], across, Axis("", "percent", 0.0, 1.0)
    )
    return [
        Table("What each error costs", work, costs),
        drawn,
        Table("What is accepted without a person, in the sample", quality, faults),
    ]


def _risk(curve: Sequence[RiskPoint], error: float) -> list[Part]:
    if not curve:
        return [Note("The sample has no suggestion that could be judged.")]
    points = [Point(p.coverage, p.wrong.value or 0.0, p.wrong.low, p.wrong.high) for p in curve]
    drawn = draw_curves(
        "Share of suggestions that are wrong, by how many are taken",
        [Curve("wrong", points)],
        Axis("share of suggestions taken, most confident first", "percent", 0.0, 1.0),
        Axis("wrong", "percent", 0.0),
        reference=(error, "wanted error"),
    )
    return [Paragraph(f"All codes together. {_CURVE_POINTS}"), drawn]


def _threshold_table(thresholds: Thresholds, scheme: Scheme) -> Table:
    columns = [
        Column("code"),
        Column("label"),
        Column("accepted from", "number"),
        Column("narratives", "count"),
        Column("wrong", "percent"),
        Column("why a person must look"),
    ]
    rows: list[list[Cell]] = [
        [code, scheme.codes[code].label, each.confidence, each.share.clusters, estimate(each.share), each.reason]
        for code, each in thresholds.by_code.items()
    ]
    return Table("Confidence from which on a code is accepted", columns, rows, empty="The sample suggests no code.")


def estimate(share: Share) -> Estimate:
    """A share with its interval, for a table."""
    if share.value is None:
        return Estimate(None, reason="no case")
    return Estimate(share.value, share.low, share.high)
