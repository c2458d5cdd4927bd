"""Drift of inputs: found where it is, seldom where it is not, and no word is kept."""

import numpy as np
import pytest

from coder.audit.inputs import input_drift, measure_texts

WORDS = [f"w{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(200)]


def texts(random, records, *, length=30, words=WORDS):
    return [(f"r{at}", " ".join(random.choice(words, random.poisson(length)))) for at in range(records)]


def found(pairs, familiarity=None, *, edge=None, seed=0):
    names = [id_ for id_, _ in pairs]
    known = np.full(len(names), np.nan) if familiarity is None else familiarity
    before = np.arange(len(names)) < (len(names) // 2 if edge is None else edge)
    made = input_drift(measure_texts(pairs, names, known), before, ~before, np.random.default_rng(seed))
    return {each.name: each for each in made}


def test_lengths_are_counted_in_words_and_strangers_are_passed_over():
    inputs = measure_texts([("a", "Two words, 2 digits."), ("x", "not here")], ["a", "b"], np.full(2, np.nan))
    assert inputs.length[0] == 3
    assert np.isnan(inputs.length[1])
    assert inputs.words.sum() == 3


def test_longer_texts_other_words_and_less_familiar_ones_are_told_apart():
    random = np.random.default_rng(1)
    early, late = texts(random, 200), texts(random, 200, length=40, words=WORDS[60:])
    pairs = early + [(f"s{id_}", text) for id_, text in late]
    drift = found(pairs, np.concatenate([np.full(200, 0.9), np.full(200, 0.7)]))
    assert set(drift) == {"length in words", "vocabulary", "familiarity"}
    assert all(each.shift.p < 0.01 for each in drift.values())
    assert drift["length in words"].before == pytest.approx(30, abs=1.5)
    assert drift["length in words"].after == pytest.approx(40, abs=1.5)
    assert (drift["familiarity"].before, drift["familiarity"].after) == (pytest.approx(0.9), pytest.approx(0.7))


def test_the_same_source_is_called_changed_about_as_often_as_the_test_says():
    random = np.random.default_rng(2)
    alarms = sum(found(texts(random, 60), seed=at)["vocabulary"].shift.p <= 0.05 for at in range(60))
    assert alarms <= 9  # 3 expected; 10 or more have a chance below 0.1 %


def test_a_period_without_texts_is_left_out():
    assert found([("a", "one two"), ("b", "three")], edge=0) == {}
    assert set(found([("a", ""), ("b", "three")], edge=1)) == {"length in words"}
