"""Ages, sexes and conditions are told to be about a victim or about somebody else."""

import pytest

from coder.claims.roles import RoleReader
from coder.narrative.language_data import load_language
from coder.narrative.tokens import Tokeniser
from tests.conftest import LANGUAGES

LANGUAGE = load_language("en", [LANGUAGES / "en"])
tokenise = Tokeniser("en", abbreviations=LANGUAGE.abbreviations, lemmas=LANGUAGE.lemmas)
reader = RoleReader(LANGUAGE.tables["persons"], tokenise)


def about_victim(text, words):
    doc = tokenise(text)
    wanted = tokenise.split(words)
    at = next(at for at in range(len(doc)) if doc.words[at : at + len(wanted)] == wanted)
    return reader.read(doc).is_about("victim", at, at + len(wanted))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They recruited a woman from the village.", "woman"),
        ("The girl was forced to beg.", "girl"),
        ("He sold the boy to a farmer.", "boy"),
        ("A 15-year-old girl was rescued.", "15 year old"),
        ("The victim, 19, escaped.", "19"),
        ("Police rescued two women from the flat.", "women"),
        ("The man was locked in a shed by his employer.", "man"),
        ("The girls, aged 14 and 16, were held in a motel.", "aged 14"),
        ("The worker was 32 years old.", "32 years old"),
        ("She was homeless when she was recruited.", "she"),
    ],
)
def test_words_about_a_victim(text, words):
    assert about_victim(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The defendant, 41, was sentenced on Friday.", "41"),
        ("A 41-year-old man was arrested.", "41 year old"),
        ("A man was sentenced to prison for trafficking a girl.", "man"),
        ("Police arrested two women who ran the flat.", "women"),
        ("John Smith, 38, of Leeds, pleaded guilty.", "38"),
        ("The girl was beaten by a man.", "man"),
        ("A woman pleaded guilty to holding the maid.", "woman"),
        ("The trafficker, a woman of 50, was charged.", "trafficker"),
        ("A court convicted the man of servitude.", "man"),
        ("His accomplice, aged 27, faces trial.", "aged 27"),
    ],
)
def test_words_about_somebody_else(text, words):
    assert not about_victim(text, words)


def test_without_data_everybody_counts_as_a_victim():
    doc = tokenise("The defendant, 41, was sentenced.")
    assert RoleReader({}, tokenise).read(doc).is_about("victim", 3, 4)
