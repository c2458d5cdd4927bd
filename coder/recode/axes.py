"""The axes of a release table, from a run: dimensions of the code list at a level, or columns the run kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from coder.errors import UsageError
from coder.recode.reading import RunRecord
from coder.release.cube import MOST_CELLS, TOTAL, UNKNOWN, Axis
from coder.scheme import Scheme

_LEVEL_MARK = "@"
_NO_DETAIL = "without detail"


@dataclass(frozen=True, slots=True)
class AxisSpec:
    """What an axis is made of: a dimension down to a `level` (1: the top), or a column when `level` is None."""

    name: str
    level: int | None


def parse_axis(text: str, scheme: Scheme) -> AxisSpec:
    """`PUR`, `PUR@2` for the second level, or the name of a column. Raises UsageError for a level that is none."""
    name, mark, level = text.partition(_LEVEL_MARK)
    if name not in scheme.dimensions:
        return AxisSpec(text, None)
    if mark and not (level.isdecimal() and int(level) > 0):
        raise UsageError(f"{text}: a level is a whole number, 1 or more")
    return AxisSpec(name, int(level) if mark else 1)


def make_axes(specs: Iterable[AxisSpec], records: Iterable[RunRecord], scheme: Scheme) -> list[Axis]:
    """The axes with all their categories; the records are read once when there is a column among them.

    Raises UsageError for a column the run did not keep, or one with too many values.
    """
    listed = list(specs)
    columns: dict[str, set[str]] = {spec.name: set() for spec in listed if spec.level is None}
    for record in records if columns else ():
        for name, values in columns.items():
            if name not in record.fields:
                raise UsageError(f"{name} is no dimension of the scheme and no column the run kept")
            values.add(record.fields[name].strip())
            if len(values) > MOST_CELLS:
                raise UsageError(f"column {name} has too many values for a table")
    return [
        _column_axis(spec.name, columns[spec.name]) if spec.level is None else _code_axis(spec.name, spec.level, scheme)
        for spec in listed
    ]


def _column_axis(name: str, values: set[str]) -> Axis:
    if values & {TOTAL, UNKNOWN}:
        raise UsageError(f"column {name} holds {TOTAL} or {UNKNOWN}, which stand for totals and unknown here")
    return Axis(name, name, {value: value for value in sorted(values - {""})})


def _code_axis(dimension: str, level: int, scheme: Scheme) -> Axis:
    labels = {}
    for code in scheme.codes_of(dimension):
        depth = len(scheme.ancestors(code.id)) + 1
        if depth <= level:
            inner = depth < level and scheme.children(code.id)
            labels[code.id] = f"{code.label}, {_NO_DETAIL}" if inner else code.label
    name = dimension if level == 1 else f"{dimension}{_LEVEL_MARK}{level}"  # codes of different depth are other cells
    return Axis(name, scheme.dimensions[dimension].label, labels, several=True)


def place(
    records: Iterable[RunRecord],
    specs: Iterable[AxisSpec],
    scheme: Scheme,
    codes_of: Callable[[RunRecord], Iterable[str]],
) -> Iterator[list[list[str]]]:
    """Every record as its categories by axis; `codes_of` gives its codes, expanded by their ancestors."""
    listed = list(specs)
    for record in records:
        codes = codes_of(record)
        yield [_categories(spec, record, codes, scheme) for spec in listed]


def _categories(spec: AxisSpec, record: RunRecord, codes: Iterable[str], scheme: Scheme) -> list[str]:
    if spec.level is None:
        value = record.fields[spec.name].strip()
        return [value] if value else []
    near = [
        code for code in codes if scheme.codes[code].dimension == spec.name and len(scheme.ancestors(code)) < spec.level
    ]
    return list(scheme.in_order(scheme.leaves_only(near)))
