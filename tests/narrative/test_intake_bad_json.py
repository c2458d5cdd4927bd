"""What each kind of bad JSON gives: the rows that stay, and for each refused one its row, id, code and exact reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.narrative.intake import Rejected, read_narratives

NO_TEXT = "there is no text"
USED = "the id was already used"
NO_ID = "the id is missing"
CONTROL = "the id holds control characters"
NUL = "the text holds NUL characters, as binary data does"
HALF = "the text holds half a character (a lone surrogate)"
NO_OBJECT = "not a JSON object"
DEEP = "the JSON is nested too deep"
ODD_ID = "the id is neither text nor a number nor a date"

JSONL = {
    "Windows line ends and blank lines": (b'{"id":1,"text":"a"}\r\n\r\n  \r\n{"id":2,"text":"b"}\r\n', ["1", "2"], []),
    "broken line": (
        b'{"id":1,"text":"a"\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "broken_json", "not valid JSON (column 19)")],
    ),
    "truncated last line": (
        b'{"id":1,"text":"a"}\n{"id":2,"text":"b',
        ["1"],
        [(2, None, "truncated_line", "the last line ends in the middle of its JSON object")],
    ),
    "list instead of an object": (b'[1]\n{"id":2,"text":"b"}\n', ["2"], [(1, None, "not_an_object", NO_OBJECT)]),
    "string instead of an object": (b'"x"\n{"id":2,"text":"b"}\n', ["2"], [(1, None, "not_an_object", NO_OBJECT)]),
    "nesting bomb": (
        b'{"id":1,"text":' + b"[" * 100_000 + b'\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "too_deep", DEEP)],
    ),
    "deep nesting that still parses": (
        b'{"id":1,"text":"a","x":' + b"[" * 40 + b"]" * 40 + b'}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "too_deep", "the JSON is nested deeper than 32 levels")],
    ),
    "key that stands twice": (
        b'{"id":1,"text":"a","text":"b"}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "duplicate_key", "a key stands twice in one JSON object")],
    ),
    "NaN": (
        b'{"id":1,"text":"a","n":[NaN]}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "broken_json", "not valid JSON: NaN or Infinity")],
    ),
    "number without end": (
        b'{"id":' + b"9" * 5000 + b',"text":"a"}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "broken_json", "not valid JSON: a number has too many digits")],
    ),
    "text that is null": (b'{"id":1,"text":null}\n{"id":2,"text":"b"}\n', ["2"], [(1, "1", "empty_text", NO_TEXT)]),
    "text that is not there": (b'{"id":1}\n{"id":2,"text":"b"}\n', ["2"], [(1, "1", "empty_text", NO_TEXT)]),
    "text that is a number": (
        b'{"id":1,"text":5}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, "1", "text_not_string", "the text is not a string")],
    ),
    "text that is a list": (
        b'{"id":1,"text":["a"]}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, "1", "text_not_string", "the text is not a string")],
    ),
    "half a character in the text": (
        b'{"id":1,"text":"\\ud83d x"}\n{"id":2,"text":"\\ud83d\\ude00"}\n',
        ["2"],
        [(1, "1", "lone_surrogate", HALF)],
    ),
    "half a character in the id": (
        b'{"id":"\\udc00","text":"a"}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, None, "bad_id", CONTROL)],
    ),
    "half a character in another column": (
        b'{"id":1,"text":"a","place":["\\ud800"]}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, "1", "lone_surrogate", "column 'place' holds half a character (a lone surrogate)")],
    ),
    "half a character in a key": (
        b'{"id":1,"text":"a","\\ud800":1}\n{"id":2,"text":"b"}\n',
        ["2"],
        [(1, "1", "lone_surrogate", "a column name holds half a character (a lone surrogate)")],
    ),
    "id that is null": (b'{"id":null,"text":"a"}\n{"id":2,"text":"b"}\n', ["2"], [(1, None, "missing_id", NO_ID)]),
    "id that is true": (b'{"id":true,"text":"a"}\n{"id":2,"text":"b"}\n', ["2"], [(1, None, "bad_id", ODD_ID)]),
    "id that is an object": (b'{"id":{},"text":"a"}\n{"id":2,"text":"b"}\n', ["2"], [(1, None, "bad_id", ODD_ID)]),
    "id as number and as string": (
        b'{"id":1,"text":"a"}\n{"id":"1","text":"b"}\n',
        ["1"],
        [(2, "1", "duplicate_id", USED)],
    ),
    "NUL escape": (b'{"id":1,"text":"a\\u0000b"}\n{"id":2,"text":"b"}\n', ["2"], [(1, "1", "binary", NUL)]),
    "byte order mark in the middle": (b'{"id":1,"text":"a"}\n\xef\xbb\xbf{"id":2,"text":"b"}\n', ["1", "2"], []),
    "nothing but broken lines": (
        b"{\n}\n",
        [],
        [
            (1, None, "broken_json", "not valid JSON (column 2)"),
            (2, None, "broken_json", "not valid JSON (column 1)"),
        ],
    ),
}

Outcome = tuple[bytes, list[str], list[tuple[int, str | None, str, str]]]


def check(path: Path, outcome: Outcome) -> None:
    content, accepted, rejected = outcome
    path.write_bytes(content)
    intake = read_narratives(path, max_chars=200)
    items = list(intake)
    assert [item.id for item in items if not isinstance(item, Rejected)] == accepted
    refused = [item for item in items if isinstance(item, Rejected)]
    assert [(item.row, item.id, item.reason_code, item.reason) for item in refused] == rejected
    assert {item.file for item in refused} <= {str(path)}
    counts = intake.counts
    assert (counts.read, counts.accepted, counts.rejected) == (len(items), len(accepted), len(rejected))


@pytest.mark.parametrize("outcome", JSONL.values(), ids=JSONL)
def test_a_bad_line_of_json_is_refused_and_the_rest_goes_on(tmp_path: Path, outcome: Outcome) -> None:
    check(tmp_path / "case.jsonl", outcome)


def test_a_bad_item_of_a_json_list_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = b'[{"id":1,"text":"a"}, 5, {"id":1,"text":"b"}, {"id":3,"text":"c","text":"d"}, {"id":4,"text":"d"}]'
    rejected = [
        (2, None, "not_an_object", NO_OBJECT),
        (3, "1", "duplicate_id", USED),
        (4, None, "duplicate_key", "a key stands twice in one JSON object"),
    ]
    check(tmp_path / "case.json", (content, ["1", "4"], rejected))
