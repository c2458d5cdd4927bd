"""Faults of the two optional files of a scheme folder: dimensions.csv and scheme.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import faults_of

# fmt: off
DIMENSION_FAULTS = [
    ("", ["dimensions.csv: the file is empty"]),
    ("name\nITEM\n", ["dimensions.csv:1: column dimension is missing"]),
    ("dimension\nITEM\n", ["codes.csv:7: code Y is of a dimension that is not in dimensions.csv: READER",
                           "codes.csv:8: code Y1 is of a dimension that is not in dimensions.csv: READER",
                           "codes.csv:9: code O is of a dimension that is not in dimensions.csv: READER"]),
    ("dimension,label\nITEM,Item\nREADER,Reader\nREADER,Again\n,Empty\n",
     ["dimensions.csv:4: dimension READER stands in row 3 too", "dimensions.csv:5: dimension is empty"]),
    ("dimension,unit\nITEM,thing\nREADER,\n",
     ["dimensions.csv:2: unit must be one of event, victim, perpetrator, reporting_entity"]),
    ("dimension,cardinality\nITEM,many\nREADER,single\n",
     ["dimensions.csv:2: cardinality must be one of multi, single"]),
    ("dimension,cardinality,choose\nITEM,multi,best\nREADER,single,first\n",
     ["dimensions.csv:2: choose is for single dimensions only",
      "dimensions.csv:3: choose must be one of best, highest"]),
    ("dimension,suggested\nITEM,yes\nREADER,when stated\n",
     ["dimensions.csv:3: suggested must be one of yes, when_stated, no"]),
    ("dimension,label\nITEM\nREADER,Reader\n", ["dimensions.csv:2: 1 cells, but the header has 2"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), DIMENSION_FAULTS)
def test_faults_of_dimensions_are_told_with_file_and_row(folder: Path, text: str, expected: list[str]) -> None:
    (folder / "dimensions.csv").write_text(text, encoding="utf-8")
    assert faults_of(folder) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "scheme.toml: the file is empty"),
        ('name = "a"\nversion = \n', "scheme.toml:2: this is not well-formed TOML"),
        ("version = 1\n", "scheme.toml: version must be text in quotes"),
        (
            'colour = "red"\n',
            "scheme.toml: colour is not known here; known are name, version, title, status, released, note",
        ),
        ('name = "../up"\n', "scheme.toml: name may hold only letters, digits and . - _"),
        ('version = ""\n', "scheme.toml: version may hold only letters, digits and . - _"),
        ("title = 2026-01-01\n", "scheme.toml: title must be text in quotes"),
    ],
)
def test_faults_of_scheme_toml_are_told(folder: Path, text: str, expected: str) -> None:
    (folder / "scheme.toml").write_text(text, encoding="utf-8")
    assert faults_of(folder) == [expected]
