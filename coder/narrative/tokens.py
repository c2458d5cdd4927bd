"""The only tokeniser: a narrative becomes a document of words with lemmas, sentences and original offsets.

Rules, claims and classifier all read the same document, so they can never disagree about what a word is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from coder.narrative.normalise import PARAGRAPH, Normaliser
from coder.narrative.pieces import MASK, Piece, piece_reader

_RUN = re.compile(r"(\s*)(\S+)")
"""White space, and the run of characters behind it."""

_LONGEST_SENTENCE = 90
"""Words. Text without punctuation is cut here, so that `anywhere in the sentence` keeps a meaning."""


@dataclass(frozen=True, slots=True)
class Document:
    """A tokenised narrative. All lists are parallel, one entry per word or punctuation mark.

    `words` are lower-case surface forms, `lemmas` their dictionary forms, `starts` and `ends` character offsets in the
    original text (end-exclusive), `titled` tells words written with a capital in mixed-case text. `sentences` are
    end-exclusive (first, last) token ranges that cover the document without gap. `corrected` maps the position of a
    misspelt word to the similarity, 0 to 100, of the word it was taken for.
    """

    text: str
    words: list[str]
    lemmas: list[str]
    starts: list[int]
    ends: list[int]
    titled: list[bool]
    sentences: list[tuple[int, int]]
    corrected: dict[int, float] = field(default_factory=dict)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of the original from token `first` up to and without token `last`; needs first < last."""
        return self.starts[first], self.ends[last - 1]

    def __len__(self) -> int:
        return len(self.words)


Correct = Callable[[str], tuple[str, float] | None]
"""Offers a known word, with its similarity from 0 to 100, for an unknown one; None when there is none."""


class Tokeniser:
    """Turns text into a `Document`. The first text takes about a second more, as spaCy is loaded."""

    def __init__(
        self,
        language: str,
        *,
        abbreviations: Mapping[str, str],
        lemmas: Mapping[str, str],
        ranks: Mapping[str, int] | None = None,
    ) -> None:
        self._normalise = Normaliser(abbreviations)
        self._lemmas = lemmas
        self._ranks = ranks or {}
        self._pieces = piece_reader(language)

    def lemma(self, word: str) -> str:
        """The dictionary form of a lower-case word; the word itself when the table does not know it."""
        return self._lemmas.get(word, word)

    def commonness(self, word: str) -> float:
        """How common a word is, from 1 for the most frequent down to 0 for one without a known rank (Zipf's law)."""
        rank = self._ranks.get(word)
        return 0.0 if rank is None else 1.0 / (1.0 + rank)

    def split(self, phrase: str) -> list[str]:
        """Lower-case words of a short phrase, tokenised as narratives are."""
        return [piece.word for run in phrase.split() for piece in self._pieces(run) if not piece.dropped]

    def __call__(self, text: str, correct: Correct | None = None) -> Document:
        """Tokenise `text`. `correct` is asked for words in mixed case that are no names; see `Document.corrected`."""
        clean = self._normalise(text)
        capitals = _mostly_capitals(clean.text)
        doc = Document(text, [], [], [], [], [], [])
        breaks: list[int] = []
        places: list[tuple[int, int]] = []
        for at, piece, begins in self._tokens(clean.text):
            if begins:
                breaks.append(len(doc))
            if not piece.dropped:
                doc.words.append(piece.word)
                doc.titled.append(piece.named or (piece.capital and not capitals))
                places.append((at + piece.start, at + piece.end))
        for start, end in clean.original_spans(places):
            doc.starts.append(start)
            doc.ends.append(end)
        doc.sentences.extend(_sentences(breaks, len(doc)))
        _correct_words(doc, correct)
        doc.lemmas.extend(map(self.lemma, doc.words))
        return doc

    def _tokens(self, text: str) -> Iterator[tuple[int, Piece, bool]]:
        """Yield (start of its run, token, whether a sentence begins here), as spaCy's sentencizer would find them.

        A sentence begins at a paragraph, and behind a stop with the first token that is no punctuation or with white
        space that is more than one blank.
        """
        stopped = False
        for run in _RUN.finditer(text):
            space = run.group(1)
            begins = PARAGRAPH in space or (stopped and space not in ("", " "))
            stopped = stopped and not begins
            for piece in self._pieces(run.group(2)):
                if stopped and not piece.punctuation and not piece.stop:
                    begins, stopped = True, False
                elif piece.stop:
                    stopped = True
                yield run.start(2), piece, begins
                begins = False


def is_mask(word: str) -> bool:
    """Whether a word of a document stands for an identifier that was masked."""
    return word.startswith("[") and len(word) > 1


def _correct_words(doc: Document, correct: Correct | None) -> None:
    """Replace misspelt words by known ones; names are left alone, as they are unknown by nature."""
    if correct is None:
        return
    starts = {first for first, _ in doc.sentences}
    for position, word in enumerate(doc.words):
        if is_mask(word) or (doc.titled[position] and position not in starts):
            continue
        found = correct(word)
        if found is not None:
            doc.words[position], doc.corrected[position] = found


def _sentences(breaks: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Ranges between the breaks, empty ones left out and overlong ones cut."""
    edges = sorted({0, *breaks, length})
    ranges = []
    for first, last in pairwise(edges):
        ranges += [(at, min(at + _LONGEST_SENTENCE, last)) for at in range(first, last, _LONGEST_SENTENCE)]
    return ranges


def _mostly_capitals(text: str) -> bool:
    """Whether the text is typed in capitals, where case says nothing about names."""
    letters = list(filter(str.isalpha, MASK.sub("", text)))
    return sum(map(str.isupper, letters)) > len(letters) / 2
