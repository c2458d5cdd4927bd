"""Find all phrases of a table in a sentence in one walk over its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coder.narrative.tokens import Document
from coder.patterns.chains import Span
from coder.patterns.pattern import Phrase


@dataclass(slots=True)
class _Node:
    """A place in the tree: the phrase that ends here, or -1, and what may follow, by dictionary form and as written."""

    phrase: int = -1
    lemmas: dict[str, _Node] = field(default_factory=dict)
    words: dict[str, _Node] = field(default_factory=dict)

    def follow(self, word: str) -> _Node:
        """The node behind a word of a phrase, made if there is none."""
        if word.startswith("="):
            return self.words.setdefault(word[1:], _Node())
        return self.lemmas.setdefault(word, _Node())


class PhraseTree:
    """All phrases in one tree of words, so that a walk costs two look-ups per word and place, however many there are.

    Built once, then read only.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._root = _Node()
        for at, phrase in enumerate(phrases):
            node = self._root
            for word in phrase:
                node = node.follow(word)
            node.phrase = at

    def find(self, doc: Document, first: int, last: int) -> dict[int, list[Span]]:
        """Where each phrase occurs among tokens `first` to `last` (exclusive), in text order."""
        found: dict[int, list[Span]] = {}
        lemmas, words = doc.lemmas[first:last], doc.words[first:last]
        length = last - first
        by_lemma, by_word = self._root.lemmas, self._root.words
        for start in range(length):
            open_ = [node for node in (by_lemma.get(lemmas[start]), by_word.get(words[start])) if node is not None]
            at = start + 1
            while open_:
                for node in open_:
                    if node.phrase >= 0:
                        found.setdefault(node.phrase, []).append((first + start, first + at))
                if at == length:
                    break
                open_ = _advanced(open_, lemmas[at], words[at])
                at += 1
        return found


def _advanced(nodes: list[_Node], lemma: str, word: str) -> list[_Node]:
    """The nodes one word further on."""
    further = []
    for node in nodes:
        if node.lemmas and (behind := node.lemmas.get(lemma)) is not None:
            further.append(behind)
        if node.words and (behind := node.words.get(word)) is not None:
            further.append(behind)
    return further
