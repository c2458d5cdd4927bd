"""Run commands in process, with what they print kept apart."""

import io
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import coder.edition
from coder.cli.main import run


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Keyboard(io.TextIOWrapper):
    """Standard input that a person sits at."""

    def __init__(self):
        super().__init__(io.BytesIO())

    def isatty(self):
        return True


@pytest.fixture
def ictip(capsys, monkeypatch):
    """Run a command: `ictip("suggest", "-", stdin="text")`. Editions that were opened once are not opened again."""
    opened = cache(coder.edition.open_edition)
    monkeypatch.setattr("coder.cli.opening.open_edition", lambda folder, progress: opened(folder))

    def call(*arguments, stdin=None):
        content = stdin.encode() if isinstance(stdin, str) else stdin
        fed = Keyboard() if content is None else io.TextIOWrapper(io.BytesIO(content))
        monkeypatch.setattr(sys, "stdin", fed)
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def code_cases(ictip, tiny_edition):
    """`ictip suggest` with the tiny edition."""
    return lambda *arguments, **options: ictip("suggest", *arguments, "--edition", tiny_edition, **options)


CASES = """\
no,notes,shop
A1,Half of the apples were bruised. No worms were found.,north
A2,"   ",north
A1,"Pears, again and again.",south
A3,Las manzanas estaban podridas y por eso las tiramos todas a la basura ayer por la tarde.,west
A4,"The pears were rotten, and we threw them away on Monday.",east
"""


@pytest.fixture
def cases(tmp_path, monkeypatch) -> Path:
    """A table of five rows: two that are coded, one in Spanish, two that are refused. It lies in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "cases.csv"
    path.write_text(CASES, encoding="utf-8")
    return Path("cases.csv")
