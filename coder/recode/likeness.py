"""How alike two texts are: MinHash signatures make candidates, full sets of shingles decide."""

from __future__ import annotations

import hashlib
import math
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from coder.errors import UsageError

Hashes = NDArray[np.uint32]
"""A set, as sorted hashes."""

_FOUND = 0.99
"""Chance, at least, that a pair exactly at the threshold becomes a candidate."""
_MOST_BANDS = 12
_MOST_COMPARED = 20
"""Candidates compared per group already known; one that is alike is enough to belong to it."""


def bands(threshold: float) -> tuple[int, int]:
    """Bands and rows per band of the hashing: the most rows with which a pair at the threshold is still found.

    A pair of similarity s meets in at least one of b bands of r rows with probability 1 - (1 - s^r)^b.
    """
    best = (1, 1)
    for rows in range(1, 33):
        missed = 1 - threshold**rows
        count = 1 if missed <= 0 else math.ceil(math.log(1 - _FOUND) / math.log(missed))
        if count > _MOST_BANDS:
            break
        best = (max(count, 2), rows)
    return best


class Near:
    """The texts seen so far. `threshold` is the least Jaccard index of their sets of `words`-word shingles.

    Raises UsageError when datasketch is not installed.
    """

    def __init__(self, threshold: float, words: int) -> None:
        try:
            from datasketch import MinHash, MinHashLSH
        except ImportError:
            raise UsageError("finding duplicates needs datasketch; install ictip-coder[recode]") from None
        self._threshold = threshold
        self._words = words
        count, rows = bands(threshold)
        self._index = MinHashLSH(params=(count, rows), num_perm=count * rows)
        self._empty = MinHash(num_perm=count * rows, seed=1, hashfunc=int)
        self._sets: dict[int, Hashes] = {}
        self._same: dict[bytes, int] = {}

    def add(self, number: int, words: Sequence[str], root: Callable[[int], int]) -> list[tuple[int, float]]:
        """The earlier narratives that this one is joined to, at most one per group, and how alike they are."""
        mine = shingles(words, self._words)
        if not mine.size:
            return []
        content = hashlib.blake2b(mine.tobytes(), digest_size=16).digest()
        if content in self._same:
            return [(self._same[content], 1.0)]
        self._same[content] = number
        self._sets[number] = mine
        signature = self._empty.copy()
        signature.update_batch(mine)
        found: dict[int, list[int]] = defaultdict(list)
        for other in sorted(self._index.query(signature)):
            found[root(other)].append(other)
        self._index.insert(number, signature, check_duplication=False)
        best = (self._best(mine, others) for others in found.values())
        return [pair for pair in best if pair[1] >= self._threshold]

    def _best(self, mine: Hashes, others: Sequence[int]) -> tuple[int, float]:
        pairs = ((other, jaccard(mine, self._sets[other])) for other in others[:_MOST_COMPARED])
        return max(pairs, key=lambda pair: pair[1])


def shingles(words: Sequence[str], size: int) -> Hashes:
    """The set of shingles as sorted hashes; texts shorter than a shingle are one shingle."""
    count = max(len(words) - size + 1, 1 if words else 0)
    return np.unique(np.array([hash_of_text(" ".join(words[at : at + size])) for at in range(count)], dtype=np.uint32))


def hash_of_text(text: str) -> int:
    """A 32-bit hash, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def jaccard(first: Hashes, second: Hashes) -> float:
    """The share of what is in either set that is in both, 0 to 1; neither may be empty."""
    shared = np.intersect1d(first, second, assume_unique=True).size
    return float(shared / (first.size + second.size - shared))
