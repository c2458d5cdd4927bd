"""A crosswalk as values: its lines in file order, found by the old code they start from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from coder.scheme import Scheme

Kind = Literal["one-to-one", "one-to-many", "many-to-one", "dropped", "new"]
"""How an old code reaches the new list. Lines of one old code that are one-to-one or many-to-one all hold together;
its one-to-many lines are candidates, between which text decides. `dropped` leads nowhere, `new` comes from nowhere."""

KINDS: tuple[Kind, ...] = ("one-to-one", "one-to-many", "many-to-one", "dropped", "new")
SCHEME = "scheme"
"""As `source` or `target`: the scheme of the training folder that the crosswalk lies in."""
ANY = "*"
"""As a value of a dropped line: every value of the variable."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. An old code is a `value` of a `variable`; `new` is empty for dropped lines, both are for new ones.

    `share` is the part of the old code's records that goes to `new`, above 0 and at most 1, where it is known. `row`
    counts lines of the file from 1, header included.
    """

    variable: str
    value: str
    kind: Kind
    new: str
    share: float | None = None
    note: str = ""
    source: str = ""
    row: int = 0

    @property
    def old(self) -> str:
        """The old code as it is shown: `variable=value`."""
        return f"{self.variable}={self.value}"


@dataclass(frozen=True)
class Crosswalk:
    """Lines from one list to another. `source` and `target` name the lists; `SCHEME` is the scheme of the folder.

    `missing` are values that say nothing, whatever the variable; `separator` divides several values of one cell.
    """

    name: str
    title: str
    source: str
    target: str
    lines: tuple[Line, ...] = field(repr=False)
    missing: frozenset[str] = frozenset()
    separator: str = ";"
    _by_old: Mapping[tuple[str, str], tuple[Line, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.kind != "new":
                found[line.variable, line.value].append(line)
        object.__setattr__(self, "_by_old", {old: tuple(lines) for old, lines in found.items()})

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the old list, in file order."""
        return tuple(dict.fromkeys(line.variable for line in self.lines if line.variable))

    def lines_of(self, variable: str, value: str) -> tuple[Line, ...]:
        """The lines that start from an old code; empty when the crosswalk does not know it."""
        return self._by_old.get((variable, value)) or self._by_old.get((variable, ANY), ())

    def unreached(self, scheme: Scheme) -> tuple[str, ...]:
        """Codes of the new list that no old code leads to, nor to anything below or above them, in list order."""
        reached = {line.new for line in self.lines if line.kind != "new" and line.new}
        near = {code for each in reached for code in (each, *scheme.ancestors(each), *scheme.descendants(each))}
        return tuple(code for code in scheme.codes if code not in near)

    def backward(self, codes: Iterable[str], scheme: Scheme) -> dict[str, tuple[str, ...]]:
        """Old values that the new `codes` stand for, by variable: those of the code itself, else of its nearest
        ancestor that any line leads to.

        Where several values of a variable lead to the same code, none of them is told: the code does not say which.
        Codes that no line is near are left out.
        """
        by_new: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for line in self.lines:
            if line.kind != "new" and line.new:
                by_new[line.new][line.variable].add(line.value)
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for code in codes:
            nearest = next((each for each in (code, *scheme.ancestors(code)) if each in by_new), None)
            for variable, values in by_new[nearest].items() if nearest else ():
                if len(values) == 1:
                    found[variable][min(values)] = None
        return {variable: tuple(found[variable]) for variable in self.variables if variable in found}
