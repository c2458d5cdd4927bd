"""Numbers and handles that the words beside them give away: documents, plates, dates of birth, user names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coder.privacy.identifiers import Identifier, Kind
from coder.privacy.language import PrivacyLanguage, alternatives

Find = Callable[[str], Iterator[Identifier]]

_FEW_DIGITS, _MANY_DIGITS = 2, 5
_DATE = r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
_DATE_OR_TIME = re.compile(rf"(?:{_DATE}|\d{{1,2}}[:.]\d{{2}})\Z")
_NUMBER = r"(?P<value>(?:(?-i:[A-Z]{1,3}) )?(?=[\w/.:-]*\d)[A-Za-z0-9]+(?:[-/.:][A-Za-z0-9]+)*(?: \d{2,4}(?!\w))*)"
_PLATE = r"(?P<value>(?=[A-Z -]*\d)[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,3})(?!\w)"
_USER = r"@?(?P<value>[A-Za-z](?=[\w.]*[\d_.]\w)[\w.]+\w)"


def cued_finders(language: PrivacyLanguage) -> tuple[Find, ...]:
    """One finder for each kind that needs a word beside it."""
    return (
        _documents(language),
        _values(language, "plate", _PLATE, 0.9, case=True),
        _values(language, "handle", _USER, 0.7),
        _birth_dates(language),
    )


def _documents(language: PrivacyLanguage) -> Find:
    cues, weak = language.words("document", "cues"), set(language.words("document", "weak"))
    numbering = alternatives(language.words("document", "numbering"))
    links = alternatives((*language.words("document", "links"), *language.words("document", "numbering")))
    pattern = re.compile(
        rf"(?P<cue>{alternatives(cues)})(?P<link>(?:\s*{links}){{0,3}})[\s(\"“]*{_NUMBER}", re.IGNORECASE
    )
    numbered = re.compile(numbering, re.IGNORECASE)

    def find(text: str) -> Iterator[Identifier]:
        for match in pattern.finditer(text):
            cue, link, value = " ".join(match["cue"].lower().split()), match["link"].strip(), match["value"]
            if _is_number_of_document(value, weak=cue in weak, linked=bool(link), numbered=bool(numbered.search(link))):
                yield Identifier(*match.span("value"), "document", 0.9)

    return find


def _is_number_of_document(value: str, *, weak: bool, linked: bool, numbered: bool) -> bool:
    digits = sum(map(str.isdigit, value))
    if _DATE_OR_TIME.match(value) or digits < _FEW_DIGITS:
        return False
    return numbered or (digits >= _MANY_DIGITS - any(map(str.isalpha, value)) and (linked or not weak))


def _values(language: PrivacyLanguage, kind: Kind, value: str, confidence: float, *, case: bool = False) -> Find:
    """A finder for values that follow a cue of their kind, with linking words between."""
    cues = alternatives(language.words(kind, "cues"))
    links = alternatives(language.words(kind, "links"))
    signs = value if case else f"(?i:{value})"
    pattern = re.compile(rf"(?i:{cues}(?:\s*{links}){{0,3}})[\s(\"“:]*{signs}")

    def find(text: str) -> Iterator[Identifier]:
        for match in pattern.finditer(text):
            yield Identifier(*match.span("value"), kind, confidence)

    return find


def _birth_dates(language: PrivacyLanguage) -> Find:
    month = alternatives(language.words("birth_date", "months")) + r"\.?"
    ordinal = alternatives(language.words("birth_date", "ordinals")).replace(r"(?<!\w)", "")
    day = rf"\d{{1,2}}(?:\s?{ordinal})?"
    spelt = rf"{day}(?:\s+{alternatives(language.words('birth_date', 'of'))})?[\s-]+{month}(?:,?[\s-]+\d{{2,4}})?"
    american = rf"{month}\s+{day}(?:,?\s+\d{{4}})?"
    links = alternatives(language.words("birth_date", "links"))
    cues = alternatives(language.words("birth_date", "cues"))
    pattern = re.compile(
        rf"(?i:{cues})(?:[\s,:=(]+(?:(?i:{links})|(?!(?i:{month}))[A-ZÀ-Ý][\w'’-]+)){{0,6}}[\s,:=(]*"
        rf"(?P<value>(?i:{spelt}|{american})|{_DATE})(?!\w)"
    )

    def find(text: str) -> Iterator[Identifier]:
        for match in pattern.finditer(text):
            yield Identifier(*match.span("value"), "birth_date", 0.9)

    return find
