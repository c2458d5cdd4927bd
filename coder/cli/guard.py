"""Turn errors into one message on standard error and an exit code, without a traceback."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from coder.cli.console import say
from coder.errors import CoderError, UsageError

FAILED = 1
USAGE = 2
SOME_REJECTED = 3
UNEXPECTED = 70
INTERRUPTED = 130
PIPE_CLOSED = 141
"""Exit codes. 0 is success; 130 and 141 are those of a program ended by Ctrl-C or by a reader that went away."""


class Guarded(TyperGroup):
    """A group of commands whose expected errors end in a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            _end(str(error), USAGE)
        except CoderError as error:
            _end(str(error), FAILED)
        except BrokenPipeError:
            _let_go_of_stdout()
            raise typer.Exit(PIPE_CLOSED) from None
        except OSError as error:
            _end(_in_words(error), FAILED)


def _end(message: str, code: int) -> NoReturn:
    say(f"error: {message}")
    raise typer.Exit(code) from None


def _in_words(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _let_go_of_stdout() -> None:
    """Send what is still buffered nowhere, so that closing down does not complain about the closed pipe again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
