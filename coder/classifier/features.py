"""Turn sentences into features: what the classifier sees of a narrative.

Lemmas alone, in pairs and with one word skipped, pieces of words, which survive misspelling, and kinds of words, which
carry over from "beaten" to "flogged". A word that the text does not affirm carries a mark, so that "not beaten" and
"beaten" are different features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from zlib import crc32

from coder.narrative.tokens import Document

_HASHES = 2**32
_PIECE = 4
_SHORTEST_WORD = 5
"""Letters. Shorter words are not cut into pieces."""
_CACHED = 20_000
"""Words whose pieces are kept for the next narrative."""
_PIECE_MARK = "#"
_KIND_MARK = "~"
_NOTHING: Mapping[str, str] = MappingProxyType({})


def sentence_features(
    doc: Document, marks: Sequence[str], neutral: Mapping[str, str] = _NOTHING, kin: Mapping[str, str] = _NOTHING
) -> list[list[str]]:
    """Features of each sentence, in document order.

    `marks` has one string per token, empty for affirmed words; it is put before the lemma. `neutral` gives the word to
    read in place of one that must not sway the classifier; `kin` names the kind of a lemma.
    """
    features = []
    for first, last in doc.sentences:
        words = [neutral.get(lemma, lemma) for lemma in doc.lemmas[first:last]]
        lemmas = [mark + word for mark, word in zip(marks[first:last], words, strict=True) if word[0].isalnum()]
        pairs = [f"{one} {two}" for one, two in pairwise(lemmas)]
        skips = [f"{one} _ {two}" for one, two in zip(lemmas, lemmas[2:], strict=False)]
        own = [
            word
            for word, lemma in zip(doc.words[first:last], doc.lemmas[first:last], strict=True)
            if lemma not in neutral
        ]
        kinds = [
            mark + _KIND_MARK + kin[lemma]
            for mark, lemma in zip(marks[first:last], doc.lemmas[first:last], strict=True)
            if lemma in kin
        ]
        kind_pairs = [f"{one} {two}" for one, two in pairwise(kinds)]
        features.append([*lemmas, *pairs, *skips, *_pieces(own), *kinds, *kind_pairs])
    return features


def is_word(feature: str) -> bool:
    """Whether a feature shows words as they stand, and not pieces or kinds of them."""
    return _KIND_MARK not in feature and not feature.startswith(_PIECE_MARK)


def withheld(features: Sequence[Sequence[str]], share: float, salt: str) -> list[list[str]]:
    """The features of each sentence without a share of them, 0 to 1, chosen by `salt`: the same each time.

    Reading a narrative so shows how a classifier fares where it does not know a writer's words. Their kinds it knows.
    """
    kept = (1.0 - share) * _HASHES
    return [
        [name for name in sentence if _KIND_MARK in name or crc32((salt + name).encode()) < kept]
        for sentence in features
    ]


def _pieces(words: Sequence[str]) -> list[str]:
    """Overlapping pieces of the long words, each word once, marked so that they are not taken for words."""
    found: list[str] = []
    for word in dict.fromkeys(words):
        found += _pieces_of(word)
    return found


@lru_cache(_CACHED)
def _pieces_of(word: str) -> tuple[str, ...]:
    if len(word) < _SHORTEST_WORD or not word.isalpha():
        return ()
    whole = f"^{word}$"
    return tuple(f"{_PIECE_MARK}{whole[at : at + _PIECE]}" for at in range(len(whole) - _PIECE + 1))
