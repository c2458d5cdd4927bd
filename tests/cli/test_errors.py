"""Errors become one message and an exit code; nothing prints a traceback or a narrative's words."""

import errno

import pytest

from coder.cli import main
from coder.errors import DataError, EditionError, Fault, IntakeError, UsageError
from coder.suggest.suggester import Suggester

SECRET = "Zyxomma"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (UsageError("not like this"), 2, "error: not like this\n"),
        (IntakeError("a.csv: cannot be read"), 1, "error: a.csv: cannot be read\n"),
        (EditionError("changed"), 1, "error: changed\n"),
        (
            DataError([Fault("b", 2, "two"), Fault("a", 1, "one")]),
            1,
            "error: 2 faults found\na:1: one\nb:2: two\n",
        ),
        (OSError(errno.EACCES, "Permission denied", "a.csv"), 1, "error: a.csv: Permission denied\n"),
        (BrokenPipeError(), 141, ""),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_expected_errors_are_told_in_words(ictip, monkeypatch, error, code, message):
    def fail(_):
        raise error

    monkeypatch.setattr("coder.cli.scheme_show.scheme_of", fail)
    ran = ictip("scheme", "show")
    assert (ran.code, ran.out, ran.err) == (code, "", message)


@pytest.mark.parametrize("kind", [ValueError, KeyError, RuntimeError, RecursionError, AssertionError])
def test_unexpected_errors_tell_their_type_and_place_only(code_cases, monkeypatch, kind):
    def fail(self, narrative, **options):
        text = narrative.text
        raise kind(f"cannot work on {text}")

    monkeypatch.setattr(Suggester, "suggest", fail)
    ran = code_cases(stdin=f"{SECRET} bought rotten pears.")
    assert ran.code == 70
    assert f"error: unexpected {kind.__name__} at coder/cli/suggest.py:" in ran.err
    assert SECRET not in ran.err + ran.out
    assert "Traceback" not in ran.err


def test_an_unexpected_error_of_no_place_is_told_too(ictip, monkeypatch):
    monkeypatch.setattr(main, "_PACKAGE", main._PACKAGE / "elsewhere")
    monkeypatch.setattr("coder.cli.scheme_show.scheme_of", lambda _: 1 / 0)
    ran = ictip("scheme", "show")
    assert (ran.code, ran.err) == (
        70,
        "error: unexpected ZeroDivisionError at an unknown place; please report this line\n",
    )


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["suggest", "--nonsense"], ["evaluate"], ["suggest", "--format", "x"]]
)
def test_wrong_usage_is_exit_code_2(ictip, arguments):
    ran = ictip(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: ictip")


def test_messages_cannot_steer_the_terminal(ictip):
    ran = ictip("suggest", "a\x1b[31m.csv")
    assert "\x1b" not in ran.err


def test_the_version_is_told(ictip):
    ran = ictip("--version")
    assert ran.code == 0
    assert ran.out.startswith("ictip 0.")
