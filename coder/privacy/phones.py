"""Telephone numbers: international, national by shape, and plain digits beside a word of telephoning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.privacy.cued import Find
from coder.privacy.identifiers import Identifier
from coder.privacy.language import PrivacyLanguage, alternatives

_CANDIDATE = re.compile(
    r"(?<![\w.,/:-])(?:\+\s?)?(?:\(\+?\d{1,4}\)|\d)(?:[ ().\-–/]{0,2}\d){4,16}(?![\w%])(?![.,:/]\d)"
)
_NO_PHONE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)?\d{2}"
    r"|\d{1,3}(?:\.\d{3})+|[1-9]\d{0,2}(?: 000)+)\Z"
)
_NORTH_AMERICAN = re.compile(r"(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}\Z")
_BESIDE = 30
"""Characters before a number in which a word of telephoning counts."""


def phone_finder(language: PrivacyLanguage) -> Find:
    """A finder for telephone numbers."""
    cue = re.compile(rf"{alternatives(language.words('phone', 'cues'))}[^.;\n\d]*\Z", re.IGNORECASE)
    money = alternatives(language.words("phone", "money"))
    money_before = re.compile(rf"{money}\s*\Z", re.IGNORECASE)
    money_after = re.compile(rf"\s*{money}", re.IGNORECASE)

    def find(text: str) -> Iterator[Identifier]:
        for match in _CANDIDATE.finditer(text):
            start, end = match.span()
            before = text[max(0, start - _BESIDE) : start]
            if _NO_PHONE.match(match.group()) or money_before.search(before) or money_after.match(text, end):
                continue
            confidence = _confidence(match.group(), cued=bool(cue.search(before)))
            if confidence:
                yield Identifier(start, end, "phone", confidence)

    return find


def _confidence(written: str, *, cued: bool) -> float:
    """How surely this is a telephone number; 0 when nothing speaks for it."""
    digits = "".join(sign for sign in written if sign.isdigit())
    if not 5 <= len(digits) <= 15:
        return 0.0
    if written.startswith("+") or written.startswith("(+"):
        return 0.95
    if cued:
        return 0.9
    if _NORTH_AMERICAN.match(written) or (digits.startswith("00") and len(digits) >= 10):
        return 0.8
    return 0.7 if digits.startswith("0") and 9 <= len(digits) <= 12 else 0.0
