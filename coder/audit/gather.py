"""Put rows of coded records together to `Codings`; what cannot be used becomes a fault with file and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from coder.audit.arrays import Bools, Ints
from coder.audit.assistance import Assistance
from coder.audit.cells import Cells, Facts, by_record
from coder.audit.codings import Codings, packed
from coder.errors import Fault

_NO_TIME = np.iinfo(np.int64).min
"""How numpy writes NaT in whole numbers."""
_PART, _WHOLE = 1, 2
"""What came of a record and coder."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """What a row of a file says: the codes one coder gave one record.

    `confidences` is empty or as long as `codes`; codes whose confidence is below `threshold` are not given. `partial`
    rows are joined with other rows of the same record and coder. `coded` is False when the coder passed the record.
    `probability` is the record's probability of being in the sample, above 0 to 1. `shown` tells whether suggestions
    were shown, None where the row does not say; `suggested` and `planted` are those that were, and those of them that
    are wrong on purpose. `denied` are codes read as denied or about somebody else. Unknown codes in these
    are passed over. `settled` tells how final codes of a review desk came about, "" for the codes of a coder.
    `spans` are codes with start and end of their first evidence in characters.
    """

    file: str
    row: int
    id: str
    coder: str
    codes: tuple[str, ...]
    confidences: tuple[float, ...] = ()
    threshold: float = 0.0
    open: tuple[str, ...] = ()
    not_coded: tuple[str, ...] = ()
    coded: bool = True
    partial: bool = False
    coded_at: datetime | None = None
    seconds: float | None = None
    probability: float | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    shown: bool | None = None
    suggested: tuple[str, ...] = ()
    planted: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    settled: str = ""
    spans: tuple[tuple[str, int, int], ...] = ()


def gather(
    rows: Iterable[CodedRow | Fault], *, dimension_of: Mapping[str, str] | None = None
) -> tuple[Codings, tuple[Fault, ...]]:
    """The codings of all rows and every fault, in the order met.

    `dimension_of` maps the codes of the list, in its order, to their dimensions; codes that are not in it are faults
    and are left out, the rest of their row counts. Without it the codes are those met, sorted, in one dimension "".
    A second row of the same record and coder is a fault unless both are partial. Records and coders keep the order in
    which they come.
    """
    heap = _Heap(dimension_of)
    for row in rows:
        if isinstance(row, Fault):
            heap.faults.append(row)
        else:
            heap.add(row)
    return heap.codings(), tuple(heap.faults)


class _Heap:
    """Everything read so far, in growing arrays; ids as whole numbers."""

    def __init__(self, dimension_of: Mapping[str, str] | None) -> None:
        self.faults: list[Fault] = []
        self._dimension_of = dimension_of
        self._dimensions = set((dimension_of or {}).values())
        self._codes = {code: at for at, code in enumerate(dimension_of or ())}
        self._records: dict[str, int] = {}
        self._coders: dict[str, int] = {}
        self._rows: list[bytearray] = []
        self._given, self._open, self._sure = Cells(), Cells(), Cells()
        self._suggested, self._planted, self._denied, self._evidence = Cells(), Cells(), Cells(), Cells()
        self._passed: list[tuple[int, int]] = []
        self._not_coded: list[tuple[int, int, str]] = []
        self._times, self._seconds, self._shown = Facts("q"), Facts("d"), Facts("b")
        self._probabilities: dict[int, float] = {}
        self._groups: dict[str, dict[int, str]] = {}
        self._numbers: dict[str, Facts] = {}

    def add(self, row: CodedRow) -> None:
        record = self._records.setdefault(row.id, len(self._records))
        coder = self._coders.setdefault(row.coder, len(self._coders))
        if not self._first_or_further(coder, record, partial=row.partial):
            self._fault(row, "the same record and coder came before; this row is left out")
            return
        self._add_codes(row, coder, record)
        self._add_facts(row, coder, record)
        self._add_record(row, record)

    def _first_or_further(self, coder: int, record: int, *, partial: bool) -> bool:
        """Whether the row is the first of its record and coder, or a further part of one; it counts as met then."""
        if coder == len(self._rows):
            self._rows.append(bytearray())
        met = self._rows[coder]
        if record >= len(met):
            met.extend(bytes(max(record + 1, 2 * len(met)) - len(met)))
        if met[record] and not (met[record] == _PART and partial):
            return False
        met[record] = _PART if partial else _WHOLE
        return True

    def _add_codes(self, row: CodedRow, coder: int, record: int) -> None:
        if not row.coded:
            self._passed.append((coder, record))
            return
        codes, known = self._known(row.codes)
        if row.confidences:
            sure = row.confidences if len(known) == len(row.codes) else [row.confidences[at] for at in known]
            self._sure.add(coder, record, codes, sure)
            codes = [code for code, value in zip(codes, sure, strict=True) if value >= row.threshold]
        self._given.add(coder, record, codes)
        unknown = len(row.codes) - len(known)
        if row.open:
            codes, known = self._known(row.open)
            self._open.add(coder, record, codes)
            unknown += len(row.open) - len(known)
        if row.spans:
            named, known = self._known([code for code, _, _ in row.spans])
            self._evidence.add(coder, record, named, [packed(*row.spans[at][1:]) for at in known])
        if row.denied:
            self._denied.add(coder, record, self._known(row.denied)[0])
        if unknown:
            # The code is not named: in a file with shifted columns it could be a word of a narrative.
            self._fault(row, f"{unknown} of its codes not in the code list; the rest of the row counts")

    def _known(self, names: Sequence[str]) -> tuple[list[int], Sequence[int]]:
        """Numbers of the codes that are known, and their places among the names."""
        if self._dimension_of is None:
            return [self._codes.setdefault(name, len(self._codes)) for name in names], range(len(names))
        found = [self._codes.get(name, -1) for name in names]
        if -1 not in found:
            return found, range(len(names))
        known = [at for at, code in enumerate(found) if code >= 0]
        return [found[at] for at in known], known

    def _add_facts(self, row: CodedRow, coder: int, record: int) -> None:
        if row.coded_at is not None:
            at = row.coded_at if row.coded_at.tzinfo else row.coded_at.replace(tzinfo=UTC)
            self._times.add(coder, record, int(at.timestamp()))
        if row.seconds is not None:
            self._seconds.add(coder, record, row.seconds)
        if row.shown is not None:
            self._shown.add(coder, record, row.shown)
            self._suggested.add(coder, record, self._known(row.suggested)[0])
            self._planted.add(coder, record, self._known(row.planted)[0])
        for name, number in row.numbers.items():
            self._numbers.setdefault(name, Facts("d")).add(coder, record, number)
        for dimension in row.not_coded:
            if dimension in self._dimensions:
                self._not_coded.append((coder, record, dimension))
            else:
                self._fault(row, "a dimension marked as not coded is not in the code list")

    def _add_record(self, row: CodedRow, record: int) -> None:
        if row.probability is not None and self._probabilities.setdefault(record, row.probability) != row.probability:
            self._fault(row, "the inclusion probability differs from an earlier row of the record, which is kept")
        for name, value in row.groups.items():
            if value and self._groups.setdefault(name, {}).setdefault(record, value) != value:
                self._fault(row, "a group differs from an earlier row of the record, which is kept")

    def _fault(self, row: CodedRow, reason: str) -> None:
        self.faults.append(Fault(row.file, row.row, reason))

    def codings(self) -> Codings:
        names, column = self._code_order()
        of_code = self._dimension_of or {}
        dimensions = tuple(dict.fromkeys(of_code.values())) or ("",)
        place = {dimension: at for at, dimension in enumerate(dimensions)}
        of = np.array([place[of_code.get(code, "")] for code in names], dtype=np.int64)
        coded = self._coded(place)
        coders, records = len(self._coders), len(self._records)
        given = self._given.given(column, coded, of)
        opened = [each - each.multiply(given[at]) for at, each in enumerate(self._open.given(column, coded, of))]
        for each in opened:
            each.eliminate_zeros()
        return Codings(
            records=tuple(self._records),
            codes=names,
            coders=tuple(self._coders),
            dimensions=dimensions,
            dimension_of=of,
            given=tuple(given),
            open=tuple(opened),
            coded=coded,
            confidences=self._sure.highest(column, coders, (records, len(names))),
            coded_at=self._times.table(coders, records, _NO_TIME).astype("datetime64[s]"),
            seconds=self._seconds.table(coders, records, np.nan),
            groups={name: by_record(values, records, "") for name, values in self._groups.items()},
            numbers={name: values.table(coders, records, np.nan) for name, values in self._numbers.items()},
            probabilities=by_record(self._probabilities, records, np.nan) if self._probabilities else None,
            assistance=self._assistance(column, coders, records),
            evidence=self._evidence.highest(column, coders, (records, len(names))) if self._evidence else (),
            denied=tuple(self._denied.matrices(column, coders, records)) if self._denied else (),
        )

    def _assistance(self, column: Ints, coders: int, records: int) -> Assistance | None:
        if not self._shown:
            return None
        parts = (tuple(each.matrices(column, coders, records)) for each in (self._suggested, self._planted))
        return Assistance(self._shown.table(coders, records, -1), *parts)

    def _code_order(self) -> tuple[tuple[str, ...], Ints]:
        """Code names as columns, and the column of each code as it was numbered while reading."""
        names = tuple(self._codes) if self._dimension_of is not None else tuple(sorted(self._codes))
        column = {name: at for at, name in enumerate(names)}
        return names, np.array([column[name] for name in self._codes], dtype=np.int64)

    def _coded(self, place: Mapping[str, int]) -> Bools:
        coded = np.zeros((len(self._coders), len(self._records), len(place)), dtype=bool)
        for at, met in enumerate(self._rows):
            seen = np.frombuffer(met, dtype=np.uint8)[: coded.shape[1]]
            coded[at, : len(seen)] = (seen > 0)[:, None]
        for passed in self._passed:
            coded[passed] = False
        for one, other, dimension in self._not_coded:
            coded[one, other, place[dimension]] = False
        return coded
