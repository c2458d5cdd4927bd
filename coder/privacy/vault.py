"""The way back from masked narratives: what was masked, kept in a file of its own, encrypted with a key in another.

A map has a first line in the clear that says what it is, then one encrypted line per narrative, each by itself, so
that millions can be written one by one. Fernet (AES-128-CBC with HMAC-SHA256) comes from the library cryptography.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from coder.errors import UsageError
from coder.privacy.masking import Masked, Replaced

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_HEAD = {"format": "ictip-map", "version": 1}
_OWNER_ONLY = 0o600
_OTHERS = 0o077


def make_key(path: Path) -> None:
    """Write a new key to `path`, readable by its owner only. Raises FileExistsError when there is a file already."""
    fernet = _fernet_class()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(fernet.generate_key() + b"\n")


def open_key(path: Path) -> Fernet:
    """The key in `path`. Raises UsageError when it is no key or when others than its owner may read it."""
    fernet = _fernet_class()
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise UsageError(f"{path}: others than its owner may read this key; run chmod 600 on it")
    try:
        return fernet(path.read_bytes().strip())
    except ValueError:
        raise UsageError(f"{path} is no key") from None


class MapWriter:
    """Writes the way back of narratives to a text stream."""

    def __init__(self, stream: IO[str], key: Fernet) -> None:
        self._stream, self._key = stream, key
        stream.write(json.dumps(_HEAD) + "\n")

    def add(self, id_: str, original: str, masked: Masked) -> None:
        """Keep what was masked in one narrative."""
        record = {
            "id": id_,
            "masked": _hash(masked.text),
            "replaced": [
                [r.start, r.end, r.masked_start, r.masked_end, r.kind, r.pseudonym, original[r.start : r.end]]
                for r in masked.replaced
            ],
        }
        token = self._key.encrypt(json.dumps(record).encode())
        self._stream.write(token.decode("ascii") + "\n")


class WayBack:
    """Reads a map. Raises UsageError when it is no map, was changed, or belongs to another key."""

    def __init__(self, path: Path, key: Fernet) -> None:
        self._records = {record["id"]: record for record in _read(path, key)}

    def __len__(self) -> int:
        return len(self._records)

    def original(self, id_: str, text: str) -> tuple[Masked, list[str]] | None:
        """How a masked narrative was masked, and the words that were; None when the map does not know this text."""
        record = self._records.get(id_)
        if record is None or record["masked"] != _hash(text):
            return None
        return Masked(text, tuple(Replaced(*entry[:6]) for entry in record["replaced"])), [
            entry[6] for entry in record["replaced"]
        ]


def _read(path: Path, key: Fernet) -> Iterator[dict[str, Any]]:
    from cryptography.fernet import InvalidToken

    with path.open(encoding="ascii", errors="replace") as stream:
        if stream.readline().strip() != json.dumps(_HEAD):
            raise UsageError(f"{path} is no map of masked narratives")
        for row, line in enumerate(stream, 2):
            try:
                record: dict[str, Any] = json.loads(key.decrypt(line.strip().encode("ascii", "replace")))
            except InvalidToken:
                raise UsageError(f"{path}:{row}: changed, or written with another key") from None
            yield record


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _fernet_class() -> type[Fernet]:
    try:
        from cryptography.fernet import Fernet
    except ImportError:
        raise UsageError("maps need the package cryptography; install ictip-coder[service]") from None
    return Fernet
