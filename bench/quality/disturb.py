"""Disturb narratives the way archives, letterheads and other people's cases do; seeded, so that figures repeat."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_MISREAD = {
    "o": "0", "l": "1", "i": "l", "s": "5", "b": "6", "e": "c", "m": "rn", "w": "vv", "d": "cl", "u": "ii", "g": "q", "h": "b",
}  # fmt: skip
"""What scanners make of letters."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

BOILERPLATE = (
    "Human trafficking is a crime that involves exploiting a person for labor, services or commercial sex. The law defines it as "
    "the recruitment, transportation, transfer, harboring or receipt of persons by means of force, fraud or coercion. "
    "If you or someone you know may be a victim, call the hotline; all calls are confidential.",
    "An indictment is merely an allegation. All defendants are presumed innocent until proven guilty beyond a reasonable doubt in a "
    "court of law. The maximum penalty for forced labour under the statute is twenty years in prison.",
    "According to estimates of international organisations, millions of women, men and children are held in forced labour, debt bondage and "
    "forced marriage at any time. Traffickers often confiscate passports, withhold wages and threaten families.",
    "The task force brings together police, prosecutors and service providers. Its members are trained to recognise signs of exploitation, "
    "such as restricted movement, physical abuse, or a minor engaged in commercial sex.",
    "Under the Act, a person commits an offence if he arranges or facilitates the travel of another person with a view to that person being "
    "exploited, including by slavery, servitude, sexual exploitation or the removal of organs.",
)
"""Paragraphs that stand under many case texts and say nothing of the case. Written for this measurement."""

SWAPS: Mapping[str, Mapping[str, str]] = {
    "sex": {
        "woman": "man", "women": "men", "girl": "boy", "girls": "boys", "she": "he", "her": "his", "hers": "his", "herself": "himself",
        "female": "male", "females": "males", "mother": "father", "daughter": "son", "sister": "brother",
        "man": "woman", "men": "women", "boy": "girl", "boys": "girls", "he": "she", "his": "her", "him": "her", "himself": "herself",
        "male": "female", "males": "females", "father": "mother", "son": "daughter", "brother": "sister",
    },
    "nationality": {
        "mexican": "Latvian", "mexico": "Latvia", "thai": "Bolivian", "thailand": "Bolivia", "chinese": "Peruvian", "china": "Peru",
        "russian": "Kenyan", "russia": "Kenya", "ukrainian": "Ghanaian", "ukraine": "Ghana", "indian": "Samoan", "india": "Samoa",
        "nigerian": "Romanian", "nigeria": "Romania", "filipino": "Nepali", "filipina": "Nepali", "philippines": "Nepal",
        "vietnamese": "Jordanian", "vietnam": "Jordan", "guatemalan": "Moldovan", "guatemala": "Moldova", "honduran": "Ugandan",
        "honduras": "Uganda", "indonesian": "Albanian", "indonesia": "Albania", "romanian": "Nigerian", "romania": "Nigeria",
        "ethiopian": "Polish", "ethiopia": "Poland", "bangladeshi": "Cuban", "bangladesh": "Cuba", "cambodian": "Serbian", "cambodia": "Serbia",
    },
    "ethnicity": {
        "black": "white", "white": "black", "hispanic": "asian", "latino": "asian", "latina": "asian", "asian": "hispanic", "african": "european",
        "european": "african", "roma": "sami", "arab": "slavic", "indigenous": "settler", "muslim": "christian", "christian": "muslim",
        "hindu": "buddhist", "buddhist": "hindu", "jewish": "hindu",
    },
}  # fmt: skip
"""Words exchanged for others of the same kind. `her` becomes `his` whatever its part of speech: a little bad grammar is the price."""


def misspelt(text: str, share: float, draw: random.Random) -> str:
    """The text with a `share` of its letters dropped, doubled, exchanged or replaced by a neighbour in the alphabet."""
    letters: list[str] = []
    for char in text:
        if not char.isalpha() or draw.random() >= share:
            letters.append(char)
            continue
        kind = draw.randrange(4)
        if kind == 1:
            letters += [char, char]
        elif kind == 2:
            letters.append(draw.choice(_LETTERS))
        elif kind == 3 and letters:
            letters.insert(-1, char)
    return "".join(letters)


def misread(text: str, share: float, draw: random.Random) -> str:
    """The text with a `share` of the letters that scanners confuse read wrongly, and now and then a word cut in two."""
    read = []
    for char in text:
        wrong = _MISREAD.get(char)
        if wrong is not None and draw.random() < share:
            read.append(wrong)
        elif char.isalpha() and draw.random() < share / 20:
            read.append(char + " ")
        else:
            read.append(char)
    return "".join(read)


def with_boilerplate(text: str, draw: random.Random) -> str:
    """The text with one or two such paragraphs below it."""
    return "\n\n".join([text, *draw.sample(BOILERPLATE, draw.randint(1, 2))])


def swapped(text: str, words: Mapping[str, str]) -> str:
    """The text with whole words exchanged, capitals kept."""

    def exchange(match: re.Match[str]) -> str:
        found = match.group()
        other = words[found.lower()]
        if found.isupper() and len(found) > 1:
            return other.upper()
        return other[0].upper() + other[1:] if found[0].isupper() else other

    return re.sub(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", exchange, text, flags=re.IGNORECASE)
