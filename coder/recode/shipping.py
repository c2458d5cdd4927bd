"""Bring an edition to the workers: by its folder on one machine, as one archive across machines.

Either way the worker opens it as everybody does, which checks every byte, and then compares its seal with the one the
run began with.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from coder.edition import open_edition
from coder.edition.archive import MANIFEST, verified_files
from coder.edition.opening import SCHEME_FOLDER
from coder.errors import EditionError
from coder.scheme import Scheme, load_scheme
from coder.suggest.suggester import Suggester


@dataclass(frozen=True, slots=True)
class ShippedEdition:
    """An edition on its way to a worker. `archive` is None where the worker can read `folder` itself.

    `seal` is the SHA-256 of the manifest, which names the SHA-256 of every file.
    """

    id: str
    seal: str
    folder: Path
    archive: bytes | None = field(default=None, repr=False)

    def open(self) -> Suggester:
        """The edition's suggester. Raises EditionError when anything differs from what was sent."""
        if self.archive is None:
            return self._opened(self.folder)
        with tempfile.TemporaryDirectory(prefix="ictip-edition-") as made:
            with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
                archive.extractall(made)
            return self._opened(Path(made))

    def scheme(self) -> Scheme:
        """The edition's code list, without opening the rest."""
        return load_scheme(self.folder / SCHEME_FOLDER)

    def packed(self) -> ShippedEdition:
        """The same with its content, for workers on other machines. Raises EditionError when it was changed."""
        _, files = verified_files(self.folder)
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, (self.folder / MANIFEST).read_bytes())
            for name, content in files.items():
                archive.writestr(name, content)
        return ShippedEdition(self.id, self.seal, self.folder, sink.getvalue())

    def _opened(self, folder: Path) -> Suggester:
        if seal_of(folder) != self.seal:
            raise EditionError(f"the edition is not {self.id} as it was when the run began")
        return open_edition(folder)


def shipped(folder: Path) -> ShippedEdition:
    """The edition in a folder, checked. Raises EditionError."""
    manifest, _ = verified_files(folder)
    return ShippedEdition(manifest.edition, seal_of(folder), folder)


def seal_of(folder: Path) -> str:
    """SHA-256 of an edition's manifest. Raises EditionError when there is none."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise EditionError(f"{folder}: {MANIFEST} cannot be read ({error.strerror})") from None
