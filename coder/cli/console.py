"""Where the commands print: results on standard output, everything else on standard error.

Results may hold a narrative's words; standard error never does. Data is printed as it is, never read as markup.
"""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

from coder.export.wording import plain

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 120
"""Columns of text that does not go to a terminal."""


def console(stream: IO[str] | None = None) -> Console:
    """A console on standard output, or on `stream`. Colours only on a terminal, and not with NO_COLOR."""
    from rich.console import Console

    target = stream if stream is not None else sys.stdout
    made = Console(file=target, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = _PIPE_WIDTH
    return made


def error_console() -> Console:
    """A console on standard error, for progress."""
    return console(sys.stderr)


def say(message: str) -> None:
    """One message on standard error. Must not hold a narrative's words."""
    print(plain(message), file=sys.stderr)


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person looks at the stream."""
    return stream.isatty()
