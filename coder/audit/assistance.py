"""What coders were shown while they coded: read from decision records, which hold it beside the codes.

Keys, all optional: "blind" (true: no suggestion was shown), "suggested" (codes that were shown, bare or as objects with
"code") and "planted" (those of them that are wrong on purpose). See docs/audit.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.audit.codings import Codings, Ints, Sparse, ones

_JSON = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, eq=False)
class Assistance:
    """For each coder and record, `shown` (K, R): 1 with suggestions, 0 without, -1 not known. `suggested` and `planted`
    hold one (R, C) sparse matrix of ones per coder."""

    shown: NDArray[np.int8]
    suggested: tuple[Sparse, ...]
    planted: tuple[Sparse, ...]


def read_assistance(path: Path, codings: Codings) -> Assistance | None:
    """What the coders of the codings were shown, from the file they were read from; None when it does not say.

    Rows that were refused as codings, or that name a coder or record that is not there, are passed over.
    """
    if path.suffix.lower() not in _JSON:
        return None
    heap = _Heap(codings)
    with path.open("rb") as lines:
        for line in lines:
            heap.add(line)
    return heap.assistance()


class _Heap:
    def __init__(self, codings: Codings) -> None:
        self._coders = {name: at for at, name in enumerate(codings.coders)}
        self._records = {name: at for at, name in enumerate(codings.records)}
        self._codes = {name: at for at, name in enumerate(codings.codes)}
        self._shown = np.full((len(self._coders), len(self._records)), -1, dtype=np.int8)
        self._cells: dict[str, list[tuple[int, int, int]]] = {"suggested": [], "planted": []}

    def add(self, line: bytes) -> None:
        try:
            row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            return
        if not isinstance(row, dict):
            return
        coder, record = self._coders.get(str(row.get("coder"))), self._records.get(str(row.get("id")))
        if coder is None or record is None or not {"blind", "suggested", "planted"} & row.keys():
            return
        if self._shown[coder, record] >= 0:
            return  # a second row of the same record and coder was refused
        self._shown[coder, record] = (
            not row["blind"] if isinstance(row.get("blind"), bool) else bool(row.get("suggested"))
        )
        for key, cells in self._cells.items():
            cells.extend((coder, record, self._codes[code]) for code in _codes(row, key) if code in self._codes)

    def assistance(self) -> Assistance | None:
        if (self._shown < 0).all():
            return None
        return Assistance(self._shown, self._matrices("suggested"), self._matrices("planted"))

    def _matrices(self, key: str) -> tuple[Sparse, ...]:
        cells: Ints = np.array(self._cells[key], dtype=np.int64).reshape(-1, 3)
        shape = (len(self._records), len(self._codes))
        mine = [cells[cells[:, 0] == at] for at in range(len(self._coders))]
        return tuple(ones(each[:, 1], each[:, 2], shape) for each in mine)


def _codes(row: Mapping[str, Any], key: str) -> Iterable[str]:
    entries = row.get(key)
    for entry in entries if isinstance(entries, list) else ():
        code = entry.get("code") if isinstance(entry, dict) else entry
        if isinstance(code, str):
            yield code
