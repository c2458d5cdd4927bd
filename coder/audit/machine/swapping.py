"""Exchange words of a kind in a text, such as woman and man, by a list that belongs to the language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.errors import DataError, Fault
from coder.scheme import Scheme

SWAPS_FILE = Path("audit") / "swaps.toml"
"""Below the folder of a language: the words. Below that of a scheme: the dimensions that may change with them."""
_KIND = re.compile(r"[a-z_]{1,30}")


@dataclass(frozen=True)
class Swaps:
    """`words` maps a kind of words to whole words in lower case and what each becomes. `as_object` is what some become
    instead before a word of `object_before`, or before none."""

    words: Mapping[str, Mapping[str, str]]
    as_object: Mapping[str, str] = field(default_factory=dict)
    object_before: frozenset[str] = frozenset()

    def swapped(self, text: str, kind: str) -> str:
        """The text with the words of a kind exchanged, capitals kept. Raises KeyError for a kind that is none."""
        words = self.words[kind]

        def exchange(match: re.Match[str]) -> str:
            found = match.group()
            # Letters that match whatever their case need not fold to it, such as a dotless i: such a word stays.
            other = words.get(found.lower(), found)
            if found.lower() in self.as_object:
                follower = re.match(r" (\w+)", text[match.end() :])
                if follower is None or follower[1].lower() in self.object_before:
                    other = self.as_object[found.lower()]
            if found.isupper() and len(found) > 1:
                return other.upper()
            return other[0].upper() + other[1:] if found[0].isupper() else other

        return re.sub(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", exchange, text, flags=re.IGNORECASE)


def load_swaps(language_folder: Path) -> Swaps:
    """The exchange lists of a language; none where it has no such file. Raises DataError with all faults."""
    table = _table(language_folder / SWAPS_FILE)
    words, objects = table.get("words", {}), table.get("as_object", {})
    faults = [*_word_faults(words), *_object_faults(objects)]
    if faults:
        raise DataError([Fault(SWAPS_FILE.name, 0, each) for each in faults])
    return Swaps(words, objects.get("words", {}), frozenset(objects.get("before", ())))


def _word_faults(words: Any) -> Iterator[str]:
    if not isinstance(words, dict):
        yield "words is no table of kinds"
        return
    for kind, pairs in words.items():
        if not _KIND.fullmatch(kind):
            yield f"{kind!r} is no name of a kind"
        if isinstance(pairs, dict) and pairs:
            yield from _pair_faults(kind, pairs)
        else:
            yield f"{kind}: a kind needs pairs of words"


def _object_faults(objects: Any) -> Iterator[str]:
    if not isinstance(objects, dict):
        yield "as_object is no table"
        return
    pairs, before = objects.get("words", {}), objects.get("before", [])
    if isinstance(pairs, dict):
        yield from _pair_faults("as_object", pairs)
    else:
        yield "as_object: words is no table of pairs"
    if not isinstance(before, list) or not all(isinstance(word, str) for word in before):
        yield "as_object: before is no list of words"


def _pair_faults(kind: str, pairs: Mapping[str, Any]) -> Iterator[str]:
    for word, other in pairs.items():
        if not isinstance(other, str) or not other or not word or word != word.lower():
            yield f"{kind}: {word!r} is no pair of words, the first in lower case"


def load_about(scheme_folder: Path) -> Mapping[str, frozenset[str]]:
    """For each kind of words the dimensions that may change with them; none where the scheme does not say."""
    about = _table(scheme_folder / SWAPS_FILE).get("about", {})
    return {kind: frozenset(names) for kind, names in about.items()}


def aside_of(about: Mapping[str, frozenset[str]], scheme: Scheme) -> dict[str, list[str]]:
    """For each kind of words the codes that may change with them: those of its dimensions."""
    return {
        kind: [code.id for dimension in sorted(names) for code in scheme.codes_of(dimension)]
        for kind, names in about.items()
    }


def _table(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError([Fault(path.name, 0, f"not valid TOML: {error}")]) from None
