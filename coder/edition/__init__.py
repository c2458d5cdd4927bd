"""Editions: built from what people edit, sealed, opened only unchanged, and scored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coder.edition.archive import MANIFEST
from coder.edition.build import build_edition, edition_id
from coder.edition.evaluate import evaluate
from coder.edition.gold import read_gold
from coder.edition.locate import SHIPPED_SCHEME, built_in_places, training_data
from coder.edition.opening import open_folder
from coder.suggest.suggester import Suggester

__all__ = ["build_edition", "evaluate", "open_edition", "read_gold", "shipped_edition"]


def open_edition(folder: Path | str | None = None, *, progress: Callable[[str], None] = lambda step: None) -> Suggester:
    """Open an edition and return its suggester.

    Without `folder` the built-in edition of the working scheme is opened; when this user has none for the installed
    version yet, it is built first, which takes a few minutes and is told to `progress`. Raises EditionError for a
    folder that is no edition or was changed.
    """
    return open_folder(Path(folder) if folder is not None else shipped_edition(progress=progress))


def shipped_edition(*, progress: Callable[[str], None] = lambda step: None) -> Path:
    """Folder of the built-in edition: the one `ictip build` left in a checkout, else built into the user's cache."""
    source = training_data() / SHIPPED_SCHEME
    name = edition_id(source)
    places = [place / name for place in built_in_places()]
    for folder in places:
        if (folder / MANIFEST).is_file():
            return folder
    progress("the built-in edition is not built yet; building it once, this takes a few minutes")
    return build_edition(source, places[-1], progress=progress)
