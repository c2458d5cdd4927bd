"""Before and after: totals of old codes, of codes by the crosswalk and of codes after recoding; who moved, and why.

Reads a run record by record; only counts are held.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from coder.errors import UsageError
from coder.recode.outcome import Basis, crosswalked, left_open, recoded, why_gone
from coder.recode.people import Decided
from coder.recode.reading import RunRecord
from coder.recode.rows import SAYS_NOTHING
from coder.scheme import Scheme

ALL = ""
"""Column and value of the totals over all records."""
MOST_VALUES = 2000
"""Values a column may have: a column with more is an id or a text, and no table."""
_Z = 1.959964

Group = tuple[str, str]
"""A column and one of its values."""


@dataclass(slots=True)
class Cell:
    """Records of a group with a code: by the crosswalk, after recoding, both; left open by the crosswalk."""

    before: int = 0
    after: int = 0
    both: int = 0
    open: int = 0

    @property
    def entered(self) -> int:
        """Records that have the code only after recoding."""
        return self.after - self.both

    @property
    def left(self) -> int:
        """Records that had the code only by the crosswalk."""
        return self.before - self.both

    def bridge(self) -> tuple[float, float, float] | None:
        """The bridge ratio, after over before, with its 95 % interval; None where either is 0.

        The interval treats the records as a sample of like records: the ratio of paired proportions on the log scale,
        with variance (left + entered) / (before x after) (Nam and Blackwelder, Statistics in Medicine 21, 2002).
        """
        if not (self.before and self.after):
            return None
        ratio = self.after / self.before
        half = _Z * math.sqrt((self.left + self.entered) / (self.before * self.after))
        return ratio, ratio * math.exp(-half), ratio * math.exp(half)


@dataclass(frozen=True, slots=True)
class Move:
    """A record that entered or left a code."""

    id: str
    code: str
    entered: bool
    reason: str


@dataclass
class Comparison:
    """All counts. `values` is how many a column has; `old` is by group, old code and outcome; `reasons` by code,
    direction (entered) and reason."""

    records: int = 0
    sizes: Counter[Group] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    cells: dict[Group, dict[str, Cell]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Cell)))
    old: dict[Group, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter[tuple[str, bool, str]] = field(default_factory=Counter)

    def total(self, code: str) -> Cell:
        """The cell of a code over all records."""
        return self.cells[ALL, ALL].get(code, Cell())

    def groups(self, column: str) -> list[Group]:
        """The groups of a column, by value."""
        return sorted(group for group in self.sizes if group[0] == column)


def compare(
    records: Iterable[RunRecord],
    scheme: Scheme,
    *,
    by: Sequence[str] = (),
    old_column: str | None = None,
    basis: Basis = "joined",
    decided: Mapping[str, Decided] | None = None,
    moved: Callable[[Move], None] = lambda move: None,
    coded: Callable[[str, Iterable[str]], None] = lambda id_, codes: None,
) -> Comparison:
    """Count the records of a run; `moved` is told every record that entered or left a code, `coded` every record's
    codes after recoding.

    `by` are columns the run passed through; `old_column` one that holds the old codes in place of the run's own.
    Raises UsageError for a column that is not there or has too many values.
    """
    found = Comparison()
    for record in records:
        groups = [(ALL, ALL), *_groups(record, by)]
        before = crosswalked(record, scheme)
        after = recoded(record, scheme, basis, decided or {})
        undecided = left_open(record, scheme, decided or {})
        found.records += 1
        coded(record.id, after)
        for group in groups:
            found.sizes[group] += 1
            _count(found.cells[group], before, after, undecided)
            found.old[group].update(_old(record, old_column))
        for code in sorted({*before} ^ {*after}):
            reason = after[code] if code in after else why_gone(record, code, scheme, decided or {})
            found.reasons[code, code in after, reason] += 1
            moved(Move(record.id, code, code in after, reason))
        _refuse_many(found, groups)
    return found


def _refuse_many(found: Comparison, groups: Iterable[Group]) -> None:
    """Refuse a column as soon as it has too many values, before they fill the memory."""
    for group in groups:
        if found.sizes[group] == 1 and group[0] != ALL:
            found.values[group[0]] += 1
            if found.values[group[0]] > MOST_VALUES:
                raise UsageError(f"column {group[0]} has more than {MOST_VALUES:,} values; join them first")


def _groups(record: RunRecord, by: Sequence[str]) -> list[Group]:
    try:
        return [(column, record.fields[column]) for column in by]
    except KeyError as error:
        known = ", ".join(record.fields) or "none"
        raise UsageError(f"the run did not keep column {error.args[0]}; it kept {known}") from None


def _count(cells: dict[str, Cell], before: Iterable[str], after: Iterable[str], undecided: Iterable[str]) -> None:
    had, has = set(before), set(after)
    for code in had | has:
        cell = cells[code]
        cell.before += code in had
        cell.after += code in has
        cell.both += code in had and code in has
    for code in undecided:
        cells[code].open += 1


def _old(record: RunRecord, column: str | None) -> set[tuple[str, str]]:
    """Old codes of a record, each with what became of it: the first outcome where it led several ways. Values that
    say nothing are left out."""
    outcomes: dict[str, str] = {}
    for each in record.crossed:
        outcomes.setdefault(each.old, each.outcome)
    if column is None:
        silent = {each.old for each in record.crossed if each.reason == SAYS_NOTHING}
        return {(old, outcomes.get(old, "not crossed")) for old in record.old_codes if old not in silent}
    if column not in record.fields:
        raise UsageError(f"the run did not keep column {column}")
    values = {part.strip() for part in record.fields[column].split(";")} - {""}
    return {(value, outcomes.get(value, outcomes.get(f"{column}={value}", "not crossed"))) for value in values}
