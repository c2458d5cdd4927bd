"""Patterns are found where they stand, within sentences and gaps, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.narrative.tokens import Tokeniser
from coder.patterns.index import PatternIndex
from coder.patterns.pattern import PatternReader
from coder.patterns.table import compile_patterns

LEMMAS = {"took": "take", "taken": "take", "papers": "paper", "was": "be", "locked": "lock", "leaves": "leave"}
LISTS = {"papers": ["passport", "identity paper", "paper"]}
tokenise = Tokeniser("en", abbreviations={}, lemmas=LEMMAS)
READER = PatternReader(LISTS, split=tokenise.split, lemma=tokenise.lemma)


def index_of(*patterns):
    return PatternIndex(compile_patterns(patterns))


def found(written, text):
    pattern = READER.read(written)
    doc = tokenise(text)
    return [text[slice(*doc.span(match.first, match.last))] for match in index_of(pattern).find(doc)]


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("take", "He took it", ["took"]),
        ("take ~2 passport", "took her old passport", ["took her old passport"]),
        ("take ~ @papers", "took her identity papers", ["took her identity papers"]),
        ("=taken", "it was taken", ["taken"]),
        ("lock (in|up)", "she was locked up", ["locked up"]),
        ("her? passport", "the passport", ["passport"]),
        ("take her? passport", "took passport", ["took passport"]),
        ("take her? passport", "took her passport", ["took her passport"]),
        ("take ~1 her? passport", "took away passport", ["took away passport"]),
        ("debt .. work", "a debt that they all had to work off", ["debt that they all had to work"]),
        ("passport & lock", "locked in, her passport gone", ["locked in, her passport"]),
        ("sex work", "sex-work", ["sex-work"]),
        ("take passport", "TOOK PASSPORT", ["TOOK PASSPORT"]),
        ("take ~ passport", "took a passport and took a passport", ["took a passport", "took a passport"]),
    ],
)
def test_a_pattern_is_found(written, text, expected):
    assert found(written, text) == expected


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("take ~2 passport", "took one two three passport"),
        ("take passport", "took her passport"),
        ("take ~5 passport", "She took it. A passport lay there"),
        ("debt .. work", "a debt. She had to work"),
        ("passport & lock", "Her passport was gone. They locked up"),
        ("=took", "it was taken"),
        ("lock in", "in lock"),
        ("passport ~3 take", "took her passport"),
        ("identity paper", "identity of paper"),
        ("lock (in|up)", "locked"),
        ("take", "mistake"),
        ("leave home", "home leaves"),
    ],
)
def test_a_pattern_is_not_found(written, text):
    assert found(written, text) == []


def test_named_words_are_those_of_the_pattern_not_those_skipped():
    pattern = READER.read("take ~3 passport")
    match = index_of(pattern).find(tokenise("took no valid passport"))[0]
    assert match.named == (0, 3)


def test_many_matches_of_one_pattern_in_a_sentence_are_capped():
    assert len(found("take", "took " * 40)) == 6


WORDS = ["take", "her", "passport", "lock", "in", ".", "debt"]


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_a_match_lies_in_one_sentence_and_names_its_ends(words):
    doc = tokenise(" ".join(words))
    patterns = [
        READER.read(written)
        for written in ("take ~2 passport", "lock in", "debt .. passport", "her? passport", "take & debt")
    ]
    for match in index_of(*patterns).find(doc):
        first, last = doc.sentences[match.sentence]
        assert first <= match.first < match.last <= last
        assert match.named[0] == match.first
        assert match.named[-1] == match.last - 1


@given(st.lists(st.sampled_from(WORDS), max_size=20))
def test_an_ordered_gap_pattern_agrees_with_a_plain_search(words):
    doc = tokenise(" ".join(words))
    pattern = READER.read("take ~2 passport")
    expected = {
        at
        for first, last in doc.sentences
        for at in range(first, last)
        if doc.words[at] == "take" and "passport" in doc.words[at + 1 : min(at + 4, last)]
    }
    matches = {match.first for match in index_of(pattern).find(doc)}
    assert matches <= expected
    assert len(matches) >= min(len(expected), 6)
