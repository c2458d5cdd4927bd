"""Lines of JSON about records, each with an id; one that cannot be used is told by its row, never by its content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from coder.errors import Fault

T = TypeVar("T")


class UnusableError(ValueError):
    """Why a line cannot be used; never with what stands in it."""


def read_lines(
    content: bytes, name: str, read: Callable[[Any], T], faults: list[Fault], *, expected: str
) -> Iterator[tuple[int, T]]:
    """The row and what `read` makes of each line that is not blank.

    Lines that `read` cannot take are added to `faults`: with the words of an UnusableError, or as not `expected`.
    """
    for row, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            made = read(json.loads(line))
        except UnusableError as error:
            faults.append(Fault(name, row, str(error)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            faults.append(Fault(name, row, f"not {expected}"))
        else:
            yield row, made


def id_of(record: Mapping[str, Any]) -> str:
    """The id as a text. Raises KeyError without one, TypeError for what is neither a text nor a whole number."""
    id_ = record["id"]
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        raise TypeError
    return str(id_)
