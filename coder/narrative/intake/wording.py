"""How files and columns are named in messages, so that no message can carry a piece of a narrative.

A table without a header puts its first narrative where the names should be; names that look like sentences or data
are therefore never shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from coder.errors import IntakeError

_LONGEST_NAME = 40
_MOST_WORDS = 5

STDIN = "standard input"
"""The name of standard input in messages and in `Rejected.file`."""


def refusal(file: str, reason: str) -> IntakeError:
    """The error for a file that cannot be read at all."""
    return IntakeError(f"{file}: {reason}")


def os_refusal(file: str, error: OSError) -> IntakeError:
    """The error for what the operating system refused."""
    if isinstance(error, FileNotFoundError):
        return refusal(file, "the file does not exist")
    if isinstance(error, PermissionError):
        return refusal(file, "no permission to read it")
    return refusal(file, f"cannot be read ({error.strerror or type(error).__name__})")


def shown_path(path: Path) -> str:
    """The path as text that can be written as UTF-8, whatever bytes the file name is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def shown(name: str) -> str:
    """A column name in quotes, or a stand-in when it looks like a sentence or cannot be printed."""
    return f"'{name}'" if _is_name(name) else "(a name too long to show)"


def shown_names(names: Iterable[str]) -> str:
    """All column names in quotes; only their number when any of them looks like content."""
    known = list(names)
    if not known:
        return "none"
    if all(map(_is_name, known)) and not any(name.isdecimal() for name in known):
        return ", ".join(map(shown, known))
    return f"{len(known)}, not shown because they look like content; is the first row a header?"


def counted(count: int, noun: str) -> str:
    """`1 line`, `2,000 lines`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS and name.isprintable()
