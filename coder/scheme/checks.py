"""Edit rules over the codes of one case: contradictions and gaps, written as data in checks.toml.

A rule is a `[[check]]` with `id`, `severity`, `words` and lists of entries. An entry is a code ("A12": that
code exactly), a code with a star ("A12*": it or anything below it) or a dimension ("A:*": any of its codes).

    if_any     at least one entry is among the codes        then_any    at least one entry is
    if_all     every entry is                               then_none   no entry is
    if_none    no entry is

A check fires when its if-part holds and its then-part does not; without a then-part it fires whenever its
if-part holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from coder.errors import Fault, SchemeError
from coder.records import CheckNote
from coder.scheme.codes import Scheme
from coder.scheme.tables import read_toml

CHECKS = "checks.toml"

Severity = Literal["error", "warning", "info"]
"""error: the codes contradict each other; warning: probably wrong; info: worth a second look."""

_SEVERITIES = ("error", "warning", "info")
_TEXTS = ("id", "severity", "words")
_IF = ("if_any", "if_all", "if_none")
_LISTS = (*_IF, "then_any", "then_none")
_CHECK_LINE = re.compile(r"\s*\[\[\s*check\s*\]\]")


@dataclass(frozen=True, slots=True)
class Check:
    """One edit rule. `words` is what a person is told; the tuples hold entries and may be empty."""

    id: str
    severity: Severity
    words: str
    if_any: tuple[str, ...] = ()
    if_all: tuple[str, ...] = ()
    if_none: tuple[str, ...] = ()
    then_any: tuple[str, ...] = ()
    then_none: tuple[str, ...] = ()


def load_checks(folder: Path, scheme: Scheme) -> tuple[Check, ...]:
    """Checks of a scheme folder in file order; none when there is no checks.toml.

    Raises SchemeError with all faults, each at the line where its check begins.
    """
    path = folder / CHECKS
    if not path.exists():
        return ()
    faults: list[Fault] = []
    data = read_toml(path, faults) or {}
    unknown = [key for key in data if key != "check"]
    faults.extend(Fault(CHECKS, 0, f"{key} is not known here; rules are [[check]]") for key in unknown)
    entries = data.get("check", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(Fault(CHECKS, 0, "rules are written as [[check]]"))
        entries = []
    rows = _check_lines(path, len(entries))
    seen: dict[str, int] = {}
    for row, entry in zip(rows, entries, strict=True):
        faults.extend(Fault(CHECKS, row, problem) for problem in _problems(entry, scheme))
        id_ = str(entry.get("id", ""))
        if id_ and id_ in seen:
            faults.append(Fault(CHECKS, row, f"check {id_} stands in row {seen[id_]} too"))
        seen.setdefault(id_, row)
    if faults:
        raise SchemeError(faults)
    return tuple(_check(entry) for entry in entries)


def run_checks(checks: Iterable[Check], scheme: Scheme, codes: Iterable[str]) -> tuple[CheckNote, ...]:
    """Notes of the checks that fire, in the order of the checks.

    `codes` are the codes as given by a person or a coder, not expanded: an implied code would hide what is
    missing. A note's codes are the given ones that made the check fire, in list order. Raises KeyError for a
    code the scheme does not have.
    """
    matches = _by_entry(scheme, scheme.in_order(codes))
    notes = []
    for check in checks:
        if _fires(check, matches):
            entries = (*check.if_any, *check.if_all, *check.then_none)
            found = scheme.in_order(code for entry in entries for code in matches.get(entry, ()))
            notes.append(CheckNote(check.id, check.severity, check.words, found))
    return tuple(notes)


def _by_entry(scheme: Scheme, codes: Iterable[str]) -> dict[str, list[str]]:
    """For every entry that at least one code answers to, those codes."""
    matches: dict[str, list[str]] = {}
    for code in codes:
        stars = (f"{above}*" for above in (code, *scheme.ancestors(code)))
        for entry in (code, *stars, f"{scheme.codes[code].dimension}:*"):
            matches.setdefault(entry, []).append(code)
    return matches


def _fires(check: Check, matches: Mapping[str, object]) -> bool:
    if check.if_any and not any(entry in matches for entry in check.if_any):
        return False
    if not all(entry in matches for entry in check.if_all):
        return False
    if any(entry in matches for entry in check.if_none):
        return False
    if not (check.then_any or check.then_none):
        return True
    lacks = bool(check.then_any) and not any(entry in matches for entry in check.then_any)
    return lacks or any(entry in matches for entry in check.then_none)


def _problems(entry: Mapping[str, Any], scheme: Scheme) -> Iterator[str]:
    for key in entry:
        if key not in _TEXTS and key not in _LISTS:
            yield f"{key} is not known here; known are {', '.join((*_TEXTS, *_LISTS))}"
    for key in _TEXTS:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"{key} is missing or is not text"
        elif key == "severity" and value not in _SEVERITIES:
            yield f"severity must be one of {', '.join(_SEVERITIES)}"
    for key in _LISTS:
        if key in entry:
            yield from _list_problems(key, entry[key], scheme)
    if not any(key in entry for key in _IF):
        yield "there is no condition: no if_any, if_all or if_none"


def _list_problems(key: str, value: object, scheme: Scheme) -> Iterator[str]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        yield f"{key} must be a list of one or more texts in quotes"
        return
    for item in value:
        if item.endswith(":*"):
            if item[:-2] not in scheme.dimensions:
                yield f"{key} names a dimension that is not in the scheme: {item}"
        elif item.removesuffix("*") not in scheme.codes:
            yield f"{key} names a code that is not in the scheme: {item}"


def _check(entry: Mapping[str, Any]) -> Check:
    lists = {key: tuple(entry[key]) for key in _LISTS if key in entry}
    return Check(entry["id"], cast(Severity, entry["severity"]), entry["words"], **lists)


def _check_lines(path: Path, count: int) -> list[int]:
    """Line of each [[check]], 1-based; zeros when the file writes its rules in another way."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    found = [number for number, line in enumerate(lines, start=1) if _CHECK_LINE.match(line)]
    return found if len(found) == count else [0] * count
