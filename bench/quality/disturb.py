"""Disturb narratives the way archives, letterheads and other people's cases do; seeded, so that figures repeat."""

from __future__ import annotations

import random
from pathlib import Path

from coder.audit.machine.swapping import load_swaps
from coder.edition.locate import LANGUAGES, training_data

_MISREAD = {
    "o": "0", "l": "1", "i": "l", "s": "5", "b": "6", "e": "c", "m": "rn", "w": "vv", "d": "cl", "u": "ii",
    "g": "q", "h": "b",
}  # fmt: skip
"""What scanners make of letters."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_HERE = Path(__file__).parent
BOILERPLATE = tuple((_HERE / "boilerplate.txt").read_text(encoding="utf-8").splitlines())
"""Paragraphs that stand under many case texts and say nothing of the case. Written for this measurement."""
SWAPS = load_swaps(training_data() / LANGUAGES / "en")
"""Words of a kind, and others of the same kind to exchange them for."""


def misspelt(text: str, share: float, draw: random.Random) -> str:
    """The text with a `share` of its letters dropped, doubled, exchanged or replaced by a neighbour in the alphabet."""
    letters: list[str] = []
    for char in text:
        if not char.isalpha() or draw.random() >= share:
            letters.append(char)
            continue
        kind = draw.randrange(4)
        if kind == 1:
            letters += [char, char]
        elif kind == 2:
            letters.append(draw.choice(_LETTERS))
        elif kind == 3 and letters:
            letters.insert(-1, char)
    return "".join(letters)


def misread(text: str, share: float, draw: random.Random) -> str:
    """The text with a `share` of the letters that scanners confuse read wrongly, and now and then a word cut in two."""
    read = []
    for char in text:
        wrong = _MISREAD.get(char)
        if wrong is not None and draw.random() < share:
            read.append(wrong)
        elif char.isalpha() and draw.random() < share / 20:
            read.append(char + " ")
        else:
            read.append(char)
    return "".join(read)


def with_boilerplate(text: str, draw: random.Random) -> str:
    """The text with one or two such paragraphs below it."""
    return "\n\n".join([text, *draw.sample(BOILERPLATE, draw.randint(1, 2))])
