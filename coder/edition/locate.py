"""Find training data and editions: the ones named, the ones shipped, the ones built before."""

from __future__ import annotations

from pathlib import Path

from coder.errors import UsageError

SHIPPED_SCHEME = "ictip-working-1"
"""Folder of the working scheme inside the shipped training data."""
LANGUAGES = "languages"
_RULES = "rules"
_DEMO = Path("demo") / "narratives.jsonl"
_MODELS = "models"
_PACKAGE = Path(__file__).parents[1]


def training_data() -> Path:
    """The shipped training data: inside the installed package, or beside it in a checkout.

    Raises UsageError when neither is there.
    """
    for folder in (_PACKAGE / "training_data", _PACKAGE.parent / "training_data"):
        if (folder / SHIPPED_SCHEME).is_dir():
            return folder
    raise UsageError("the shipped training data is missing from this installation")


def language_folders(source: Path, language: str) -> list[Path]:
    """Where an edition built from training folder `source` finds a language's data: the shipped, then its own."""
    return [folder for folder in (training_data() / LANGUAGES / language, source / language) if folder.is_dir()]


def rules_folder(folder: Path, language: str) -> Path:
    """Where a training folder, or an edition, keeps the rules of a language."""
    return folder / language / _RULES


def demo_narratives() -> Path:
    """The made-up narratives of the demonstration, which no edition learns from. Raises UsageError without them."""
    path = training_data() / _DEMO
    if not path.is_file():
        raise UsageError("the narratives of the demonstration are missing from this installation")
    return path


def built_in_places() -> tuple[Path, Path]:
    """Folders to look for the built-in edition in: beside the training data, then where it is kept for this user."""
    return training_data().parent / _MODELS, cache_folder()


def cache_folder() -> Path:
    """Where the built-in edition is kept for this user; created when needed."""
    import platformdirs

    return platformdirs.user_cache_path("ictip-coder", ensure_exists=True) / "editions"
