"""Everything wrong with the lines of a crosswalk, each fault at its row. Cells are never repeated in a fault."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from coder.crosswalk.lines import ANY, KINDS, Line
from coder.errors import Fault
from coder.scheme import Scheme

_TOLERANCE = 1e-3
"""How far shares of an old code may sum from 1: room for three typed decimals."""


def line_faults(file: str, lines: Sequence[Line], target: Scheme) -> list[Fault]:
    """Faults of single lines, of lines that repeat each other, and of old codes whose lines do not fit together."""
    return [
        *(Fault(file, line.row, problem) for line in lines for problem in _problems(line, target)),
        *(Fault(file, row, problem) for row, problem in _repeats(lines)),
        *(Fault(file, row, problem) for row, problem in _misfits(lines)),
    ]


def _problems(line: Line, target: Scheme) -> Iterator[str]:
    if line.kind not in KINDS:
        yield f"kind must be one of {', '.join(KINDS)}"
        return
    if line.kind == "new":
        if line.variable or line.value:
            yield "a new code has no old variable and value"
    elif not line.variable or not line.value:
        yield "variable or value is empty"
    if line.value == ANY and line.kind != "dropped":
        yield f"only dropped lines may have the value {ANY}"
    if line.kind == "dropped":
        if line.new:
            yield "a dropped line leads to no new code"
    else:
        yield from _new_problems(line, target)
    if line.share is not None and not (math.isfinite(line.share) and 0 < line.share <= 1):
        yield "share must be above 0 and at most 1"
    if line.share is not None and line.kind in ("dropped", "new"):
        yield f"a {line.kind} line has no share"


def _new_problems(line: Line, target: Scheme) -> Iterator[str]:
    if not line.new:
        yield "the new code is missing"
    elif line.new not in target.codes:
        yield "the new code is not in the list it should be in"
    elif target.codes[line.new].retired:
        yield "the new code is retired"


def _repeats(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    seen: dict[tuple[str, str, str], int] = {}
    for line in lines:
        first = seen.setdefault((line.variable, line.value, line.new), line.row)
        if first != line.row:
            yield line.row, f"this line stands in row {first} too"


def _misfits(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """What can be seen only from all lines of an old code, or of a new one."""
    by_old: dict[tuple[str, str], list[Line]] = defaultdict(list)
    olds: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in lines:
        if line.kind in KINDS and line.kind != "new":
            by_old[line.variable, line.value].append(line)
            if line.kind in ("one-to-one", "many-to-one"):
                olds[line.new].add((line.variable, line.value))
    for group in by_old.values():
        yield from _group_misfits(group)
    for line in lines:
        if line.kind == "one-to-one" and len(olds[line.new]) > 1:
            yield line.row, "another old code leads to the same new code: this is many-to-one"
        if line.kind == "many-to-one" and len(olds[line.new]) == 1:
            yield line.row, "no other old code leads to the same new code: this is one-to-one"


def _group_misfits(group: Sequence[Line]) -> Iterator[tuple[int, str]]:
    dropped = [line for line in group if line.kind == "dropped"]
    candidates = [line for line in group if line.kind == "one-to-many"]
    if dropped and len(group) > 1:
        yield dropped[0].row, "the old code is dropped here and kept in another row"
    if len(candidates) == 1:
        yield candidates[0].row, "one-to-many needs two or more lines for the old code"
    shares = [line.share for line in candidates if line.share is not None]
    if shares and len(shares) < len(candidates):
        yield candidates[0].row, "shares are given for some lines of the old code, not for all"
    elif shares and abs(sum(shares) - 1) > _TOLERANCE:
        yield candidates[0].row, "shares of the old code do not sum to 1"
    for line in group:
        if line.share is not None and line.kind in ("one-to-one", "many-to-one") and line.share != 1:
            yield line.row, f"the share of a {line.kind} line is 1 or left out"
