"""What people have made of records of a run: read from an export of the review desk, or from records coded in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.crosswalk.idlines import id_of, read_lines
from coder.errors import DataError, Fault
from coder.scheme import Scheme

_FINAL, _WITHDRAWN = "final", "withdrawn"


@dataclass(frozen=True, slots=True)
class Decided:
    """The codes that people gave a record, and those they rejected.

    `rejected` is None for a record coded in full: what is not among its codes does not hold. Otherwise nothing is said
    of a code that is neither given nor rejected.
    """

    codes: frozenset[str]
    rejected: frozenset[str] | None = None

    def gives(self, code: str, scheme: Scheme) -> frozenset[str]:
        """The codes given at or below `code`."""
        return self.codes & {code, *scheme.descendants(code)}

    def rejects(self, code: str, scheme: Scheme) -> bool:
        """Whether the code was rejected, or one above it; or, in a record coded in full, not given."""
        if self.rejected is None:
            return not self.gives(code, scheme)
        return not self.rejected.isdisjoint((code, *scheme.ancestors(code))) and not self.gives(code, scheme)


def read_decided(path: Path) -> dict[str, Decided]:
    """Records by id, one JSON object per line: those of the coder `final` in an export of the review desk, or records
    with `id` and `codes` that name no coder.

    Raises DataError with every line that cannot be read, and for an id that is used twice; never with their content.
    """
    found: dict[str, Decided] = {}
    faults: list[Fault] = []
    lines = read_lines(path.read_bytes(), path.name, _settled, faults, expected="a record with id and codes")
    for row, (id_, decided) in ((row, settled) for row, settled in lines if settled is not None):
        if id_ in found:
            faults.append(Fault(path.name, row, "an id that was used before"))
        found[id_] = decided
    if faults:
        raise DataError(faults)
    return found


def _settled(record: Mapping[str, Any]) -> tuple[str, Decided] | None:
    """Id and codes; None for a single coder's work and for withdrawn records."""
    if record.get("coder", _FINAL) != _FINAL or record.get("how") == _WITHDRAWN:
        return None
    return id_of(record), _decided(record)


def _decided(record: Mapping[str, Any]) -> Decided:
    rejected = frozenset(_codes(record["rejected"])) if "rejected" in record else None
    return Decided(frozenset(_codes(record["codes"])), rejected)


def _codes(entries: Iterable[Any]) -> list[str]:
    """Codes of a list that holds them bare or as objects with `code`."""
    if not isinstance(entries, list):
        raise TypeError
    codes = [each["code"] if isinstance(each, dict) else each for each in entries]
    if not all(isinstance(code, str) for code in codes):
        raise TypeError
    return codes
