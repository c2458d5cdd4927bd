"""Rules as data: read the rule files of a language, with every fault at once.

A rule file is TOML with `[[rule]]` tables; a list file has one `[lists]` table. See docs/writing-rules.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from coder.errors import Fault, RuleError

Fuzz = Literal["exact", "lemma", "typo"]
"""How far a word of the text may be from the rule's: as written, any inflection, or misspelt too."""

READINGS = ("age", "hours_per_day", "days_per_week")
"""Numbers that can be read from the text instead of being listed in patterns."""

_KEYS = {
    "id", "code", "patterns", "unless", "fuzz", "about", "reads", "min", "max", "meaning", "examples",
    "counterexamples",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One way, or a family of ways, to say that codes hold.

    A rule has `patterns`, or `reads` a number that must lie between `minimum` and `maximum`, both inclusive. A sentence
    that matches a pattern of `unless` does not count. With `about`, the words must be about a person in that role.
    `meaning` is shown to coders as the reason; `row` is the line of the file at which the rule begins.
    """

    id: str
    codes: tuple[str, ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    fuzz: Fuzz
    about: str | None
    reads: str | None
    minimum: float
    maximum: float
    meaning: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a language and the word lists they use, in file and row order."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[str, ...]]


def load_rulebook(folder: Path, codes: Mapping[str, object]) -> Rulebook:
    """Read every `*.toml` below `folder`, sorted by name; a missing folder is an empty rulebook.

    `codes` are the codes a rule may name. Raises RuleError with all faults: TOML errors, unknown keys, unknown
    codes, duplicate ids, missing patterns or examples, bad values.
    """
    faults: list[Fault] = []
    rules: list[Rule] = []
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _read(path, faults)
        for name, entries in content.get("lists", {}).items():
            if name in lists:
                faults.append(Fault(path.name, 0, f"list {name!r} is defined twice"))
            lists[name] = tuple(entries)
        rows = _rule_rows(path) if "rule" in content else []
        for table, row in zip(content.get("rule", []), rows, strict=False):
            rules.append(_rule(table, path.name, row))
            faults += [Fault(path.name, row, reason) for reason in _reasons(table, codes)]
    faults += _duplicates(rules)
    if faults:
        raise RuleError(faults)
    return Rulebook(tuple(rules), lists)


def _read(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, 0, f"not valid TOML: {error}"))
        return {}


def _rule_rows(path: Path) -> list[int]:
    """Line numbers at which the `[[rule]]` tables begin."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [row for row, line in enumerate(lines, 1) if line.strip() == "[[rule]]"]


def _rule(table: Mapping[str, Any], file: str, row: int) -> Rule:
    code = table.get("code", ())
    return Rule(
        id=str(table.get("id", "")),
        codes=(code,) if isinstance(code, str) else tuple(code),
        patterns=tuple(table.get("patterns", ())),
        unless=tuple(table.get("unless", ())),
        fuzz=table.get("fuzz", "typo"),
        about=table.get("about"),
        reads=table.get("reads"),
        minimum=float(table.get("min", float("-inf"))),
        maximum=float(table.get("max", float("inf"))),
        meaning=str(table.get("meaning", "")),
        examples=tuple(table.get("examples", ())),
        counterexamples=tuple(table.get("counterexamples", ())),
        file=file,
        row=row,
    )


def _reasons(table: Mapping[str, Any], codes: Mapping[str, object]) -> list[str]:
    """Everything wrong with one rule table."""
    reasons = [f"unknown key {key!r}" for key in sorted(set(table) - _KEYS)]
    code = table.get("code", ())
    named: Sequence[str] = (code,) if isinstance(code, str) else code
    reasons += [f"unknown code {name!r}" for name in named if name not in codes]
    if not table.get("id"):
        reasons.append("no id")
    if not named:
        reasons.append("no code")
    if bool(table.get("patterns")) == bool(table.get("reads")):
        reasons.append("needs either patterns or reads")
    if table.get("reads") not in (None, *READINGS):
        reasons.append(f"unknown reading {table['reads']!r}; known are {', '.join(READINGS)}")
    if table.get("fuzz", "typo") not in get_args(Fuzz):
        reasons.append(f"fuzz is one of {', '.join(get_args(Fuzz))}")
    if table.get("about") not in (None, "victim"):
        reasons.append("about is left out or 'victim'")
    if not table.get("examples"):
        reasons.append("no examples: a rule must show what it finds")
    return reasons


def _duplicates(rules: Sequence[Rule]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for rule in rules:
        if rule.id in seen:
            faults.append(Fault(rule.file, rule.row, f"rule id {rule.id!r} is used twice"))
        seen.add(rule.id)
    return faults
