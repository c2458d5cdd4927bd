"""Features carry lemmas, pairs, skips, pieces and marks."""

from coder.classifier.features import sentence_features
from coder.narrative.tokens import Tokeniser

tokenise = Tokeniser("en", abbreviations={}, lemmas={"beaten": "beat"})


def features(text, marks=None):
    doc = tokenise(text)
    return sentence_features(doc, marks or [""] * len(doc))


def test_each_sentence_has_its_own_features():
    assert len(features("One. Two.")) == 2


def test_lemmas_pairs_and_skips_are_features():
    found = features("she was beaten")[0]
    assert {"she", "was", "beat", "she was", "was beat", "she _ beat"} <= set(found)


def test_long_words_are_cut_into_pieces_and_short_ones_are_not():
    found = features("beaten dog")[0]
    assert {"#^bea", "#ten$"} <= set(found)
    assert not any("dog" in piece for piece in found if piece.startswith("#"))


def test_a_mark_makes_another_feature():
    assert "-beat" in features("she beaten", ["", "-"])[0]
    assert "beat" not in features("she beaten", ["", "-"])[0]


def test_punctuation_is_no_feature():
    assert "." not in features("she left .")[0]
