"""The old codes of a record, read from its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coder.crosswalk.lines import Crosswalk


def old_codes(
    crosswalk: Crosswalk, fields: Mapping[str, Any], columns: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Values by variable, in file order, without those that say nothing.

    `columns` names the column of a variable where it is not the variable's own name. Cells are divided at the
    separator; true and 1.0 read as 1. A variable without a column or a value is left out.
    """
    found = {}
    for variable in crosswalk.variables:
        cell = fields.get((columns or {}).get(variable, variable))
        parts = dict.fromkeys(part.strip() for part in _text(cell).split(crosswalk.separator))
        values = tuple(part for part in parts if part and part not in crosswalk.missing)
        if values:
            found[variable] = values
    return found


def _text(cell: object) -> str:
    if cell is None or cell is False or cell != cell:  # a cell that is not itself is a NaN: an empty cell of a table
        return ""
    if cell is True:
        return "1"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
