"""Paths and fixtures that many tests share."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "training_data" / "languages"
SCHEME = ROOT / "training_data" / "ictip-working-1"
