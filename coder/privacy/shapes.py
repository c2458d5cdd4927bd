"""Identifiers that their own shape gives away, in any language: e-mail, web addresses, handles, accounts, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.privacy.identifiers import Identifier, Kind

_TOP_LEVEL = "com|org|net|info|biz|edu|gov|int|mil|io|me|co|app|xyz|site|online|ru|ua|uk|de|fr|es|it|nl|pl|ro|ng|in|ph"

_SHAPES: tuple[tuple[Kind, float, str], ...] = (
    ("email", 0.99, r"(?<![\w.+-])[\w.+'-]*\w@\w[\w-]*(?:\.\w[\w-]*)+"),
    (
        "email",
        0.9,
        rf"(?<!\w)[\w.+-]+\s?[\[(](?:at|@)[\])]\s?[\w-]+(?:\s?(?:\.|[\[(]dot[\])])\s?(?:{_TOP_LEVEL}))+(?!\w)",
    ),
    ("url", 0.99, r"(?<!\w)(?:https?://|www\.)[^\s<>\"“”'’)\]]*[^\s<>\"“”'’)\].,;:!?]"),
    ("url", 0.9, r"(?<![\w@.])[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}/[^\s<>\"“”'’)\]]*[^\s<>\"“”'’)\].,;:!?]"),
    ("url", 0.8, rf"(?<![\w@.])[A-Za-z0-9][\w-]+(?:\.[\w-]+)*\.(?:{_TOP_LEVEL})(?![\w-])"),
    ("handle", 0.9, r"(?<![\w@.])@(?=[\w.]*[A-Za-z])[A-Za-z0-9_](?:[\w.]*\w)"),
    ("document", 0.9, r"(?<![\w<])[A-Z][A-Z0-9<][A-Z]{3}[A-Z0-9<]{15,}(?<=[<\d])"),
    ("document", 0.8, r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    ("document", 0.8, r"(?<![\w-])(?:\d{1,2}:)?\d{2,4}-(?:cr|cv|mj|md|mc|misc)-\d{2,6}(?:-[A-Z]{1,4})*(?!\w)"),
    ("document", 0.7, r"(?<![\w/-])[A-Z]{2,6}[-/](?:19|20)\d{2}[-/]\d{2,8}(?![\w/-])"),
    ("document", 0.6, r"(?<![\w/-])\d{3,7}/(?:19|20)\d{2}(?![\w/-])"),
    ("document", 0.6, r"(?<![\w/-])[A-Z]{1,3}[ ]?\d{6,9}(?![\w/-])"),
)
_COMPILED = tuple(
    (kind, confidence, re.compile(pattern, re.IGNORECASE if kind == "email" else 0))
    for kind, confidence, pattern in _SHAPES
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){12,18}(?![\w-])")


def find_shapes(text: str) -> Iterator[Identifier]:
    """Identifiers recognised by shape alone."""
    for kind, confidence, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield Identifier(match.start(), match.end(), kind, confidence)
    for match in _IBAN.finditer(text):
        if _is_iban(match.group()):
            yield Identifier(match.start(), match.end(), "account", 0.99)
    for match in _CARD.finditer(text):
        if _is_card(match.group()):
            yield Identifier(match.start(), match.end(), "account", 0.9)


def _is_iban(written: str) -> bool:
    """Check digits after ISO 13616: the number with its first four signs moved to the end is 1 modulo 97."""
    signs = written.replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _is_card(written: str) -> bool:
    """Check digit after Luhn (ISO/IEC 7812): every second digit from the right doubled, digits summed, 0 modulo 10."""
    digits = [int(sign) for sign in written if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
