"""Samples are reproducible and have the inclusion probabilities they say; sizes are planned as textbooks have it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import samplesize_confint_proportion

from coder.audit.planning import sample_size
from coder.audit.sampling import draw_by_risk, draw_simple, draw_stratified, inclusion_probabilities
from coder.errors import UsageError

RISK = np.array([0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 0.3])
STRATA = ["a"] * 12 + ["b"] * 6 + ["c"] * 2


def draws(draw, count, times=4000):
    seen = np.zeros(count)
    for seed in range(times):
        seen[draw(np.random.default_rng(seed)).places] += 1
    return seen / times


@pytest.mark.parametrize(
    "draw",
    [
        lambda random: draw_simple(20, 6, random),
        lambda random: draw_stratified(STRATA, 9, random),
        lambda random: draw_stratified(STRATA, 9, random, allocation="equal"),
        lambda random: draw_by_risk(np.tile(RISK, 3)[:20], 6, random),
    ],
)
def test_records_are_drawn_as_often_as_the_sample_says(draw):
    """4,000 draws; five standard errors are at most 0.04."""
    sample = draw(np.random.default_rng(0))
    assert len(set(sample.places)) == len(sample.places) == len(sample.probabilities)
    assert sorted(sample.places) == list(sample.places)
    seen = draws(draw, 20)
    told = np.zeros(20)
    for seed in range(200):
        each = draw(np.random.default_rng(seed))
        told[each.places] = each.probabilities
    assert np.abs(seen - told).max() < 0.04
    again = draw(np.random.default_rng(0))
    assert again.places.tolist() == sample.places.tolist()


def test_strata_are_shared_out_in_proportion_or_equally_and_never_below_two():
    random = np.random.default_rng(0)
    proportional = draw_stratified(STRATA, 12, random)
    assert np.unique(proportional.strata, return_counts=True)[1].tolist() == [7, 3, 2]
    equal = draw_stratified(STRATA, 12, random, allocation="equal")
    assert np.unique(equal.strata, return_counts=True)[1].tolist() == [5, 5, 2]
    assert equal.probabilities[equal.strata == "c"].tolist() == [1, 1]
    with pytest.raises(UsageError, match="3 strata need 6 records or more"):
        draw_stratified(STRATA, 5, random)


def test_probabilities_by_risk_by_hand():
    """4 of measures 1, 1, 2, 6, 10: 10 takes more than one record (2.0), then 6 of what is left (1.8), then 2."""
    made = inclusion_probabilities(np.array([1.0, 1.0, 2.0, 6.0, 10.0]), 4)
    assert made.tolist() == [0.5, 0.5, 1, 1, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=40), st.data())
def test_probabilities_by_risk_add_up_to_the_sample_and_keep_the_order(measure, data):
    size = data.draw(st.integers(1, len(measure)))
    made = inclusion_probabilities(np.array(measure), size)
    assert made.sum() == pytest.approx(size)
    assert ((made > 0) & (made <= 1)).all()
    assert (np.diff(made[np.argsort(measure)]) >= -1e-12).all()
    risk = np.array(measure)
    sample = draw_by_risk(risk, size, np.random.default_rng(0), even=0.3)
    assert len(set(sample.places)) == size


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda random: draw_simple(5, 6, random), "a sample of 6 cannot be drawn from 5 records"),
        (lambda random: draw_simple(5, 0, random), "a sample of 0"),
        (lambda random: draw_by_risk(np.array([1.0, -1.0]), 1, random), "a risk is a number, 0 or more"),
        (lambda random: draw_by_risk(np.array([1.0, np.nan]), 1, random), "a risk is a number, 0 or more"),
        (lambda random: draw_by_risk(np.array([1.0, 0.0]), 1, random, even=0.0), "could never be drawn"),
    ],
)
def test_samples_that_cannot_be_drawn(draw, message):
    with pytest.raises(UsageError, match=message):
        draw(np.random.default_rng(0))


@pytest.mark.parametrize(("half", "expected"), [(0.02, 0.5), (0.01, 0.04), (0.05, 0.2), (0.01, 0.1)])
def test_planned_sizes_are_near_the_textbook_ones(half, expected):
    """The plain formula z^2 p (1 - p) / d^2 asks for fewer where the interval is lopsided, near 0."""
    plain = samplesize_confint_proportion(expected, half, alpha=0.05)
    assert plain * 0.99 <= sample_size(half, expected=expected) <= plain * 1.25


def test_a_planned_sample_keeps_its_promise_and_one_record_less_does_not():
    from coder.audit.intervals import wilson

    size = sample_size(0.03, expected=0.1)
    longer = [float(wilson(0.1 * n, n)[1]) - 0.1 for n in (size, size - 1)]
    assert longer[0] <= 0.03 < longer[1]


def test_the_whole_bounds_the_sample():
    """At 0.5 Wilson's half width is z / 2 sqrt(n + z^2): n = 2400.91 - 3.84 = 2397.07, so 2398.

    Cochran (1977), section 4.4: 2398 / (1 + 2397 / 10000) = 1934.3, so 1935.
    """
    assert sample_size(0.02) == 2398
    assert sample_size(0.02, population=10_000) == 1935
    assert sample_size(0.02, population=50) == 49
    assert sample_size(0.02, design_effect=1.5) > 1.49 * 2397


@pytest.mark.parametrize("wrong", [{"half_width": 0}, {"half_width": 0.6}, {"half_width": 0.1, "expected": 2}])
def test_plans_out_of_range(wrong):
    with pytest.raises(UsageError):
        sample_size(wrong.pop("half_width"), **wrong)
