"""Where coders differ: record, code, who gave it and who did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Codings
from coder.audit.sums import cells_of


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code of a record that `gave` gave and `withheld` did not, though they coded its dimension there.

    Side by side with them, `evidence` tells where each who gave it found it, as start-end in characters, and `instead`
    which other codes of the dimension each of the others gave, with theirs; "" where that is not known or none.
    """

    record: str
    code: str
    gave: tuple[str, ...]
    withheld: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


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
            who = np.flatnonzero(gave[:, place]).tolist()
            others = np.flatnonzero(withheld[:, place]).tolist()
            yield Disagreement(
                codings.records[row],
                codings.codes[column],
                tuple(codings.coders[at] for at in who),
                tuple(codings.coders[at] for at in others),
                tuple(_where(codings, at, row, column) for at in who),
                tuple(_instead(codings, at, row, column, who) for at in others),
            )


def _where(codings: Codings, coder: int, record: int, code: int) -> str:
    span = codings.span(coder, record, code)
    return "" if span is None else f"{span[0]}-{span[1]}"


def _instead(codings: Codings, coder: int, record: int, code: int, gave: Sequence[int]) -> str:
    """Codes of the same dimension that only this coder gave, each with its evidence."""
    dimension = codings.dimension_of[code]
    theirs = {other for who in gave for other in _given(codings, who, record)}
    own = [
        other
        for other in _given(codings, coder, record)
        if other not in theirs and codings.dimension_of[other] == dimension
    ]
    return ", ".join(f"{codings.codes[other]} {_where(codings, coder, record, other)}".rstrip() for other in own)


def _given(codings: Codings, coder: int, record: int) -> list[int]:
    rows = codings.given[coder]
    places: list[int] = rows.indices[rows.indptr[record] : rows.indptr[record + 1]].tolist()
    return places
