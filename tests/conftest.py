"""Paths and fixtures that many tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)  # a slow machine is no failure
settings.load_profile("project")

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "training_data" / "languages"
SCHEME = ROOT / "training_data" / "ictip-working-1"
FRUIT = ROOT / "tests" / "data" / "fruit-1"
"""A training folder of another field: fruit, its defects and what became of it."""
GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def tiny_build(tmp_path_factory):
    """The tiny edition of fruit defects and the steps its build told."""
    from coder import build_edition

    steps = []
    folder = build_edition(FRUIT, tmp_path_factory.mktemp("edition") / "fruit", progress=steps.append, workers=1)
    return folder, steps


@pytest.fixture(scope="session")
def tiny_edition(tiny_build):
    """Folder of the tiny edition. Tests that change it work on a copy."""
    return tiny_build[0]


@pytest.fixture(scope="session")
def tiny_suggester(tiny_edition):
    """The suggester of the tiny edition."""
    from coder import open_edition

    return open_edition(tiny_edition)


@pytest.fixture
def golden():
    """Compare a text with a file in tests/golden. UPDATE_GOLDEN=1 writes the files instead; read the diff then."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode("utf-8")

    return compare
