"""Files that are there whole or not at all, even when the power goes, and that nobody but the owner reads."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_OWNER_ONLY = 0o600
_OWNER_ONLY_FOLDER = 0o700
TEMPORARY = ".tmp"
"""Suffix of a file that is being written; one that is left over was never finished."""


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it takes its name only when the block ended well and every byte is on the disk.

    Raises OSError, for one when the disk is full; nothing is left over then, and an older file stays.
    """
    part = path.with_name(path.name + TEMPORARY)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step. Raises OSError."""
    with written_whole(path) as stream:
        stream.write(content)


def append_line(path: Path, line: bytes) -> None:
    """Add a line and wait until it is on the disk. Raises OSError; half a line may stand at the end then."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _OWNER_ONLY), "r+b", buffering=0) as stream:
        size = stream.seek(0, os.SEEK_END)
        torn = False
        if size:
            stream.seek(size - 1)
            torn = stream.read(1) != b"\n"
        content = (b"\n" if torn else b"") + line + b"\n"
        if stream.write(content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(stream.fileno())


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_folder(path: Path) -> None:
    """Make a folder for its owner only, with those above it. Raises OSError."""
    path.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk too; where a system cannot, it keeps them in its own way."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
