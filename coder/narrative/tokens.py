"""The only tokeniser: a narrative becomes a document of words with lemmas, sentences and original offsets.

Rules, claims and classifier all read the same document, so they can never disagree about what a word is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from coder.narrative.normalise import PARAGRAPH, Normaliser

if TYPE_CHECKING:
    from spacy.language import Language

_DROPPED = frozenset("-\"'*_#|") | {"--", "---", "''", "``"}
"""Tokens that only join or quote words. Leaving them out lets one pattern match `sex-trafficking` too."""

_MASK = r"\[[A-Z_]+[0-9]+\]"
MASK = re.compile(_MASK)
"""A pseudonym in the place of an identifier, as masking writes it: kind and number in brackets. It is one token, as a
name is, and reads as its kind, `[name]`: which number a narrative gives somebody says nothing."""

_NAMED = {"[name]", "[person]"}
"""Kinds that stand for somebody's name; the other kinds are no persons."""

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
    """Turns text into a `Document`. Holds a blank spaCy pipeline; opening takes about half a second."""

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
        self._pipeline = _blank_pipeline(language)

    def lemma(self, word: str) -> str:
        """The dictionary form of a lower-case word; the word itself when the table does not know it."""
        return self._lemmas.get(word, word)

    def commonness(self, word: str) -> float:
        """How common a word is, from 1 for the most frequent down to 0 for one without a known rank (Zipf's law)."""
        rank = self._ranks.get(word)
        return 0.0 if rank is None else 1.0 / (1.0 + rank)

    def split(self, phrase: str) -> list[str]:
        """Lower-case words of a short phrase, tokenised as narratives are."""
        return [str(token.text).lower() for token in self._pipeline.make_doc(phrase) if not _dropped(token.text)]

    def __call__(self, text: str, correct: Correct | None = None) -> Document:
        """Tokenise `text`. `correct` is asked for words in mixed case that are no names; see `Document.corrected`."""
        clean = self._normalise(text)
        capitals = _mostly_capitals(clean.text)
        doc = Document(text, [], [], [], [], [], [])
        breaks: list[int] = []
        for token in self._pipeline(clean.text):
            if token.is_sent_start or PARAGRAPH in token.text:
                breaks.append(len(doc))
            if token.is_space or _dropped(token.text):
                continue
            start, end = clean.original_span(token.idx, token.idx + len(token.text))
            mask = MASK.fullmatch(token.text) is not None
            word = re.sub(r"\d+", "", token.text).lower() if mask else token.text.lower()
            doc.words.append(word)
            doc.starts.append(start)
            doc.ends.append(end)
            doc.titled.append(word in _NAMED if mask else token.text[0].isupper() and not capitals)
        doc.sentences.extend(_sentences(breaks, len(doc)))
        _correct_words(doc, correct)
        doc.lemmas.extend(map(self.lemma, doc.words))
        return doc


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
    letters = [char for char in MASK.sub("", text) if char.isalpha()]
    return sum(map(str.isupper, letters)) > len(letters) / 2


def _dropped(text: str) -> bool:
    return text in _DROPPED


@lru_cache(maxsize=4)
def _blank_pipeline(language: str) -> Language:
    import spacy

    pipeline = spacy.blank(language)
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 20_000_000
    _keep_masks(pipeline)
    return pipeline


def _keep_masks(pipeline: Language) -> None:
    """Let masks be tokens wherever they stand, before the language's own marks are split off."""
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    rules: Any = pipeline.tokenizer  # a compiled class without types
    usual = pipeline.Defaults
    rules.prefix_search = compile_prefix_regex([_MASK, *(usual.prefixes or ())]).search
    rules.suffix_search = compile_suffix_regex([_MASK, *(usual.suffixes or ())]).search
    rules.infix_finditer = compile_infix_regex([_MASK, *(usual.infixes or ())]).finditer
