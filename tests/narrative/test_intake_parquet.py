"""Parquet files: which rows stay, which are refused and why."""

from __future__ import annotations

import datetime
import decimal
import uuid
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from coder.errors import IntakeError
from coder.narrative.intake import Intake, Rejected, read_narratives
from coder.records import Narrative

STRINGS = "ids that are numbers or dates were made strings"


def outcome(path: Path, **options: Any) -> tuple[Intake, list[str], list[tuple[int, str | None, str, str]]]:
    intake = read_narratives(path, **options)
    items = list(intake)
    refused = [item for item in items if isinstance(item, Rejected)]
    counts = intake.counts
    assert counts.read == counts.accepted + counts.rejected == len(items)
    accepted = [item.id for item in items if isinstance(item, Narrative)]
    return intake, accepted, [(item.row, item.id, item.reason_code, item.reason) for item in refused]


def parquet(path: Path, columns: dict[str, Any]) -> None:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


def test_nulls_in_parquet_are_refused_and_empty_rows_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet(path, {"id": [1, None, None, 4], "text": ["a b", "c", None, None], "n": [[1], None, None, [2]]})
    intake, accepted, rejected = outcome(path)
    assert accepted == ["1"]
    assert rejected == [
        (2, None, "missing_id", "the id is missing"),
        (4, "4", "empty_text", "there is no text"),
    ]
    assert intake.counts.blank == 1
    assert (intake.format, intake.encoding) == ("parquet", None)
    assert STRINGS in intake.notes


def test_a_parquet_string_that_does_not_decode_costs_its_row(tmp_path: Path) -> None:
    offsets = pyarrow.array([0, 1, 3, 4], pyarrow.int32()).buffers()[1]
    strings = pyarrow.StringArray.from_buffers(3, offsets, pyarrow.py_buffer(b"a\xff\xfeb"))
    parquet(tmp_path / "a.parquet", {"id": ["A", "B", "C"], "text": strings})
    _, accepted, rejected = outcome(tmp_path / "a.parquet")
    assert (accepted, rejected) == (["A", "C"], [(2, None, "undecodable", "bytes in it do not decode")])


@pytest.mark.parametrize(
    ("ids", "written"),
    [
        (pyarrow.array([5], pyarrow.int8()), "5"),
        (pyarrow.array([decimal.Decimal("12.50")]), "12.50"),
        (pyarrow.array([datetime.date(2020, 1, 2)]), "2020-01-02"),
        (pyarrow.array(["x"]).dictionary_encode(), "x"),
        (pyarrow.array([uuid.UUID(int=5).bytes], pyarrow.uuid()), str(uuid.UUID(int=5))),
    ],
)
def test_parquet_ids_of_other_types_become_strings(tmp_path: Path, ids: Any, written: str) -> None:
    parquet(tmp_path / "a.parquet", {"id": ids, "text": pyarrow.array(["a b"], pyarrow.large_string())})
    assert outcome(tmp_path / "a.parquet")[1] == [written]


@pytest.mark.parametrize(
    ("ids", "texts", "code"),
    [
        ([b"x"], ["a b"], "bad_id"),
        ([float("inf")], ["a b"], "bad_id"),
        ([float("nan")], ["a b"], "missing_id"),
        (["x"], [b"a b"], "text_not_string"),
        (["x"], [float("nan")], "empty_text"),
    ],
)
def test_parquet_values_of_the_wrong_type_are_refused(tmp_path: Path, ids: Any, texts: Any, code: str) -> None:
    parquet(tmp_path / "a.parquet", {"id": ids, "text": texts})
    assert [found for _, _, found, _ in outcome(tmp_path / "a.parquet")[2]] == [code]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (
            {"id": pyarrow.array([], pyarrow.int64()), "text": pyarrow.array([], pyarrow.string())},
            "only column names, no rows",
        ),
        ({"a": [1]}, "no column with texts found (1 row looked at); its columns: 'a'"),
    ],
)
def test_parquet_without_narratives_is_refused(tmp_path: Path, columns: dict[str, Any], reason: str) -> None:
    parquet(tmp_path / "a.parquet", columns)
    with pytest.raises(IntakeError) as caught:
        read_narratives(tmp_path / "a.parquet").open()
    assert str(caught.value) == f"{tmp_path / 'a.parquet'}: {reason}"


def test_parquet_damaged_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet(path, {"id": list(range(5000)), "text": [f"text {at}" for at in range(5000)]})
    content = bytearray(path.read_bytes())
    content[200:2000] = b"\xff" * 1800
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=r"the Parquet file is damaged"):
        list(read_narratives(path))
