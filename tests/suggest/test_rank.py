"""Hierarchy, implied codes and single-valued dimensions hold whatever the confidences are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.scheme import Code, Dimension, make_scheme
from coder.suggest.rank import LIKELY, settle, shown

SCHEME = make_scheme(
    [
        Code("F", "fruit", "KIND"),
        Code("F1", "apple", "KIND", parent="F"),
        Code("F11", "red apple", "KIND", parent="F1", implies=("C1",)),
        Code("F2", "pear", "KIND", parent="F"),
        Code("V", "vegetable", "KIND"),
        Code("C1", "red", "COLOUR"),
        Code("C2", "green", "COLOUR"),
        Code("S1", "picked", "STAGE"),
        Code("S2", "sold", "STAGE"),
        Code("S3", "eaten", "STAGE"),
    ],
    [
        Dimension("KIND", "Kind"),
        Dimension("COLOUR", "Colour", cardinality="single"),
        Dimension("STAGE", "Stage", cardinality="single", choose="highest"),
    ],
)
confidences = st.fixed_dictionaries({code: st.floats(0, 1) for code in SCHEME.codes})


@given(confidences)
def test_a_parent_is_never_less_likely_than_its_child(raw):
    settled = settle(raw, SCHEME)
    assert all(settled[SCHEME.parent(code)] >= settled[code] for code in settled if SCHEME.parent(code) is not None)


@given(confidences)
def test_multi_valued_dimensions_do_not_compete(raw):
    settled = settle(raw, SCHEME)
    assert all(settled[code.id] >= raw[code.id] for code in SCHEME.codes_of("KIND"))


@given(confidences)
def test_in_a_single_dimension_at_most_one_code_is_likely(raw):
    settled = settle(raw, SCHEME)
    for dimension in ("COLOUR", "STAGE"):
        assert sum(settled[code.id] > LIKELY for code in SCHEME.codes_of(dimension)) <= 1


@given(confidences, st.floats(0, 1))
def test_shown_codes_are_ordered_within_their_dimension_and_reach_the_minimum(raw, minimum):
    settled = settle(raw, SCHEME)
    codes = shown(settled, SCHEME, minimum=minimum)
    assert len(codes) == len(set(codes))
    assert all(settled[code] >= minimum for code in codes)
    for dimension in SCHEME.dimensions:
        values = [settled[code] for code in codes if SCHEME.codes[code].dimension == dimension]
        assert values == sorted(values, reverse=True)


@given(confidences)
def test_settling_twice_changes_nothing_in_multi_valued_dimensions(raw):
    once = settle(raw, SCHEME)
    twice = settle(once, SCHEME)
    assert all(once[code.id] == pytest.approx(twice[code.id]) for code in SCHEME.codes_of("KIND"))


def test_an_implied_code_is_at_least_as_likely():
    assert settle({"F11": 0.9, "C1": 0.1, "C2": 0.1}, SCHEME)["C1"] == 0.9


def test_the_highest_likely_stage_wins():
    settled = settle({"S1": 0.99, "S2": 0.6, "S3": 0.2}, SCHEME)
    assert settled["S1"] == pytest.approx(0.4)
    assert settled["S2"] == 0.6


def test_without_a_likely_stage_the_likeliest_wins():
    assert settle({"S1": 0.45, "S2": 0.3, "S3": 0.2}, SCHEME)["S1"] == 0.45


@pytest.mark.parametrize(
    ("settled", "codes"),
    [
        ({"F": 0.9, "F1": 0.8}, ["F1"]),
        ({"F": 0.9, "F1": 0.4}, ["F", "F1"]),
        ({"F": 0.41, "F1": 0.4}, ["F1"]),
        ({"F": 0.9, "F1": 0.4, "F2": 0.45}, ["F", "F2", "F1"]),
        ({"F": 0.9, "F1": 0.1}, ["F"]),
        ({"F": 0.1}, []),
    ],
)
def test_a_parent_is_shown_where_its_children_are_in_doubt(settled, codes):
    assert shown(settled, SCHEME, minimum=0.2) == codes
