"""Intervals against statsmodels and scipy, and at their ends."""

import numpy as np
import pytest
from scipy.stats import bootstrap, t
from statsmodels.stats.proportion import proportion_confint

from coder.audit.intervals import (
    acceleration_of,
    bca,
    by_jackknife,
    clopper_pearson,
    fisher,
    jackknife_error,
    paired_difference,
    wilson,
)

CASES = [(0, 10), (1, 10), (5, 10), (10, 10), (3, 380), (377, 380), (0, 1), (1, 1), (50_000, 100_000)]


@pytest.mark.parametrize(("made", "method"), [(wilson, "wilson"), (clopper_pearson, "beta")])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_intervals_of_proportions_are_those_of_statsmodels(made, method, level):
    k, n = np.array(CASES).T
    low, high = made(k, n, level=level)
    for at, (successes, trials) in enumerate(CASES):
        expected = proportion_confint(successes, trials, alpha=1 - level, method=method)
        assert (low[at], high[at]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("made", [wilson, clopper_pearson])
def test_without_trials_nothing_is_known(made):
    low, high = made([0.0], [0.0])
    assert (low[0], high[0]) == (0, 1)


def test_wilson_by_hand():
    """8 of 10 at 95 %: (0.8 + 0.19207 -+ 1.95996 sqrt(0.016 + 0.0096036)) / 1.384146."""
    low, high = wilson(8, 10)
    assert (round(float(low), 4), round(float(high), 4)) == (0.4902, 0.9433)


def test_bca_is_that_of_scipy():
    values = np.random.default_rng(4).gamma(2, size=60)
    random = np.random.default_rng(1)
    draws = values[random.integers(60, size=(20_000, 60))].mean(axis=1)
    left_out = (values.sum() - values) / 59
    low, high = bca(values.mean(), draws, acceleration_of(left_out[:, None], np.ones((60, 1)))[0])
    expected = bootstrap((values,), np.mean, n_resamples=20_000, method="BCa", rng=2).confidence_interval
    assert (float(low), float(high)) == pytest.approx(tuple(expected), abs=0.02)


def test_acceleration_of_repeated_units_is_that_of_units_one_by_one():
    values = np.array([0.0, 0.0, 0.0, 1.0, 4.0])
    left_out = (values.sum() - values) / 4
    once, times = np.unique(left_out, return_counts=True)
    one_by_one = acceleration_of(left_out[:, None], np.ones((5, 1)))
    np.testing.assert_allclose(acceleration_of(once[:, None], times[:, None].astype(float)), one_by_one)


@pytest.mark.parametrize(
    ("estimate", "draws"),
    [
        (np.nan, np.linspace(0, 1, 100)),
        (0.5, np.full(100, 0.5)),
        (0.5, np.concatenate([np.full(6, np.nan), np.linspace(0, 1, 94)])),
        (0.5, np.full(100, np.nan)),
    ],
)
def test_bca_gives_nothing_where_there_is_nothing_to_give(estimate, draws):
    low, high = bca(np.array([estimate]), draws[:, None], np.zeros(1))
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_bca_bears_a_few_undefined_resamples():
    draws = np.concatenate([np.full(4, np.nan), np.linspace(0, 1, 96)])
    low, high = bca(np.array([0.5]), draws[:, None], np.zeros(1))
    assert 0 < low[0] < 0.1 < 0.9 < high[0] < 1


def test_jackknife_error_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(0).normal(size=30)
    left_out = (values.sum() - values) / 29
    assert jackknife_error(left_out) == pytest.approx(values.std(ddof=1) / np.sqrt(30))
    assert np.isnan(jackknife_error(left_out[:1]))


def test_fisher_by_hand():
    """z = atanh 0.5 = 0.549306; half = 1.959964 x 0.1 / 0.75 = 0.261329."""
    low, high = fisher(0.5, 0.1)
    assert (low, high) == pytest.approx((np.tanh(0.549306 - 0.261329), np.tanh(0.549306 + 0.261329)), abs=1e-6)
    assert fisher(1.0, 0.1) is None
    assert fisher(0.5, 0.0) is None
    assert fisher(0.5, float("nan")) is None


def test_the_interval_of_a_paired_difference_by_hand():
    """10 and 4 of 100: 6 / 102 -+ 1.959964 sqrt(15 - 36 / 102) / 102."""
    middle, half = 6 / 102, 1.959964 * (15 - 36 / 102) ** 0.5 / 102
    assert paired_difference(10, 4, 100) == pytest.approx((middle - half, middle + half), abs=1e-6)
    assert paired_difference(0, 0, 100)[1] > 0
    assert paired_difference(1, 0, 1)[1] == 1


def test_the_jackknife_of_a_mean_is_student_s_interval():
    values = np.array([0.1, 0.4, 0.4, 0.2, 0.9])
    left_out = np.array([[np.delete(values, at).mean()] for at in range(5)])
    low, high = by_jackknife(np.array([values.mean()]), left_out, np.ones((5, 1)), logged=False)
    expected = t.interval(0.95, 4, values.mean(), values.std(ddof=1) / np.sqrt(5))
    assert (low[0], high[0]) == pytest.approx(expected)


def test_the_logged_jackknife_by_hand_and_units_that_are_alike():
    """Figures 0.5, 0.6 and twice 0.7 without a unit: mean 0.625, squares away 0.0275, error sqrt(3/4 x 0.0275)."""
    left_out, weights = np.array([[0.5], [0.6], [0.7]]), np.array([[1.0], [1.0], [2.0]])
    low, high = by_jackknife(np.array([0.6]), left_out, weights, logged=True)
    spread = np.exp(3.182446 * np.sqrt(0.75 * 0.0275) / 0.4)
    assert (low[0], high[0]) == pytest.approx((max(-1, 1 - 0.4 * spread), 1 - 0.4 / spread), rel=1e-6)


@pytest.mark.parametrize(
    ("estimate", "left_out"), [(1.0, [1.0, 1.0]), (0.5, [0.5, 0.5]), (0.5, [np.nan, 0.4]), (np.nan, [0.1, 0.4])]
)
def test_the_jackknife_gives_nothing_where_there_is_nothing_to_give(estimate, left_out):
    ends = by_jackknife(np.array([estimate]), np.array(left_out)[:, None], np.ones((2, 1)), logged=True)
    assert np.isnan(ends).all()
