"""Misspelt words are taken for wanted ones; known words, names and far words are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.rules.fuzzy import Speller

spell = Speller(
    known={"passage", "bread", "throat", "corn"},
    wanted={"passport", "confiscate", "confiscated", "beaten", "threat", "victim", "brothel", "farm"},
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("passprot", "passport"),
        ("pasport", "passport"),
        ("passportt", "passport"),
        ("confisctaed", "confiscated"),
        ("confscated", "confiscated"),
        ("beeten", "beaten"),
        ("thraet", "threat"),
        ("v1ctim", "victim"),
        ("victirn", "victim"),
        ("br0thel", "brothel"),
        ("passp0rt", "passport"),
        ("farrn", "farm"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_one_that_was_meant(written, meant):
    assert spell(written)[0] == meant


@pytest.mark.parametrize(
    "written",
    [
        "passport",
        "passage",
        "throat",
        "bread",
        "corn",
        "cat",
        "far",
        "1234",
        "xyzzy",
        "pass",
        "portal",
        "mendez",
        "bate",
        "threw",
        "",
    ],
)
def test_known_short_and_far_words_are_left_alone(written):
    assert spell(written) is None


def test_similarity_is_a_percentage_below_100_for_a_guess():
    assert 80 < spell("passprot")[1] < 100


@given(st.text(max_size=20))
def test_any_word_is_answered_with_a_wanted_one_or_none(word):
    found = spell(word)
    assert found is None or (
        found[0] in {"passport", "confiscate", "confiscated", "beaten", "threat", "victim", "brothel", "farm"}
        and 0 < found[1] <= 100
    )
