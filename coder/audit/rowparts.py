"""The parts of a coded row, each checked: ids, codes, shares, numbers and dates. Reasons never quote the input."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from coder.records import looks_like_code

FINAL = "final"
"""The coder in whose name a review desk gives out the codes that it settled."""
_LONGEST_ID = 200
_NO_CODE = "a code is missing or does not look like a code"


class Refused(ValueError):  # noqa: N818  it ends the reading of a row and leaves as a fault
    """Why a row is no coded record, in words without its content."""


@dataclass(frozen=True, slots=True)
class RowOptions:
    """How the rows of a file are read. `coder` is the name given for the file, "" without one; `otherwise` the name
    of the coder where neither the file nor the row has one; `everywhere` that of all rows, whatever they say, or ""."""

    file: str
    coder: str
    otherwise: str
    threshold: float
    groups: tuple[str, ...]
    numbers: tuple[str, ...]
    everywhere: str = ""


def name_of(value: object, what: str) -> str:
    """An id or a coder's name: text or a whole number, one line, 1 to 200 characters."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused(f"{what} is missing or is not text")
    name = str(value).strip()
    if not name or len(name) > _LONGEST_ID or not name.isprintable():
        raise Refused(f"{what} is empty, too long or cannot be printed")
    return name


def code_of(value: object) -> str:
    """A code: 1 to 64 characters without blanks and separators."""
    if not isinstance(value, str):
        raise Refused(_NO_CODE)
    return _checked_code(value)


@lru_cache(maxsize=4096)
def _checked_code(value: str) -> str:
    """The same few codes come again and again."""
    code = value.strip()
    if not looks_like_code(code):
        raise Refused(_NO_CODE)
    return sys.intern(code)


def codes_of(values: object, what: str) -> tuple[str, ...]:
    """The codes of a list."""
    if not isinstance(values, list):
        raise Refused(f"{what} is not a list")
    return tuple(code_of(value) for value in values)


def number_of(value: object, what: str, *, low: float = -math.inf, high: float = math.inf) -> float | None:
    """A finite number between the bounds, both included; None for nothing."""
    if value is None or value == "":
        return None
    if type(value) is float and math.isfinite(value) and low <= value <= high:  # most are
        return value
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]  # it raises
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or not low <= number <= high:
        raise Refused(f"{what} is not a number in its range")
    return number


def share_of(value: object, what: str) -> float | None:
    """A number from 0 to 1; None for nothing."""
    return number_of(value, what, low=0, high=1)


def probability_of(value: object) -> float | None:
    """An inclusion probability, above 0 to 1; None for nothing."""
    found = share_of(value, "inclusion_probability")
    if found == 0:
        raise Refused("inclusion_probability is 0: a record that could not be drawn cannot be in the sample")
    return found


def time_of(value: object) -> datetime | None:
    """A date or time in ISO 8601; None for nothing."""
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise Refused("coded_at is not a date or time in ISO 8601") from None


def group_of(value: object, what: str) -> str:
    """A group's name: one line, at most 200 characters; "" for nothing."""
    return "" if value is None or value == "" else name_of(value, what)


def each_of(names: Iterable[str], cells: Mapping[str, object]) -> dict[str, object]:
    """The named cells that are there."""
    return {name: cells[name] for name in names if name in cells}


def was_coded(status: object) -> bool:
    """Whether a row's status says that the record was coded; without a status it was."""
    return status is None or str(status).strip() in ("", "coded")
