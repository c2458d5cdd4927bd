"""The words in which codings are told to people, the same on the page and on the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coder.records import Claim

LIKELY = 0.5
"""Confidence from which on a code counts as suggested; below it, it is offered as a possibility."""

CLAIM_WORDS: Mapping[Claim, str] = {
    "affirmed": "affirmed",
    "denied": "denied",
    "hypothetical": "feared or only possible",
    "background": "said of the law or of other cases",
    "other_person": "said of somebody else",
}

SOURCE_WORDS: Mapping[str, str] = {"rule": "rule", "classifier": "classifier"}

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that steer a terminal or turn the direction of what follows."""


def plain(text: str) -> str:
    """The text with every character that could steer a terminal or a page replaced; its length stays the same."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r", " "))


def on_one_line(text: str) -> str:
    """`plain`, with line ends and runs of blanks made single blanks."""
    return " ".join(plain(text).split())
