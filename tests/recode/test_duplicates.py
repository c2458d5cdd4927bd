"""Duplicates are found as a full comparison of all pairs would find them, shown, and never merged."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import UsageError
from coder.recode.duplicates import Question, find_duplicates
from coder.recode.likeness import bands, jaccard, shingles
from coder.records import Narrative

WORDS = [f"word{number}" for number in range(400)]


def text_of(draw, words=60):
    return " ".join(draw.choices(WORDS, k=words))


def varied(text, draw, changes):
    words = text.split()
    for _ in range(changes):
        words[draw.randrange(len(words))] = draw.choice(WORDS)
    return " ".join(words)


def test_groups_are_those_of_a_full_comparison():
    draw = random.Random(3)
    texts = [text_of(draw) for _ in range(60)]
    texts += [varied(text, draw, changes) for text in texts[:30] for changes in (0, 1, 2, 4)]
    draw.shuffle(texts)
    narratives = [Narrative(str(number), text) for number, text in enumerate(texts)]
    found = find_duplicates(iter(narratives), Question(0.8))

    sets = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in map(str.split, texts)]
    parent = list(range(len(texts)))

    def root(number):
        while parent[number] != number:
            number = parent[number]
        return number

    index = {}
    for first, second in itertools.combinations(range(len(texts)), 2):
        index[first, second] = len(sets[first] & sets[second]) / len(sets[first] | sets[second])
        if index[first, second] >= 0.8:
            low, high = sorted((root(first), root(second)))
            parent[high] = low
    expected = {}
    for number in range(len(texts)):
        expected.setdefault(root(number), []).append(str(number))
    assert [[member.id for member in group] for group in found] == [ids for ids in expected.values() if len(ids) > 1]
    for member in itertools.chain.from_iterable(found):
        if member.like is not None:
            pair = tuple(sorted((int(member.id), int(member.like))))
            assert member.similarity == round(index[pair], 4)
            assert member.kind == "near_duplicate"


def test_case_and_punctuation_do_not_count_and_differing_columns_are_named():
    narratives = [
        Narrative("a", "The apples were bruised, and sold.", {"year": 2019, "shop": "north"}),
        Narrative("b", "the apples were BRUISED and sold", {"year": "2019", "shop": "south", "note": None}),
        Narrative("c", "Something else happened to the pears on Monday.", {"year": 2019}),
    ]
    ((first, second),) = find_duplicates(narratives, Question())
    assert (first.id, first.like, first.differing) == ("a", None, ())
    assert (second.id, second.like, second.similarity, second.differing) == ("b", "a", 1.0, ("shop", "note"))


SAME = [
    ("a", "A lorry with pears overturned near the mill on Monday.", "2020-01-01", "Mill"),
    ("b", "On Monday pears were lost near the mill, said the driver.", "2020-01-01", "Mill"),
    ("c", "The cat sat on a warm stone all day.", "2020-01-01", "Mill"),
    ("d", "On Monday pears were lost near the mill, so the driver said.", "2020-01-02", "Mill"),
    ("e", "A lorry with pears overturned, near the mill it was on Monday.", "", ""),
]


@pytest.mark.parametrize(
    ("same", "ids"), [((), []), (("day", "place"), ["a", "b"]), (("place",), ["a", "b", "d"]), (("day",), ["a", "b"])]
)
def test_the_same_incident_needs_equal_columns_and_enough_shared_words(same, ids):
    narratives = [Narrative(id_, text, {"day": day, "place": place}) for id_, text, day, place in SAME]
    groups = find_duplicates(narratives, Question(0.95, same=same))
    assert [[member.id for member in group] for group in groups] == ([ids] if ids else [])
    assert {member.kind for group in groups for member in group[1:]} <= {"same_incident"}


@pytest.mark.parametrize("threshold", [0.6, 0.7, 0.8, 0.9, 0.95, 1.0])
def test_a_pair_at_the_threshold_is_found_nearly_always(threshold):
    count, rows = bands(threshold)
    assert 1 - (1 - threshold**rows) ** count >= 0.99
    assert count * rows <= 700


@given(
    st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=20),
    st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=20),
)
def test_the_index_is_that_of_the_sets(first, second):
    def plain(words):
        return {tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1))}

    expected = len(plain(first) & plain(second)) / len(plain(first) | plain(second))
    assert jaccard(shingles(first, 3), shingles(second, 3)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "question", [Question(0.5), Question(1.1), Question(same_threshold=0), Question(words=0), Question(same=("none",))]
)
def test_questions_that_make_no_sense_are_refused(question):
    with pytest.raises(UsageError):
        find_duplicates([Narrative("a", "The apples.", {})], question)


def test_columns_that_single_out_nothing_are_refused():
    narratives = (Narrative(str(n), f"Note number {n} of a day.", {"year": "2020"}) for n in range(1100))
    with pytest.raises(UsageError, match="more than 1,000 records agree in year"):
        find_duplicates(narratives, Question(same=("year",)))


def test_a_thousand_copies_cost_no_more_than_a_thousand_texts():
    narratives = (Narrative(str(n), "The same note about apples, again and again.") for n in range(1000))
    (group,) = find_duplicates(narratives, Question())
    assert len(group) == 1000
    assert {member.like for member in group} == {None, "0"}
