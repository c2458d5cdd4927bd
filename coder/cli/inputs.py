"""Inputs of narratives as the commands take them: files, folders or standard input, and what is told of them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from coder.cli.console import is_terminal, say
from coder.errors import UsageError
from coder.narrative.intake import Intakes, read_many

_STDIN = "-"
_MOST_FILES_NAMED = 3
_WORDS_OF_A_TEXT = 6


def open_inputs(
    files: Sequence[str] | None, *, id_column: str | None, text_column: str | None, sheet: str | None
) -> Intakes:
    """The narratives of `files`, or of standard input when none is named and something is piped in.

    Raises UsageError when there is nothing to read, or when a narrative stands where a file name should; IntakeError
    for files that do not exist.
    """
    if not files and is_terminal(sys.stdin):
        raise UsageError("name a file, or pipe narratives in (a single - reads from the keyboard)")
    named = list(files or [_STDIN])
    if named.count(_STDIN) > 1:
        raise UsageError("standard input can be read only once")
    for place, name in enumerate(named, 1):
        if _is_text(name):
            raise UsageError(f"argument {place} is no file and reads like a text; pipe texts in on standard input")
    return read_many(named, id_column=id_column, text_column=text_column, sheet=sheet)


def input_paths(intakes: Intakes) -> list[Path]:
    """The files that are read, without standard input."""
    return [Path(intake.file) for intake in intakes.files]


def say_notes(intakes: Intakes) -> None:
    """Tell what was guessed or changed, the same note of many files once."""
    files: dict[str, list[str]] = defaultdict(list)
    for intake in intakes.files:
        for note in intake.notes:
            files[note].append(intake.file)
    for note, named in files.items():
        where = ", ".join(named) if len(named) <= _MOST_FILES_NAMED else f"{len(named)} files"
        say(f"note: {where}: {note}")


def _is_text(name: str) -> bool:
    if len(name.split()) < _WORDS_OF_A_TEXT:
        return False
    with suppress(OSError, ValueError):
        return not Path(name).exists()
    return True
