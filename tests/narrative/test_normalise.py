"""Cleaning keeps a map to every character of the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.narrative.normalise import Normaliser

ABBREVIATIONS = {"vic": "victim", "w/": "with", "pp": "passport", "yo": "years old"}
normalise = Normaliser(ABBREVIATIONS)


@pytest.mark.parametrize(
    ("original", "clean"),
    [
        ("plain text stays", "plain text stays"),
        ("traf-\nficking", "trafficking"),
        ("traf-\r\n  ficking", "trafficking"),
        ("self-employed", "self-employed"),
        ("A-\nB", "A- B"),
        ("two   blanks\tand\u00a0a tab", "two blanks and a tab"),
        ("line\nbreak", "line break"),
        ("one.\n\nTwo", "one.\nTwo"),
        ("list\n- first\n- second", "list\n- first\n- second"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("“quoted” and ’s", '"quoted" and \'s'),
        ("a–b", "a-b"),
        ("ﬁne ﬂat", "fine flat"),
        ("cafe\u0301", "café"),
        ("Ｆｕｌｌ", "Full"),
        ("V I C T I M was held", "VICTIM was held"),
        ("a b c", "a b c"),
        ("Vic was taken w/ force", "victim was taken with force"),
        ("vic. stated", "victim stated"),
        ("the vic. She left", "the victim. She left"),
        ("VIC 16yo", "victim 16yo"),
        ("16 yo girl", "16 years old girl"),
        ("victim apply apps", "victim apply apps"),
        ("", ""),
    ],
)
def test_text_is_cleaned_as_the_table_says(original, clean):
    assert normalise(original).text == clean


@pytest.mark.parametrize(
    ("original", "clean_words", "original_words"),
    [
        ("the vic. stated", "victim", "vic."),
        ("she was traf-\nficked", "trafficked", "traf-\nficked"),
        ("V I C T I M of", "VICTIM", "V I C T I M"),
        ("her ﬁrst job", "first", "ﬁrst"),
        ("was   held", "was held", "was   held"),
        ("a “pp” kept", "passport", "pp"),
    ],
)
def test_a_clean_span_is_told_in_characters_of_the_original(original, clean_words, original_words):
    clean = normalise(original)
    at = clean.text.index(clean_words)
    start, end = clean.original_span(at, at + len(clean_words))
    assert original[start:end] == original_words


text = st.text(
    alphabet=st.sampled_from("abcVIPpwy/. -\n\t\u00a0\u00ad\u200b“”’–…ﬁé\u0301•Ａ1")
    | st.characters(exclude_categories=("Cs",)),
    max_size=80,
)


@given(text)
def test_every_clean_character_maps_into_the_original_in_order(original):
    clean = normalise(original)
    spans = [clean.original_span(at, at + 1) for at in range(len(clean.text))]
    assert all(0 <= start < end <= len(original) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@given(text)
def test_unchanged_stretches_map_to_the_same_characters(original):
    clean = normalise(original)
    for segment in clean.segments:
        piece = clean.text[segment.clean : segment.clean + segment.clean_length]
        source = original[segment.original : segment.original + segment.original_length]
        if piece == source:
            assert clean.original_span(segment.clean, segment.clean + segment.clean_length) == (
                segment.original,
                segment.original + segment.original_length,
            )


@given(text)
def test_many_spans_are_told_as_one_by_one(original):
    clean = normalise(original)
    spans = [(at, min(at + 3, len(clean.text))) for at in range(0, len(clean.text), 2)]
    assert list(clean.original_spans(spans)) == [clean.original_span(*span) for span in spans]
