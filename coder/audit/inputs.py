"""Did what is coded change between two periods? Length, vocabulary and familiarity of the narratives, each with a test.

Words are counted in buckets of a hash, never kept: a figure tells how far the vocabulary moved, not by which words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from scipy import sparse

from coder.audit.arrays import Bools, Floats, Sparse
from coder.audit.drift import PERMUTATIONS, Shift, binned, jensen_shannon, shift, stability

BUCKETS = 1024
_BLOCKS = 1000
"""Records are put together at random to so many blocks before periods are permuted."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Inputs:
    """Of R records: `length` (R) in words and `familiarity` (R), 0 to 1, NaN where unknown; `words` (R, `BUCKETS`)."""

    length: Floats
    familiarity: Floats
    words: Sparse


@dataclass(frozen=True, slots=True)
class InputDrift:
    """One property in two periods: `records` that have it, their means (None for vocabulary, and without records), and
    how far the distributions lie apart."""

    name: str
    records: tuple[int, int]
    before: float | None
    after: float | None
    shift: Shift


def measure_texts(texts: Iterable[tuple[str, str]], records: Sequence[str], familiarity: Floats) -> Inputs:
    """The inputs from pairs (id, text); those of other records are passed over."""
    place = {name: at for at, name in enumerate(records)}
    length = np.full(len(records), np.nan)
    rows: list[int] = []
    columns: list[int] = []
    counts: list[int] = []
    for id_, text in texts:
        at = place.get(id_)
        if at is None:
            continue
        words = _WORD.findall(text.casefold())
        length[at] = len(words)
        buckets = Counter(crc32(word.encode("utf-8", "surrogatepass")) % BUCKETS for word in words)
        rows += [at] * len(buckets)
        columns += buckets.keys()
        counts += buckets.values()
    table = sparse.csr_array((counts, (rows, columns)), shape=(len(records), BUCKETS), dtype=float)
    return Inputs(length, familiarity, table)


def input_drift(inputs: Inputs, before: Bools, after: Bools, random: np.random.Generator) -> tuple[InputDrift, ...]:
    """What changed from `before` to `after`, masks of R; properties that no record of a period has are left out."""
    made = [
        _of_numbers("length in words", inputs.length, before, after, random),
        _of_words(inputs.words, before, after, random),
        _of_numbers("familiarity", inputs.familiarity, before, after, random),
    ]
    return tuple(each for each in made if all(each.records))


def _of_numbers(name: str, values: Floats, before: Bools, after: Bools, random: np.random.Generator) -> InputDrift:
    sides = [values[mask & ~np.isnan(values)] for mask in (before, after)]
    means = [float(side.mean()) if len(side) else None for side in sides]
    moved = shift(*binned(*sides), random)
    return InputDrift(name, (len(sides[0]), len(sides[1])), means[0], means[1], moved)


def _of_words(words: Sparse, before: Bools, after: Bools, random: np.random.Generator) -> InputDrift:
    """Records change sides whole, since the words of one hang together."""
    some = np.asarray(words.sum(axis=1)).ravel() > 0
    sides = [np.flatnonzero(mask & some) for mask in (before, after)]
    sizes = (len(sides[0]), len(sides[1]))
    if not all(sizes):
        return InputDrift("vocabulary", sizes, None, None, Shift(None, None, None))
    blocks, early = _blocks(words, sides, random)
    total = blocks.sum(axis=0)
    first = blocks[early].sum(axis=0)
    found = float(jensen_shannon(first, total - first))
    order = np.argsort(random.random((PERMUTATIONS, len(blocks))), axis=1)
    drawn = (order < early.sum()).astype(float) @ blocks
    p = (1 + int((jensen_shannon(drawn, total - drawn) >= found - 1e-12).sum())) / (PERMUTATIONS + 1)
    return InputDrift("vocabulary", sizes, None, None, Shift(found, float(stability(first, total - first)), p))


def _blocks(words: Sparse, sides: Sequence[np.ndarray], random: np.random.Generator) -> tuple[Floats, Bools]:
    """Sums of words over blocks of records, each of one period, and which blocks are of the first."""
    many = sum(map(len, sides))
    parts, early = [], []
    for at, side in enumerate(sides):
        count = min(len(side), max(1, round(_BLOCKS * len(side) / many)))
        member = random.permutation(len(side)) % count
        joined = sparse.csr_array((np.ones(len(side)), (member, np.arange(len(side)))), shape=(count, len(side)))
        parts.append((joined @ words[side]).toarray())
        early += [at == 0] * count
    return np.concatenate(parts), np.array(early)
