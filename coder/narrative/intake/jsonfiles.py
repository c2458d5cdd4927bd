"""Read JSON Lines row by row, and JSON lists as a whole.

A line that is broken, nested like a bomb or names a key twice costs that line. A JSON list is read only if all of it
is valid, because nothing after a fault can be trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coder.narrative.intake.checks import MAX_DEPTH
from coder.narrative.intake.items import Blank, Broken, Options, Record, Row, Table
from coder.narrative.intake.lines import Line
from coder.narrative.intake.source import TextSource
from coder.narrative.intake.wording import refusal

_LARGEST_JSON = 1 << 30
"""Bytes of a JSON list; larger ones belong into JSON Lines, which need no memory."""


class _Repeated:
    """Stands for an object that names a key twice: which of the two values is meant cannot be told."""


class _NoNumber:
    """Stands for NaN and Infinity, which JSON does not know and strict readers of our output refuse."""


def open_jsonl(source: TextSource, options: Options) -> Table:
    """Open JSON Lines: one object a line. Blank lines are passed over."""
    lines = source.lines(max_bytes=options.max_line_bytes)
    return Table("jsonl", source.encoding, None, map(_record, lines), source.notes)


def open_json(source: TextSource) -> Table:
    """Open a JSON list of objects. Raises IntakeError when it is not one, or not valid JSON."""
    if source.size is not None and source.size > _LARGEST_JSON:
        raise refusal(source.file, "the JSON list is larger than 1 GiB; give it as JSON Lines (.jsonl)")
    try:
        content = b"".join(source.utf8).decode("utf-8")
    except UnicodeDecodeError:
        raise refusal(source.file, "bytes in it do not decode, so its JSON cannot be trusted") from None
    try:
        items = _loads(content)
    except json.JSONDecodeError as error:
        raise refusal(source.file, f"not valid JSON (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise refusal(source.file, "the JSON is nested too deep") from None
    except ValueError:
        raise refusal(source.file, "not valid JSON: a number has too many digits") from None
    if not isinstance(items, list):
        raise refusal(source.file, "the JSON is not a list of objects")
    if not items:
        raise refusal(source.file, "the JSON list is empty")
    rows = (_row(at, item) for at, item in enumerate(items, start=1))
    return Table("json", source.encoding, None, rows, source.notes)


def is_object(line: str) -> bool:
    """Whether the line is a whole JSON object."""
    try:
        return isinstance(_loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _record(line: Line) -> Record:
    if not line.whole:
        return Broken(line.number, "line_too_long", "the line is longer than any narrative allowed")
    if not line.decoded:
        return Broken(line.number, "undecodable", "bytes in it do not decode")
    text = line.text.strip("\ufeff \t\r")
    if not text:
        return Blank(line.number)
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        if not line.ended and text.startswith("{") and not text.endswith("}"):
            return Broken(line.number, "truncated_line", "the last line ends in the middle of its JSON object")
        return Broken(line.number, "broken_json", f"not valid JSON (column {error.colno})")
    except RecursionError:
        return Broken(line.number, "too_deep", "the JSON is nested too deep")
    except ValueError:
        return Broken(line.number, "broken_json", "not valid JSON: a number has too many digits")
    return _row(line.number, value)


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_constant=lambda _: _NoNumber())


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated()


def _row(number: int, value: Any) -> Row | Broken:
    fault = _fault(number, value)
    if fault is not None:
        return fault
    if not isinstance(value, dict):
        return Broken(number, "not_an_object", "not a JSON object")
    return Row(number, value)


def _fault(number: int, value: Any) -> Broken | None:
    """What is wrong inside a parsed value. Level by level, so that deep nesting cannot exhaust the stack."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        if any(isinstance(each, _Repeated) for each in level):
            return Broken(number, "duplicate_key", "a key stands twice in one JSON object")
        if any(isinstance(each, _NoNumber) for each in level):
            return Broken(number, "broken_json", "not valid JSON: NaN or Infinity")
        level = list(_inside(level))
        if not level:
            return None
    return Broken(number, "too_deep", f"the JSON is nested deeper than {MAX_DEPTH} levels")


def _inside(level: list[Any]) -> Iterator[Any]:
    for each in level:
        if isinstance(each, dict):
            yield from each.values()
        elif isinstance(each, list):
            yield from each
