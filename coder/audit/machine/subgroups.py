"""Whether a coder serves all groups of records alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Codings
from coder.audit.figures import Figure
from coder.audit.people.consensus import compared
from coder.audit.ratios import contrast, ratio


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A group of records. `wrong` is the share of given codes that are not true, `missed` that of true codes that are
    not given, both 0 to 1, lower = better; `wrong_gap` and `missed_gap` their differences from all other records.

    `differs` tells whether one of the gaps has an interval, widened for the number of groups, that leaves out 0.
    """

    column: str
    group: str
    records: int
    wrong: Figure
    missed: Figure
    wrong_gap: Figure
    missed_gap: Figure
    differs: bool


def subgroups(
    codings: Codings, coder: str, reference: str, column: str, *, level: float = 0.95
) -> tuple[Subgroup, ...]:
    """Every group of a column, largest first; records of no group are the group "(not known)". Raises KeyError."""
    beside = compared(codings, codings.place(coder), [codings.place(reference)])
    groups = codings.groups[column][beside.records]
    given, true, both = beside.sums
    names, counts = np.unique(groups, return_counts=True)
    made = []
    for at in np.lexsort((names, -counts)):
        inside = groups == names[at]

        def shares(where: np.ndarray, sure: float) -> tuple[Figure, Figure]:
            wrong = ratio((given - both)[where], given[where], reason="no code was given there", level=sure)
            missed = ratio((true - both)[where], true[where], reason="no code is true there", level=sure)
            return wrong, missed

        own, rest = shares(inside, level), shares(~inside, level)
        gaps = [contrast(one, other) for one, other in zip(own, rest, strict=True)]
        strict_level = 1 - (1 - level) / (2 * len(names))
        strict = zip(shares(inside, strict_level), shares(~inside, strict_level), strict=True)
        differs = any(_leaves_out_zero(contrast(one, other)) for one, other in strict)
        name = str(names[at]) or "(not known)"
        made.append(Subgroup(column, name, int(inside.sum()), *own, gaps[0], gaps[1], differs))
    return tuple(made)


def _leaves_out_zero(gap: Figure) -> bool:
    return gap.low is not None and gap.high is not None and not gap.low <= 0 <= gap.high
