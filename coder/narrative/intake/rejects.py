"""Write what was refused, one JSON object a line: file, row, id and reason, never a text."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from coder.errors import UsageError
from coder.narrative.intake.items import Rejected
from coder.narrative.intake.wording import shown_path

_OWNER_ONLY = 0o600
"""Ids can name people: nobody but the owner reads the list."""


class RejectsWriter:
    """A list of rejects at `path`, created with the first of them and readable by its owner only.

    An existing file is refused unless `overwrite`; then it is replaced, or removed when nothing is rejected, so that
    no list of an earlier run is taken for this one's. `count` tells the lines written.
    """

    def __init__(self, path: str | Path, *, overwrite: bool = False) -> None:
        self.path = Path(path)
        self.count = 0
        self._overwrite = overwrite
        self._stream: TextIO | None = None

    def __enter__(self) -> RejectsWriter:
        """Raises UsageError when the list could not be written later."""
        if self.path.is_dir() or not self.path.parent.is_dir():
            raise UsageError(f"{shown_path(self.path)}: rejects need a file in an existing folder")
        if self.path.exists() and not self._overwrite:
            raise self._exists()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        elif kind is None and self._overwrite:
            self.path.unlink(missing_ok=True)

    def write(self, rejected: Rejected) -> None:
        """Append one refused row. Raises UsageError when the file has come to exist meanwhile, OSError otherwise."""
        if self._stream is None:
            self._stream = self._create()
        self._stream.write(json.dumps(asdict(rejected), ensure_ascii=False) + "\n")
        self.count += 1

    def _create(self) -> TextIO:
        if self._overwrite:
            self.path.unlink(missing_ok=True)
        try:
            # Exclusive creation: no link laid in advance is followed, no file of somebody else's kept open.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        except FileExistsError:
            raise self._exists() from None
        return os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")

    def _exists(self) -> UsageError:
        return UsageError(f"{shown_path(self.path)}: the file exists already; name another or allow overwriting")
