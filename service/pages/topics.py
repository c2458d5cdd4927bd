"""Which sensitive topics a passage touches, as far as its words tell: said before the passage is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from service.pages.rendering import HERE

FILE = HERE / "sensitive.toml"


def topics_in(text: str, language: str) -> tuple[str, ...]:
    """The topics in the order of the list; none for a language that has no list."""
    return tuple(topic for topic, words in _topics().get(language, {}).items() if words.search(text))


@cache
def _topics() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """For each language and topic a pattern of the beginnings of words."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        language: {
            topic: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
            for topic, words in each.items()
        }
        for language, each in listed.items()
    }
