"""Where coders differ: record, code, who gave it and who did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Codings
from coder.audit.sums import cells_of


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code of a record that `gave` gave and `withheld` did not, though they coded its dimension there."""

    record: str
    code: str
    gave: tuple[str, ...]
    withheld: tuple[str, ...]


def disagreements(codings: Codings) -> Iterator[Disagreement]:
    """Every cell in which coders differ, in the order of records, then codes."""
    cells = cells_of(codings)
    coded = cells.coders[cells.record, codings.dimension_of[cells.code]] - cells.open
    at = np.flatnonzero((cells.gave > 0) & (cells.gave < coded))
    at = at[np.lexsort((cells.code[at], cells.record[at]))]
    record, code = cells.record[at], cells.code[at]
    for start in range(0, len(at), 4096):
        rows, columns = record[start : start + 4096], code[start : start + 4096]
        gave = np.stack([np.asarray(each[rows, columns]).ravel() for each in codings.given]) > 0
        opened = np.stack([np.asarray(each[rows, columns]).ravel() for each in codings.open]) > 0
        withheld = codings.coded[:, rows, codings.dimension_of[columns]] & ~gave & ~opened
        for place, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
            yield Disagreement(
                codings.records[row],
                codings.codes[column],
                tuple(codings.coders[who] for who in np.flatnonzero(gave[:, place])),
                tuple(codings.coders[who] for who in np.flatnonzero(withheld[:, place])),
            )
