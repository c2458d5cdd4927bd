"""Text made safe for whoever shows it: no character steers a terminal or turns the direction of a page."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Characters that steer a terminal, turn the direction of what follows, or may not stand in XML."""


def plain(text: str) -> str:
    """The text with every character that could steer a terminal or a page replaced; its length stays the same."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r", " "))


def on_one_line(text: str) -> str:
    """`plain`, with line ends and runs of blanks made single blanks."""
    return " ".join(plain(text).split())
