"""Output files that appear complete or not at all, are read by their owner only, and never replace an input."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coder.errors import UsageError

_OWNER_ONLY = 0o600
"""Codings hold survivors' words, and ids can name people."""


def refuse_output(path: Path, inputs: Iterable[Path], *, what: str) -> None:
    """Raise UsageError when `path` cannot be written, or is one of the inputs under whatever name.

    `what` names the option the path was given with.
    """
    if path.is_dir():
        raise UsageError(f"{what}: {path} is a folder")
    if not path.parent.is_dir():
        raise UsageError(f"{what}: the folder {path.parent} does not exist")
    if not path.exists():
        return
    if not path.is_file():
        raise UsageError(f"{what}: {path} is no regular file; leave the option out and redirect standard output")
    if any(each.is_file() and path.samefile(each) for each in inputs):
        raise UsageError(f"{what}: {path} is one of the inputs and was left alone")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a free path beside `path`; what is written there takes its place when the block ends well.

    When nothing was written there, an older file at `path` goes too. When the block fails or is interrupted, `path`
    stays as it was and nothing is left over.
    """
    final = Path(os.path.realpath(path))
    part = final.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield part
        if part.exists():
            part.replace(final)
        else:
            final.unlink(missing_ok=True)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[IO[str]]:
    """A UTF-8 text file, readable by its owner only, that takes the place of `path` when the block ends well."""
    with replacing(path) as part:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            yield stream


@contextmanager
def owned(path: Path) -> Iterator[IO[bytes]]:
    """A new file for bytes, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as stream:
        yield stream


@contextmanager
def standard_output(*, utf8: bool) -> Iterator[IO[str]]:
    """Standard output; `utf8` for data, whose encoding must not depend on the terminal's."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if utf8 and reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")
    yield sys.stdout
    sys.stdout.flush()
