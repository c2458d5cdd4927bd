"""Find training data and editions: the ones named, the ones shipped, the ones built before."""

from __future__ import annotations

from pathlib import Path

from coder.errors import UsageError

SHIPPED_SCHEME = "ictip-working-1"
"""Folder of the working scheme inside the shipped training data."""
LANGUAGES = "languages"
_PACKAGE = Path(__file__).parents[1]


def training_data() -> Path:
    """The shipped training data: inside the installed package, or beside it in a checkout.

    Raises UsageError when neither is there.
    """
    for folder in (_PACKAGE / "training_data", _PACKAGE.parent / "training_data"):
        if (folder / SHIPPED_SCHEME).is_dir():
            return folder
    raise UsageError("the shipped training data is missing from this installation")


def cache_folder() -> Path:
    """Where the built-in edition is kept for this user; created when needed."""
    import platformdirs

    return platformdirs.user_cache_path("ictip-coder", ensure_exists=True) / "editions"
