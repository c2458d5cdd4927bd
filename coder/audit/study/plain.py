"""Findings as plain values: every figure for JSON, flat rows for CSV. Rounded to six decimals; never a text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from coder.audit.figures import Figure
from coder.audit.study.findings import Findings

_DECIMALS = 6

Row = Mapping[str, object]


def as_plain(value: Any) -> Any:
    """Dataclasses and mappings become objects, sequences lists, numpy numbers numbers; NaN becomes None."""
    if isinstance(value, Figure):
        return value.as_dict(_DECIMALS)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_plain(each) for key, each in value.items()}
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float | np.floating):
        return round(float(value), _DECIMALS) if math.isfinite(value) else None
    if isinstance(value, np.bool_ | np.integer):
        return value.item()
    return [as_plain(each) for each in value]


def tables(found: Findings) -> dict[str, list[Row]]:
    """The findings as tables by name, each a list of rows with the same columns; tables without rows are left out."""
    made: dict[str, list[Row]] = {
        "errors": list(_by_code("coder", ((each.coder, each.codes) for each in found.errors))),
        "prevalence": _flat_rows(found.corrected),
        "disagreements": _flat_rows(found.disagreements),
        "likely_errors": _flat_rows(found.likely.queue) if found.likely else [],
        "coders": _flat_rows(found.people),
        "usage": _flat_rows(found.usage),
        "months": [{"coder": each.coder} | flat(month) for each in found.pace for month in each.months],
        "pace": _flat_rows(found.pace),
        "assisted": _flat_rows(found.assisted),
    }
    if found.agreement:
        made["agreement"] = list(
            _by_code("by", (("dimension", found.agreement.dimensions), ("code", found.agreement.codes)))
        )
    for name in ("levels", "coverage", "thresholds", "subgroups"):
        made[name] = [{"coder": each.coder} | flat(part) for each in found.machines for part in getattr(each, name)]
    made["reliability"] = [
        {"coder": each.coder} | flat(part)
        for each in found.machines
        if each.calibration
        for part in each.calibration.bins
    ]
    if found.swaps:
        made["swaps"] = _flat_rows(found.swaps.kinds)
        made["swapped_codes"] = _flat_rows(found.swaps.codes)
    made["drift"] = [{"coder": each.coder} | flat(part) for each in found.drift for part in each.codes]
    made["inputs"] = _flat_rows(found.inputs)
    return {name: _even(rows) for name, rows in made.items() if rows}


def _even(rows: Sequence[Row]) -> list[Row]:
    """The rows with the columns of all of them, None where a row has none: some figures are for dimensions only."""
    columns = dict.fromkeys(column for row in rows for column in row)
    return [{column: row.get(column) for column in columns} for row in rows]


def flat(value: Any) -> dict[str, object]:
    """The fields of a dataclass as one row: a figure as its value, `_low`, `_high` and `_reason`, lists joined."""
    row: dict[str, object] = {}
    for field in fields(value):
        row |= _cells(field.name, getattr(value, field.name))
    return row


def _cells(name: str, value: Any) -> Iterable[tuple[str, object]]:
    if isinstance(value, Figure):
        plain = value.as_dict(_DECIMALS)
        ends = {f"{name}_{end}": plain[end] for end in ("low", "high")}
        return ({name: plain["value"]} | ends | {f"{name}_reason": value.reason}).items()
    if isinstance(value, Mapping):
        return [cell for key, each in value.items() for cell in _cells(f"{name}_{key}".replace(" ", "_"), each)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        simple = [each for each in value if not is_dataclass(each)]
        return [(name, "; ".join(map(str, simple)))] if len(simple) == len(value) else []
    if is_dataclass(value):
        return [(f"{name}_{key}", each) for key, each in flat(value).items()]
    return [(name, as_plain(value))]


def _flat_rows(values: Sequence[Any]) -> list[Row]:
    return [flat(each) for each in values]


def _by_code(head: str, groups: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Row]:
    for name, items in groups:
        for code, each in items.items():
            yield {head: name, "code": code} | flat(each)
