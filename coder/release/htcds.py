"""Records as HTCDS 2.0 rows: one row per record, its codes brought back to the standard's pick lists.

These are records, not counts: no small-cell rule protects them, and they go only where records may go.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from coder.crosswalk import Crosswalk
from coder.export.table import guarded
from coder.scheme import Scheme

RECORD = "record"
"""Column of the number or id of a record; the standard's own ids belong to the system that imports the rows."""
_BETWEEN = ";"


def htcds_rows(records: Iterable[tuple[str, Iterable[str]]], crosswalk: Crosswalk, scheme: Scheme) -> Iterator[str]:
    """A header, then a row per record with all its values by field, several divided by semicolons.

    `records` are (id or number, codes); a code goes back to the values of the crosswalk's lines that lead to it or to
    its nearest ancestor. Codes that no line is near, or that stand for several values of a field, are not in the rows.
    """
    fields = [
        variable
        for variable in crosswalk.variables
        if any(line.variable == variable and line.new for line in crosswalk.lines)
    ]
    yield _line([RECORD, *fields])
    for id_, codes in records:
        values = crosswalk.backward(scheme.in_order(codes), scheme)
        yield _line([guarded(id_), *(_BETWEEN.join(values.get(field, ())) for field in fields)])


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
