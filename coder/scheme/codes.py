"""The code list as values: codes in their dimensions, with the hierarchy worked out once.

Everything here is pure and trusts its input; `coder.scheme.load` is the part that distrusts a file.
All methods that take a code id raise `KeyError` when the scheme has no such code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from coder.errors import UsageError

Unit = Literal["event", "victim", "perpetrator", "reporting_entity"]
"""What a dimension describes."""

Cardinality = Literal["single", "multi"]
"""Whether a case takes one code of a dimension or every code that holds."""

Choose = Literal["best", "highest"]
"""How one code is picked for a single dimension: the most confident, or the last in the order of the list."""

Suggested = Literal["yes", "when_stated", "no"]
"""Whether codes of a dimension are suggested from text; `when_stated` ones are left to a person."""


@dataclass(frozen=True, slots=True)
class Code:
    """One category.

    `implies` names codes of other dimensions that follow from this one; children do not inherit it.
    `residual` codes are set by a person only. `successor` is the code that replaces a retired one, if
    there is one. `extra` holds further columns of the list, by column name.
    """

    id: str
    label: str
    dimension: str
    parent: str | None = None
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    implies: tuple[str, ...] = ()
    crosswalk: str = ""
    source: str = ""
    basis: str = ""
    residual: bool = False
    retired: bool = False
    successor: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A set of codes that answer one question. `choose` matters for single dimensions only."""

    id: str
    label: str
    unit: Unit = "event"
    cardinality: Cardinality = "multi"
    choose: Choose = "best"
    suggested: Suggested = "yes"
    note: str = ""


@dataclass(frozen=True)
class Scheme:
    """A code list with its dimensions, both in list order. Build one with `load_scheme` or `make_scheme`.

    `status` says what the list is (such as a working scheme) and belongs wherever the scheme is shown.
    `released` is an ISO 8601 date or empty. `suggestable` holds the ids of codes that text may suggest. `lifts` pairs
    every code with each suggestable code that it implies and with its parent, codes before their parents.
    """

    name: str
    version: str
    title: str
    status: str
    codes: Mapping[str, Code] = field(hash=False)
    dimensions: Mapping[str, Dimension] = field(hash=False)
    released: str = ""
    note: str = ""
    suggestable: frozenset[str] = field(init=False, compare=False, repr=False)
    lifts: tuple[tuple[str, str], ...] = field(init=False, compare=False, repr=False)
    _children: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    _ancestors: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    _descendants: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    _implied: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    _closures: Mapping[str, frozenset[str]] = field(init=False, compare=False, repr=False)
    _position: Mapping[str, int] = field(init=False, compare=False, repr=False)
    _by_dimension: Mapping[str, tuple[Code, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        ancestors = {code: _ancestors(self.codes, code) for code in self.codes}
        children: dict[str, list[str]] = {code: [] for code in self.codes}
        descendants: dict[str, list[str]] = {code: [] for code in self.codes}
        for code, above in ancestors.items():
            if above:
                children[above[0]].append(code)
            for ancestor in above:
                descendants[ancestor].append(code)
        by_dimension: dict[str, list[Code]] = {dimension: [] for dimension in self.dimensions}
        for entry in self.codes.values():
            by_dimension[entry.dimension].append(entry)
        implied = {code.id: _implied(code, ancestors) for code in self.codes.values()}
        derived = {
            "_ancestors": ancestors,
            "_children": {code: tuple(below) for code, below in children.items()},
            "_descendants": {code: tuple(below) for code, below in descendants.items()},
            "_implied": implied,
            "_closures": {code: frozenset((code, *ancestors[code], *implied[code])) for code in self.codes},
            "_position": {code: place for place, code in enumerate(self.codes)},
            "_by_dimension": {dimension: tuple(entries) for dimension, entries in by_dimension.items()},
            "suggestable": frozenset(code.id for code in self.codes.values() if self._may_suggest(code)),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen; these follow from its fields
        bottom_up = sorted(self.codes, key=lambda code: (-len(ancestors[code]), code))
        object.__setattr__(self, "lifts", tuple(self._lifts(bottom_up)))

    def _lifts(self, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
        for code in codes:
            for above in (*self.codes[code].implies, *self._ancestors[code][:1]):
                if above in self.suggestable:
                    yield code, above

    def _may_suggest(self, code: Code) -> bool:
        return self.dimensions[code.dimension].suggested == "yes" and not (code.residual or code.retired)

    def codes_of(self, dimension: str) -> tuple[Code, ...]:
        """Codes of a dimension in list order; empty when the dimension has none."""
        return self._by_dimension.get(dimension, ())

    @property
    def dimension_of(self) -> dict[str, str]:
        """The dimension of every code, in list order."""
        return {code.id: code.dimension for code in self.codes.values()}

    def parent(self, code: str) -> str | None:
        """Id of the code one level up, or None at the top."""
        return self.codes[code].parent

    def children(self, code: str) -> tuple[str, ...]:
        """Ids one level down, in list order."""
        return self._children[code]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Ids of all codes above, nearest first."""
        return self._ancestors[code]

    def descendants(self, code: str) -> tuple[str, ...]:
        """Ids of all codes below, in list order."""
        return self._descendants[code]

    def implied(self, code: str) -> tuple[str, ...]:
        """Ids that follow from this code: what it `implies`, each with its ancestors nearest first.

        One step only: what an implied code or an ancestor implies in turn does not follow.
        """
        return self._implied[code]

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes, all their ancestors, and whatever each given code implies (see `implied`)."""
        return frozenset[str]().union(*(self._closures[code] for code in codes))

    def follows(self, code: str) -> frozenset[str]:
        """What a code stands for: itself, all its ancestors, and what it implies; `expand` of this code alone."""
        return self._closures[code]

    def leaves_only(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes without those that are an ancestor of another given code."""
        given = frozenset(codes)
        return given.difference(*(self._ancestors[code] for code in given))

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes in list order, without repeats."""
        return tuple(sorted(set(codes), key=self._position.__getitem__))


def make_scheme(
    codes: Iterable[Code],
    dimensions: Iterable[Dimension] = (),
    *,
    name: str = "scheme",
    version: str = "0",
    title: str = "",
    status: str = "",
    released: str = "",
    note: str = "",
) -> Scheme:
    """Put codes and dimensions together, in the order given; a dimension only codes name gets the defaults.

    Trusts that ids are unique and that parents and implied codes exist. Raises UsageError for a parent
    circle, KeyError for a parent or implied code that is not there.
    """
    by_id = {code.id: code for code in codes}
    by_dimension = {dimension.id: dimension for dimension in dimensions}
    for code in by_id.values():
        by_dimension.setdefault(code.dimension, Dimension(code.dimension, code.dimension))
    return Scheme(name, version, title or name, status, by_id, by_dimension, released, note)


def _ancestors(codes: Mapping[str, Code], code: str) -> tuple[str, ...]:
    above: list[str] = []
    parent = codes[code].parent
    while parent is not None:
        if parent == code or parent in above:
            raise UsageError(f"the parents of code {code} run in a circle")
        above.append(parent)
        parent = codes[parent].parent
    return tuple(above)


def _implied(code: Code, ancestors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for target in code.implies:
        found.update(dict.fromkeys((target, *ancestors[target])))
    return tuple(found)
