"""The tokeniser gives words, lemmas, sentences and original offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.narrative.tokens import Tokeniser

LEMMAS = {"taken": "take", "took": "take", "girls": "girl", "was": "be", "were": "be"}
tokenise = Tokeniser("en", abbreviations={"vic": "victim", "yo": "years old"}, lemmas=LEMMAS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The vic was taken.", ["the", "victim", "was", "taken", "."]),
        ("sex-trafficking of girls", ["sex", "trafficking", "of", "girls"]),
        ("a 15-year-old", ["a", "15", "year", "old"]),
        ("15 yo", ["15", "years", "old"]),
        ('her "boyfriend"', ["her", "boyfriend"]),
        ("she didn't", ["she", "did", "n't"]),
        ("cannot leave", ["can", "not", "leave"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_words_are_lower_case_and_without_joining_marks(text, words):
    assert tokenise(text).words == words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("heading without stop\n\nbody text", 2),
        ("list:\n- one\n- two", 3),
        ("Mr. Smith left", 1),
        ("", 0),
    ],
)
def test_sentences_end_at_stops_and_paragraphs(text, count):
    assert len(tokenise(text).sentences) == count


def test_an_endless_sentence_is_cut():
    assert len(tokenise("word " * 200).sentences) == 3


def test_lemmas_come_from_the_table():
    assert tokenise("Girls were taken").lemmas == ["girl", "be", "take"]


def test_several_words_of_an_abbreviation_share_its_span():
    doc = tokenise("a 15 yo girl")
    assert doc.words[2:4] == ["years", "old"]
    assert doc.span(2, 4) == (5, 7)


def test_misspelt_words_are_offered_for_correction_but_names_are_not():
    offered = []

    def correct(word):
        offered.append(word)
        return ("passport", 88.0) if word == "passprot" else None

    doc = tokenise("Passprot of Mendez and passprot", correct)
    assert doc.words == ["passport", "of", "mendez", "and", "passport"]
    assert doc.corrected == {0: 88.0, 4: 88.0}
    assert "mendez" not in offered


def test_in_capitals_every_word_is_offered():
    offered = []
    tokenise("SHE HID HER PASSPROT", lambda word: offered.append(word))
    assert "passprot" in offered


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=120))
def test_any_text_becomes_a_document_whose_sentences_cover_it(text):
    doc = tokenise(text)
    assert [at for first, last in doc.sentences for at in range(first, last)] == list(range(len(doc)))
    assert all(0 <= start < end <= len(text) for start, end in zip(doc.starts, doc.ends, strict=True))
    assert doc.starts == sorted(doc.starts)
