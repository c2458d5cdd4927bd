"""Postal addresses: a street with a house number, in the orders of several countries, boxes and British postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.privacy.cued import Find
from coder.privacy.identifiers import Identifier
from coder.privacy.language import PrivacyLanguage, alternatives

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŽČŠ]"
_WORD = rf"{_CAPITAL}[\w'’-]*\.?"
_HOUSE = r"\d{1,5}(?:\s?[A-Za-z](?!\w))?(?:[-/]\d{1,4})?"
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
_TAIL = rf"(?:,?\s+{_WORD}(?:\s{_WORD})?,?\s+(?:{_BRITISH}|[A-Z]{{2}} \d{{5}}|\d{{5}})(?!\w)|,\s*\d{{5}}\s+{_WORD})?"


def address_finder(language: PrivacyLanguage) -> Find:
    """A finder for addresses that hold a house number, a box number or a British postcode."""
    after = alternatives(language.words("address", "after"))
    before = language.words("address", "before")
    parts = rf"(?i:{alternatives(language.words('address', 'parts'))})\s*(?:\d+\s?\w?|[A-Z])(?!\w)"
    small = alternatives(language.words("names", "particles"))
    ending = "(?:" + "|".join(map(re.escape, language.words("address", "endings"))) + ")"
    title = alternatives([word.capitalize() for word in before])
    dotted = alternatives([word for word in before if word.endswith(".")])
    street = rf"(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th))"
    patterns = (
        rf"(?:{parts},?\s+)*(?<![\w.,-]){_HOUSE},?\s+(?:{street}\s+){{1,4}}(?i:{after})(?:,\s*{parts})*{_TAIL}",
        rf"(?<![\w.,-]){_HOUSE},?\s+(?i:{alternatives(before)})\s+(?:{small}\s+)*{_WORD}(?:\s{_WORD})?{_TAIL}",
        rf"(?:{title}|{dotted})\s+(?:(?:{small}|{_WORD})\s+){{0,3}}{_WORD},?\s+(?:[Nn]o?[.°º]?\s*)?{_HOUSE}(?!\w){_TAIL}",
        rf"(?<!\w){_CAPITAL}\w*[ ]?(?i:{ending})\s*{_HOUSE}(?!\w){_TAIL}",
        rf"(?i:{alternatives(language.words('address', 'boxes'))})\s*\d+",
        rf"(?<!\w){_BRITISH}(?!\w)",
    )
    compiled = [re.compile(pattern) for pattern in patterns]

    def find(text: str) -> Iterator[Identifier]:
        for pattern in compiled:
            for match in pattern.finditer(text):
                yield Identifier(match.start(), match.end(), "address", 0.8)

    return find
