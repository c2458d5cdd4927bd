"""Take misspelt and misread words for what they were meant to be.

Only words that the language does not know are touched, and only towards words that rules or cues look for; the
similarity is kept, so that a rule can refuse a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

_MISREADINGS: Mapping[str, tuple[str, ...]] = {
    "0": ("o",), "1": ("l", "i"), "5": ("s",), "8": ("b",), "6": ("b", "g"), "3": ("e",), "4": ("a",),
    "|": ("l", "i"), "!": ("i", "l"), "$": ("s",), "€": ("e",),
    "rn": ("m",), "vv": ("w",), "cl": ("d",), "ii": ("u",),
}  # fmt: skip
"""What scanners take letters for, and the letters."""

_SHORTEST = 4
"""Letters. Shorter words have too many neighbours to be guessed."""
_TWO_FAULTS_FROM = 8
"""Letters. From this length on two faults are accepted, below only one."""
_CACHED = 20_000


class Speller:
    """Offers a wanted word for an unknown one.

    `known` are words never to be touched; `wanted` are the words that may be meant. Calling returns the word
    and its similarity in percent (100 = same letters), or None.
    """

    def __init__(self, known: Collection[str], wanted: Iterable[str]) -> None:
        self._wanted = frozenset(word for word in wanted if len(word) >= _SHORTEST and word.isalpha())
        self._known = frozenset(known) | self._wanted
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._wanted):
            by_length[len(word)].append(word)
        self._by_length = dict(by_length)
        self._guess = lru_cache(_CACHED)(self._find)

    def __call__(self, word: str) -> tuple[str, float] | None:
        """Guess what `word`, in lower case, was meant to be."""
        if len(word) < _SHORTEST or word in self._known or not any(map(str.isalpha, word)):
            return None
        return self._guess(word)

    def _find(self, word: str) -> tuple[str, float] | None:
        reread = self._reread(word)
        if reread is not None:
            return reread, 100.0 * (1 - OSA.normalized_distance(word, reread))
        if not word.isalpha():
            return None
        faults = 2 if len(word) >= _TWO_FAULTS_FROM else 1
        near = [
            candidate
            for length in range(len(word) - faults, len(word) + faults + 1)
            for candidate in self._by_length.get(length, ())
        ]
        found = extractOne(word, near, scorer=OSA.distance, score_cutoff=faults)
        if found is None:
            return None
        return found[0], 100.0 * (1 - found[1] / max(len(word), len(found[0])))

    def _reread(self, word: str) -> str | None:
        """The wanted word that a scanner could have read as `word`; the first in alphabetical order."""
        places = [(at, key) for key in _MISREADINGS for at in range(len(word)) if word.startswith(key, at)]
        if not places or len(places) > 4:
            return None
        readings = set()
        for choice in product(*[(key, *_MISREADINGS[key]) for _, key in places]):
            letters = word
            for (at, key), letter in sorted(zip(places, choice, strict=True), reverse=True):
                letters = letters[:at] + letter + letters[at + len(key) :]
            readings.add(letters)
        return min(readings & self._wanted, default=None)
