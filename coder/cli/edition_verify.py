"""`ictip edition verify`: whether an edition is as it was sealed, byte by byte, and can be opened."""

from __future__ import annotations

from coder.cli.console import console
from coder.cli.edition_show import EditionFolder
from coder.cli.opening import edition_folder
from coder.edition import open_edition
from coder.edition.archive import verified_files


def edition_verify(folder: EditionFolder = None) -> None:
    """Check that an edition is as it was sealed.

    Every file is compared with the manifest, and the edition is opened. Exit code 1 comes with what is wrong.
    """
    at = edition_folder(folder)
    manifest, files = verified_files(at)
    open_edition(at)
    console().print(f"{manifest.edition}: {len(files)} files, all as they were sealed", soft_wrap=True)
