"""Patterns are read as written, and what cannot be read says why."""

import pytest

from coder.patterns.pattern import ANYWHERE, PatternError, PatternReader

LISTS = {"papers": ["passport", "identity card"], "things": ["@papers", "phone"]}


def parse(written, **options):
    reader = PatternReader(LISTS, split=str.split, lemma=lambda word: word.removesuffix("s"))
    return reader.read(written, **options)


def shape(written):
    return [
        [(sorted(element.phrases), element.gap, element.optional) for element in chain]
        for chain in parse(written).chains
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("take", [[([("take",)], 0, False)]]),
        ("takes papers", [[([("take",)], 0, False), ([("paper",)], 0, False)]]),
        ("take ~ it", [[([("take",)], 0, False), ([("it",)], 3, False)]]),
        ("take ~7 it", [[([("take",)], 0, False), ([("it",)], 7, False)]]),
        ("debt .. repay", [[([("debt",)], 0, False), ([("repay",)], ANYWHERE, False)]]),
        ("=left home", [[([("=left",)], 0, False), ([("home",)], 0, False)]]),
        ("(lock in|guard)", [[([("guard",), ("lock", "in")], 0, False)]]),
        ("her? passport", [[([("her",)], 0, True), ([("passport",)], 0, False)]]),
        ("(his|her)? passport", [[([("her",), ("hi",)], 0, True), ([("passport",)], 0, False)]]),
        ("@papers", [[([("identity", "card"), ("passport",)], 0, False)]]),
        ("(@things|money)", [[([("identity", "card"), ("money",), ("passport",), ("phone",)], 0, False)]]),
        ("beat & work", [[([("beat",)], 0, False)], [([("work",)], 0, False)]]),
    ],
)
def test_a_pattern_is_read_into_elements_and_chains(written, expected):
    assert shape(written) == expected


def test_exact_patterns_keep_every_word_as_written():
    assert parse("takes papers", exact=True).chains[0][0].phrases == {("=takes",)}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "nothing in it is required"),
        ("her?", "nothing in it is required"),
        ("~3 take", "does not stand between two elements"),
        ("take ~3", "ends with a gap"),
        ("take ~2 ~3 it", "does not stand between two elements"),
        ("@unknown", "unknown list @unknown"),
        ("take () it", "an element is empty"),
        ("take &", "nothing in it is required"),
        ("(|)", "an element is empty"),
        ("(lock|(keep in))", "within brackets or are left open"),
        ("(lock in", "are left open"),
        ("lock in)", "are left open"),
        ("(lock ~2 in|guard)", "gap or & stands within brackets"),
        ("(lock & guard)", "gap or & stands within brackets"),
    ],
)
def test_an_unreadable_pattern_says_why(written, reason):
    with pytest.raises(PatternError, match=reason):
        parse(written)
