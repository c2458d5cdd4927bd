"""Find all identifiers of a text: every finder once, overlaps settled, then every place where a found one recurs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from coder.privacy.addresses import address_finder
from coder.privacy.cued import Find, cued_finders
from coder.privacy.identifiers import Identifier, Kind
from coder.privacy.language import PrivacyLanguage
from coder.privacy.names import NameFinder
from coder.privacy.phones import phone_finder
from coder.privacy.shapes import find_shapes

_FIRST: tuple[Kind, ...] = (
    "custom", "email", "url", "account", "birth_date", "document", "plate", "phone", "handle", "address", "name",
)  # fmt: skip
"""Where two findings overlap, the kind that stands first here is kept."""
_REPEATED = 0.6
_SHORTEST_PART = 3

Progress = Callable[[str], None]


def find_identifiers(text: str, language: PrivacyLanguage) -> tuple[Identifier, ...]:
    """Everything in `text` that may tell who a person is, in its order and without overlaps.

    A name found once is marked wherever it stands, also by one of its parts. Nothing found is no promise that nothing
    is there: see docs/privacy.md for the shares that are missed.
    """
    found = [item for find in _finders(language) for item in find(text)]
    settled = _settled(found)
    return _settled([*settled, *_repeats(text, settled, language)])


class _ByIdentity:
    """A language as a key of the cache: the same object, whatever it holds."""

    def __init__(self, language: PrivacyLanguage) -> None:
        self.language = language

    def __hash__(self) -> int:
        return id(self.language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.language is self.language


def _finders(language: PrivacyLanguage) -> tuple[Find, ...]:
    return _compiled(_ByIdentity(language))


@lru_cache(maxsize=4)
def _compiled(key: _ByIdentity) -> tuple[Find, ...]:
    language = key.language
    return (
        find_shapes,
        *cued_finders(language),
        phone_finder(language),
        address_finder(language),
        NameFinder(language),
    )


def _settled(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Findings without overlaps: by kind, then the surer, then the longer, then the earlier."""
    kept: list[Identifier] = []
    order = sorted(found, key=lambda i: (_FIRST.index(i.kind), -i.confidence, i.start - i.end, i.start))
    for item in order:
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.start))


def _repeats(text: str, found: Iterable[Identifier], language: PrivacyLanguage) -> Iterator[Identifier]:
    """Every further place where a found identifier stands, and where a part of a found name stands."""
    for (written, kind), confidence in sorted(_written(text, found, language).items()):
        for match in re.finditer(rf"(?<!\w){re.escape(written)}(?!\w)", text):
            yield Identifier(match.start(), match.end(), kind, min(_REPEATED, confidence))


def _written(text: str, found: Iterable[Identifier], language: PrivacyLanguage) -> dict[tuple[str, Kind], float]:
    """What to look for again, with the confidence of the surest finding that it comes from."""
    wanted: dict[tuple[str, Kind], float] = {}
    small = set(language.words("names", "particles"))
    for item in found:
        written = text[item.start : item.end]
        forms = {written}
        if item.kind == "name":
            forms |= {part for part in re.split(r"[\s.]+", written) if len(part) >= _SHORTEST_PART} - small
            forms |= {form.upper() for form in forms}
        for form in forms:
            wanted[form, item.kind] = max(item.confidence, wanted.get((form, item.kind), 0.0))
    return wanted
