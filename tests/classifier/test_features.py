"""Features carry lemmas, pairs, skips, pieces and marks."""

from coder.classifier.features import is_word, sentence_features, withheld
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


def test_withholding_takes_about_the_share_asked_for_and_the_same_each_time():
    sentence = [[f"word{number}" for number in range(2000)]]
    kept = withheld(sentence, 0.3, "salt")
    assert kept == withheld(sentence, 0.3, "salt") != withheld(sentence, 0.3, "pepper")
    assert 0.65 < len(kept[0]) / 2000 < 0.75
    assert withheld(sentence, 0.0, "salt") == sentence


def test_words_that_must_not_sway_are_read_as_another_word_and_not_in_pieces():
    neutral = {"woman": "person", "japanese": "origin"}
    doc = tokenise("a japanese woman left")
    found = sentence_features(doc, [""] * len(doc), neutral)[0]
    assert {"person", "origin", "origin person"} <= set(found)
    assert not any("woma" in name or "jap" in name for name in found)


def test_who_somebody_is_makes_no_difference():
    neutral = {"she": "they", "he": "they"}
    docs = [tokenise(f"{word} was locked in") for word in ("She", "He")]
    assert len({str(sentence_features(doc, [""] * len(doc), neutral)) for doc in docs}) == 1


def test_words_of_one_kind_share_features_which_are_not_shown_as_words():
    kin = {"beat": "beat", "flog": "beat", "wage": "pay"}
    beaten, flogged = (
        set(sentence_features(doc, [""] * len(doc), kin=kin)[0])
        for doc in map(tokenise, ("beat for wage", "flog for wage"))
    )
    assert {"~beat", "~pay", "~beat ~pay"} <= beaten & flogged
    assert not any(map(is_word, ("~beat", "~beat ~pay", "-~beat", "#^bea")))
    assert all(map(is_word, ("beat", "beat for", "-beat", "beat _ wage")))


def test_a_kind_that_is_not_affirmed_is_another_feature():
    doc = tokenise("beat")
    assert "-~beat" in sentence_features(doc, ["-"], kin={"beat": "beat"})[0]
