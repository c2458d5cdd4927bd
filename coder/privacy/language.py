"""The words by which identifiers are recognised in one language, read from its folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.errors import DataError, Fault
from coder.narrative.language_data import load_language

FOLDER = "privacy"
"""Folder with the words, inside a language's folder."""
_WORDS = "identifiers.toml"
_LISTS = {
    "given": "given_names.txt",
    "surnames": "surnames.txt",
    "places": "places.txt",
    "capitalised": "capitalised.txt",
}
_SHARED = " *"
"""Ends the line of a name that is also an ordinary word."""


@dataclass(frozen=True)
class PrivacyLanguage:
    """Words of one language, all in lower case.

    `given` and `surnames` tell of each name whether it is also an ordinary word. `known` are the frequent words of the
    language, without those that are mostly written with a capital. `tables` holds the lists of cues by table and name,
    for instance `tables["phone"]["cues"]`.
    """

    code: str
    given: Mapping[str, bool]
    surnames: Mapping[str, bool]
    places: frozenset[str]
    known: frozenset[str]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]

    def words(self, table: str, name: str) -> tuple[str, ...]:
        """One list of cues; empty where the language has none."""
        return self.tables.get(table, {}).get(name, ())


def load_privacy(code: str, folders: Iterable[Path]) -> PrivacyLanguage:
    """Read the words of language `code` from the `privacy` folder of `folders` (language folders); takes a second.

    Where two folders hold the same file, the later one is taken. Raises DataError when a file is missing or faulty.
    """
    found = list(folders)
    paths = {path.name: path for folder in found for path in sorted((folder / FOLDER).glob("*.*"))}
    wanted = [_WORDS, *_LISTS.values()]
    missing = [Fault(name, 0, f"is missing in the folder {FOLDER} of language {code}") for name in wanted]
    missing = [fault for fault in missing if fault.file not in paths]
    if missing:
        raise DataError(missing)
    tables = _tables(paths[_WORDS])
    spoken = load_language(code, found)
    capitalised = set(_lines(paths[_LISTS["capitalised"]]))
    return PrivacyLanguage(
        code=code,
        given=_names(paths[_LISTS["given"]]),
        surnames=_names(paths[_LISTS["surnames"]]),
        places=frozenset(_lines(paths[_LISTS["places"]])),
        known=frozenset({*spoken.known_words, *spoken.lemmas} - capitalised),
        tables=tables,
    )


def alternatives(words: Collection[str]) -> str:
    """A group that matches any of `words` as whole words, the longest first; nothing when there are none."""
    if not words:
        return r"(?!)"
    listed = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_pattern(word) for word in listed) + ")"


def _pattern(word: str) -> str:
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    before = r"(?<!\w)" if word[0].isalnum() else ""
    return before + spaced + (r"(?!\w)" if word[-1].isalnum() else "")


def _tables(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError([Fault(path.name, 0, f"not valid TOML: {error}")]) from None
    faults = [
        Fault(path.name, 0, f"{table}.{name} is not a list of words in lower case")
        for table, lists in content.items()
        for name, words in (lists.items() if isinstance(lists, dict) else [("", None)])
        if not _is_list_of_words(words)
    ]
    if faults:
        raise DataError(faults)
    return {table: {name: tuple(words) for name, words in lists.items()} for table, lists in content.items()}


def _is_list_of_words(words: Any) -> bool:
    return isinstance(words, list) and all(isinstance(w, str) and w.strip() and w == w.lower() for w in words)


def _names(path: Path) -> dict[str, bool]:
    return {line.removesuffix(_SHARED): line.endswith(_SHARED) for line in _lines(path)}


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
