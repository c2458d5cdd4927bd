"""`ictip recode plan`: from a labelled sample, what a recoding will cost and how good it will be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli.console import console, say
from coder.cli.evaluate import GoldFile, gold_and_codings
from coder.cli.files import refuse_output, written
from coder.cli.options import CodingsFile, Dimensions, EditionOption
from coder.cli.suggest import known_dimensions
from coder.errors import UsageError
from coder.recode.forecast import ERRORS, Effort, Forecast, as_record, forecasts, risk_curve
from coder.recode.forecast_report import forecast_report, headline, told_hours
from coder.recode.routing import Policy
from coder.recode.sample import judge
from coder.recode.thresholds import Pool, fit_thresholds, to_json
from coder.report import write_report
from coder.report.numbers import shown, shown_interval
from coder.scheme import Scheme

if TYPE_CHECKING:
    from rich.table import Table


def recode_plan(
    gold: GoldFile,
    edition: EditionOption = None,
    codings: CodingsFile = None,
    error: Annotated[
        float, typer.Option("--error", metavar="X", min=0.001, max=0.5, help="Wanted error of accepted codes.")
    ] = 0.02,
    pool: Annotated[
        Pool, typer.Option("--pool", metavar="P", help="The error holds for each code, dimension, or all together.")
    ] = "code",
    level: Annotated[float, typer.Option("--level", metavar="X", min=0.5, max=0.999, help="Of the intervals.")] = 0.95,
    rows: Annotated[int, typer.Option("--rows", metavar="N", min=1, help="Records in the archive.")] = 1000,
    minutes: Annotated[float, typer.Option("--minutes", metavar="M", min=0.0, help="Minutes per review.")] = 1.0,
    minutes_first: Annotated[
        float, typer.Option("--minutes-first", metavar="M", min=0.0, help="Minutes where a person codes first.")
    ] = 3.0,
    audit_share: Annotated[
        float, typer.Option("--audit-share", metavar="X", min=0.0, max=1.0, help="Accepted records re-checked.")
    ] = 0.05,
    familiarity: Annotated[
        float, typer.Option("--familiarity", metavar="X", min=0.0, max=1.0, help="Least share of known words.")
    ] = 0.5,
    margin: Annotated[
        float, typer.Option("--margin", metavar="X", min=0.0, max=1.0, help="Lead needed where one code holds.")
    ] = 0.1,
    leave_out: Annotated[
        float, typer.Option("--leave-out", metavar="X", min=0.0, max=1.0, help="Codes below are left out unasked.")
    ] = 0.5,
    must_review: Annotated[
        list[str] | None, typer.Option("--must-review", metavar="CODE", help="A code that people must see.")
    ] = None,
    dimension: Dimensions = None,
    thresholds_out: Annotated[
        Path | None, typer.Option("--thresholds", metavar="OUT.json", help="Thresholds to write, for a plan file.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="OUT.html", help="The page to write.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Tell hours and error of a recoding beforehand.

    GOLD.jsonl is a random sample of the archive, coded by people, that the edition has not learned from.
    """
    for path, option in ((thresholds_out, "--thresholds"), (html, "--html")):
        if path is not None:
            refuse_output(path, [gold, *([codings] if codings else [])], what=option)
    cases, found, scheme = gold_and_codings(gold, codings, edition, threshold=leave_out)
    dimensions = known_dimensions(dimension, scheme) or frozenset()
    policy = Policy(audit_share, familiarity, margin, leave_out, _codes(must_review, scheme), dimensions)
    effort = Effort(rows, minutes, minutes_first)
    sample = judge(cases, found, scheme, dimensions)
    thresholds = fit_thresholds(sample, scheme, error=error, level=level, pool=pool)
    every = forecasts(sample, scheme, policy, effort, errors=(error, *ERRORS), level=level, pool=pool)
    chosen = next(each for each in every if each.error == error)
    curve = risk_curve(sample, level=level)
    if thresholds_out is not None:
        with written(thresholds_out) as stream:
            stream.write(to_json(thresholds))
    if html is not None:
        with written(html) as stream:
            stream.write(write_report(forecast_report(chosen, every, curve, thresholds, scheme, effort)))
    if as_json:
        points = [{"confidence": p.confidence, "coverage": p.coverage, **_share(p.wrong)} for p in curve]
        record = {"chosen": as_record(chosen), "errors": [as_record(each) for each in every], "curve": points}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    screen = console()
    screen.print(headline(chosen, effort), style="bold", soft_wrap=True)
    screen.print(_table(every))
    without = sum(each.confidence is None for each in thresholds.by_code.values())
    say(f"codes with a threshold {chosen.codes_with_threshold}, without one {without}; a person looks at the latter")


def _codes(codes: list[str] | None, scheme: Scheme) -> frozenset[str]:
    unknown = [code for code in codes or () if code not in scheme.codes]
    if unknown:
        raise UsageError(f"--must-review: not in the code list: {', '.join(unknown)}")
    return frozenset(codes or ())


def _share(share: Any) -> dict[str, Any]:
    return {"wrong": share.value, "low": share.low, "high": share.high, "cases": share.whole}


def _table(found: list[Forecast]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    for head in ("wanted error", "codes", "to people", "hours", "codes asked", "accepted wrong", "true missed"):
        table.add_column(head, justify="right")
    for each in found:
        table.add_row(
            f"{100 * each.error:g} %",
            str(each.codes_with_threshold),
            _told(each.people),
            told_hours(each.hours),
            _told(each.asked),
            _told(each.wrong),
            _told(each.missed),
        )
    return table


def _told(share: Any) -> str:
    interval = shown_interval(share.low, share.high, "percent")
    return "–" if share.value is None else f"{shown(share.value, 'percent')} ({interval})"
