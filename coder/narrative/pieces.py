"""What spaCy's tokeniser makes of a run of characters without white space, remembered from one narrative to the next.

spaCy splits at white space first, then takes each run apart. Narratives repeat most of their runs, so each is taken
apart once and kept; the library is loaded when the first unknown run comes. (In a whole text, spaCy would also look for
emoticons that begin in one run and end in the next.)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

DROPPED = frozenset("-\"'*_#|") | {"--", "---", "''", "``"}
"""Tokens that only join or quote words. Leaving them out lets one pattern match `sex-trafficking` too."""

_MASK = r"\[[A-Z_]+[0-9]+\]"
MASK = re.compile(_MASK)
"""A pseudonym in the place of an identifier, as masking writes it: kind and number in brackets. It is one token, as a
name is, and reads as its kind, `[name]`: which number a narrative gives somebody says nothing."""

_NAMED = {"[name]", "[person]"}
"""Kinds that stand for somebody's name; the other kinds are no persons."""

_CACHED = 50_000
"""Runs that are kept."""
_LONGEST_CACHED = 40
"""Characters. Longer runs hardly come twice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token within a run: its lower-case word, and its place in the run, end-exclusive.

    `capital` tells that it begins with one, `named` that it is the mask of a name. `dropped` tokens are no words;
    `punctuation` does not begin a sentence; a `stop` ends one.
    """

    word: str
    start: int
    end: int
    capital: bool
    named: bool
    dropped: bool
    punctuation: bool
    stop: bool


def piece_reader(language: str) -> Callable[[str], tuple[Piece, ...]]:
    """A function that takes a run apart by spaCy's rules for a language (ISO 639 code)."""

    def split(run: str) -> tuple[Piece, ...]:
        pipeline, stops = _blank_pipeline(language)
        return tuple(_piece(token, stops) for token in pipeline.make_doc(run))

    cached = lru_cache(_CACHED)(split)
    return lambda run: cached(run) if len(run) <= _LONGEST_CACHED else split(run)


def _piece(token: Token, stops: frozenset[str]) -> Piece:
    is_mask = MASK.fullmatch(token.text) is not None
    word = re.sub(r"\d+", "", token.text).lower() if is_mask else token.text.lower()
    return Piece(
        word=word,
        start=token.idx,
        end=token.idx + len(token.text),
        capital=token.text[0].isupper(),
        named=is_mask and word in _NAMED,
        dropped=token.text in DROPPED,
        punctuation=token.is_punct,
        stop=token.text in stops,
    )


@lru_cache(maxsize=4)
def _blank_pipeline(language: str) -> tuple[Language, frozenset[str]]:
    """The tokeniser of a language, and the characters at which spaCy's sentencizer ends a sentence."""
    import spacy
    from spacy.pipeline import Sentencizer

    pipeline = spacy.blank(language)
    pipeline.max_length = 20_000_000
    _keep_masks(pipeline)
    return pipeline, frozenset(Sentencizer.default_punct_chars)


def _keep_masks(pipeline: Language) -> None:
    """Let masks be tokens wherever they stand, before the language's own marks are split off."""
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    rules: Any = pipeline.tokenizer  # a compiled class without types
    usual = pipeline.Defaults
    rules.prefix_search = compile_prefix_regex([_MASK, *(usual.prefixes or ())]).search
    rules.suffix_search = compile_suffix_regex([_MASK, *(usual.suffixes or ())]).search
    rules.infix_finditer = compile_infix_regex([_MASK, *(usual.infixes or ())]).finditer
