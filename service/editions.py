"""The edition that answers, opened in the background so that the service itself is there at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coder import Suggester
from coder.errors import CoderError
from coder.recode.narratives import PooledCoder, keep_loaded
from coder.scheme import Check, Scheme


class NotReady(CoderError):  # noqa: N818 - it is an answer, not a fault
    """The edition is still being opened, or could not be."""


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """An edition and what the review desk needs of it beside its suggestions."""

    suggester: Suggester
    checks: tuple[Check, ...]
    manifest: Mapping[str, Any]
    folder: Path

    def coder(self) -> PooledCoder:
        """What codes imports: many narratives in processes of their own, so that requests need not wait for them."""
        return PooledCoder(self.suggester, self.folder)


class Editions:
    """Opens one edition, once, on a thread of its own."""

    def __init__(self, load: Callable[[], OpenEdition]) -> None:
        self._load = load
        self._done = threading.Event()
        self._open: OpenEdition | None = None
        self._fault = ""

    def start(self) -> None:
        """Begin opening."""
        threading.Thread(target=self._run, name="edition", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until opening ended, well or badly; whether it did."""
        return self._done.wait(seconds)

    @property
    def state(self) -> str:
        """`opening`, `open`, or what went wrong."""
        if not self._done.is_set():
            return "opening"
        return self._fault or "open"

    def current(self) -> OpenEdition:
        """The edition. Raises NotReady while it is being opened, and when it could not be."""
        if self._open is None:
            raise NotReady("the edition is still being opened" if not self._done.is_set() else self._fault)
        return self._open

    def scheme(self) -> Scheme | None:
        """The code list, as soon as it is there."""
        return None if self._open is None else self._open.suggester.scheme

    def _run(self) -> None:
        try:
            self._open = self._load()
        except CoderError as error:
            self._fault = str(error)
        except Exception as error:
            self._fault = f"the edition cannot be opened: {type(error).__name__}"
        finally:
            self._done.set()


def load_edition(folder: Path | None) -> OpenEdition:
    """Open the edition in a folder, or the built-in one, which is built when this user has none yet."""
    from coder.edition import open_edition, shipped_edition
    from coder.edition.archive import read_manifest
    from coder.edition.opening import SCHEME_FOLDER
    from coder.scheme import load_checks

    folder = folder or shipped_edition()
    suggester = open_edition(folder)
    checks = load_checks(folder / SCHEME_FOLDER, suggester.scheme)
    keep_loaded()
    return OpenEdition(suggester, checks, asdict(read_manifest(folder)), folder)
