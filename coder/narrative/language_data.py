"""Everything that depends on a language, read from its folder: abbreviations, lemmas, known words, word tables.

A language is added by adding a folder; no Python names a word of any language. See docs/languages.md.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.errors import DataError, Fault

_KNOWN_WORDS = 60_000
"""Most frequent words of the language that are never taken for misspelt."""

LEMMAS_FILE = "lemmas.json"
WORDS_FILE = "words.json"


@dataclass(frozen=True, slots=True)
class Language:
    """A language's data.

    `known_words` maps the frequent words, in lower case, to their rank, 0 for the most frequent. `tables` holds the
    content of each TOML file by its stem (`numbers`, `claims`, `persons`).
    """

    code: str
    abbreviations: Mapping[str, str]
    lemmas: Mapping[str, str]
    known_words: Mapping[str, int]
    tables: Mapping[str, Mapping[str, Any]]


def load_language(code: str, folders: Iterable[Path]) -> Language:
    """Read a language from `folders`; where two folders hold the same file, the later one is taken.

    Lemmas and known words come from `lemmas.json` and `words.json` where present (an edition seals them), else from
    the package spacy-lookups-data; a language without either has none. Raises DataError with all unreadable files.
    """
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml")) if path.is_file()}
    sealed = {path.name: path for folder in folders for path in sorted(folder.glob("*.json")) if path.is_file()}
    faults: list[Fault] = []
    tables: dict[str, Mapping[str, Any]] = {}
    for name, path in sorted(files.items()):
        try:
            tables[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(Fault(name, 0, f"not valid TOML: {error}"))
    if faults:
        raise DataError(faults)
    lemmas = _sealed(sealed, LEMMAS_FILE) or _lookup(f"{code}_lemma_lookup.json.gz")
    words = _sealed(sealed, WORDS_FILE) or _frequent(_lookup(f"{code}_lexeme_prob.json.gz"))
    return Language(
        code=code,
        abbreviations={
            written.lower(): meant
            for written, meant in tables.get("abbreviations", {}).get("abbreviations", {}).items()
        },
        lemmas=dict(lemmas) | dict(tables.get("lemmas", {}).get("lemmas", {})),
        known_words={word: rank for rank, word in enumerate(words)},
        tables=tables,
    )


def _sealed(files: Mapping[str, Path], name: str) -> Any:
    return json.loads(files[name].read_text(encoding="utf-8")) if name in files else None


def _lookup(name: str) -> Mapping[str, Any]:
    """A table of spacy-lookups-data; empty where the package has none for the language."""
    import spacy_lookups_data

    path = Path(spacy_lookups_data.__file__).parent / "data" / name
    if not path.exists():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        table: Mapping[str, Any] = json.load(stream)
    return table


def _frequent(probabilities: Mapping[str, float]) -> list[str]:
    """The most frequent words in lower case, most frequent first."""
    ranked = sorted(probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
    words: dict[str, None] = {}
    for word, _ in ranked:
        if len(words) == _KNOWN_WORDS:
            break
        if word.isalpha() and word.islower():
            words[word] = None
    return list(words)
