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
    ("text", "words", "titled"),
    [
        ("[NAME1] took [NAME12]'s phone.", ["[name]", "took", "[name]", "'s", "phone", "."], [0, 2]),
        ("([NAME1])", ["(", "[name]", ")"], [1]),
        ("[NAME1]-[NAME2]", ["[name]", "[name]"], [0, 1]),
        ("[NAME1],15", ["[name]", ",", "15"], [0]),
        ("card [ACCOUNT1], born [BIRTH_DATE2]", ["card", "[account]", ",", "born", "[birth_date]"], []),
        ("[PERSON3] LEFT WITH [NAME1]", ["[person]", "left", "with", "[name]"], [0, 3]),
        ("he [sic] left [NAME] and [12]", ["he", "[", "sic", "]", "left", "[", "name", "]", "and", "[", "12", "]"], []),
    ],
)
def test_a_mask_is_one_word_of_its_kind_and_a_name_where_it_stands_for_one(text, words, titled):
    doc = tokenise(text)
    assert doc.words == words
    assert [at for at, word in enumerate(doc.words) if doc.titled[at] and word.startswith("[")] == titled


def test_a_mask_has_the_offsets_of_its_brackets_and_is_not_corrected():
    doc = tokenise("[NAME1] left.", lambda word: ("nape", 90.0))
    assert (doc.words[0], doc.span(0, 1)) == ("[name]", (0, 7))


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
