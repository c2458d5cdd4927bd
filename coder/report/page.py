"""Turn a report into one HTML page: self-contained, without script, readable in the dark, on paper and by ear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coder.report.numbers import MISSING, Kind, shown, shown_interval
from coder.report.parts import Cell, Column, Estimate, HeatTable, Report
from coder.report.shell import page_style, page_template

_TEMPLATE = Path(__file__).with_name("report.html.j2")
_STYLE = Path(__file__).with_name("report.css")
_SHADES = 9


def write_report(report: Report) -> str:
    """The page as HTML. The same report gives the same page."""
    return page_template(_TEMPLATE).render(
        report=report,
        kind_of=lambda part: type(part).__name__,
        cell=_cell,
        heat=_heat,
        **page_style(_STYLE),
    )


def _cell(value: Cell, column: Column) -> dict[str, str]:
    """What a cell shows: its main words, an interval after them, and why there is no figure."""
    if isinstance(value, str):
        return {"main": value, "interval": "", "reason": ""}
    kind: Kind = "number" if column.kind == "text" else column.kind
    if isinstance(value, Estimate):
        main = shown(value.value, kind, digits=column.digits)
        interval = shown_interval(value.low, value.high, kind, digits=column.digits) if main != MISSING else ""
        return {"main": main, "interval": interval, "reason": value.reason}
    return {"main": shown(value, kind, digits=column.digits), "interval": "", "reason": ""}


def _heat(table: HeatTable, row: Sequence[float | None]) -> list[dict[str, Any]]:
    """Cells of a row with their shade: 0 to 9, `b` above zero and `a` below."""
    cells = []
    for value in row:
        known = value if value is not None and math.isfinite(value) else 0.0
        shade = round(_SHADES * min(1.0, abs(known) / table.full)) if table.full else 0
        main = shown(value, table.kind, digits=table.digits)
        cells.append({"main": main, "shade": f"{'a' if known < 0 else 'b'}{shade}"})
    return cells
