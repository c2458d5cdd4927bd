"""Drift tests against statsmodels and scipy."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from coder.audit.drift import (
    benjamini_hochberg,
    binned,
    code_drift,
    difference,
    jensen_shannon,
    shift,
    stability,
    two_proportions,
)
from tests.audit.samples import coded

TABLES = [(10, 100, 20, 110), (3, 40, 9, 60), (50, 1000, 55, 900)]


def arrays(rows):
    return [np.array(column, dtype=float) for column in zip(*rows, strict=True)]


def test_larger_counts_are_tested_by_the_n_minus_1_chi_square():
    found = two_proportions(*arrays(TABLES))
    for at, (k1, n1, k2, n2) in enumerate(TABLES):
        plain = chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=False)
        from scipy.stats import chi2

        expected = chi2.sf(plain.statistic * (n1 + n2 - 1) / (n1 + n2), 1)
        assert found[at] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), [(0, 20, 1, 500), (1, 3, 0, 400), (3, 4, 90, 90)])
def test_small_counts_are_tested_by_fisher(k1, n1, k2, n2):
    (found,) = two_proportions(*arrays([(k1, n1, k2, n2)]))
    assert found == pytest.approx(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue, abs=1e-9)


def test_nothing_given_is_no_change_and_an_empty_period_no_test():
    found = two_proportions(*arrays([(0, 10, 0, 10), (10, 10, 5, 5), (0, 0, 1, 5)]))
    assert found[:2].tolist() == [1, 1]
    assert np.isnan(found[2])


def test_intervals_of_differences_are_newcombes():
    low, high = difference(*arrays(TABLES))
    for at, (k1, n1, k2, n2) in enumerate(TABLES):
        expected = confint_proportions_2indep(k2, n2, k1, n1, method="newcomb", compare="diff")
        assert (low[at], high[at]) == pytest.approx(expected, abs=1e-9)


def test_adjusted_probabilities_are_those_of_statsmodels_and_untested_ones_do_not_count():
    p = np.array([0.01, 0.2, 0.03, 0.001, 0.9, 0.03])
    expected = multipletests(p, method="fdr_bh")[1]
    np.testing.assert_allclose(benjamini_hochberg(p), expected)
    with_gaps = benjamini_hochberg(np.insert(p, [0, 3], np.nan))
    assert np.isnan(with_gaps).sum() == 2
    np.testing.assert_allclose(with_gaps[~np.isnan(with_gaps)], expected)
    assert benjamini_hochberg(np.array([])).tolist() == []


def test_divergence_is_the_square_of_scipys_distance_in_bits():
    before, after = np.array([10.0, 0, 5, 85]), np.array([30.0, 3, 0, 20])
    assert jensen_shannon(before, after) == pytest.approx(jensenshannon(before, after, base=2) ** 2)
    assert jensen_shannon(before, before) == pytest.approx(0)
    assert jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0])) == pytest.approx(1)


def test_stability_by_hand():
    """Counts 9.5 and 0.5 raised to 10 and 1 of 11, 4.5 and 5.5 ... : two bins of (9, 1) and (5, 5)."""
    p, q = np.array([9.5, 1.5]) / 11, np.array([5.5, 5.5]) / 11
    expected = float(((q - p) * np.log(q / p)).sum())
    assert stability(np.array([9.0, 1.0]), np.array([5.0, 5.0])) == pytest.approx(expected)


def test_a_changed_distribution_is_found_and_an_equal_one_mostly_not():
    random = np.random.default_rng(5)
    changed = shift(np.array([50.0, 30, 20]), np.array([20.0, 30, 50]), random)
    assert changed.p == pytest.approx(1 / 1000)
    alarms = 0
    for _ in range(100):
        pair = random.multinomial(80, [0.5, 0.3, 0.2], size=2).astype(float)
        alarms += shift(pair[0], pair[1], random, permutations=199).p <= 0.05
    assert alarms <= 14  # 5 expected; 14 or more happen once in 4,000
    assert shift(np.zeros(3), np.ones(3), random).p is None


def test_numbers_are_binned_by_shares_of_both_periods():
    before, after = np.arange(50.0), np.append(np.arange(50.0, 100.0), np.nan)
    one, other = binned(before, after, bins=4)
    assert one.tolist() == [25, 25, 0, 0]
    assert other.tolist() == [0, 0, 25, 25]
    assert binned(np.ones(5), np.ones(4))[0].sum() == 5
    assert binned(np.array([np.nan]), np.array([]))[0].tolist() == [0]


def test_drift_of_codes_between_two_periods():
    records = {f"r{at}": ("A" if at >= 40 or at % 10 == 0 else "") + " B" * (at % 2) for at in range(80)}
    codings = coded({"p": records}, dimension_of={"A": "D", "B": "D", "C": "E"})
    codings = codings.without_dimensions("p", ["E"])
    early = np.arange(80) < 40
    a, b, c = code_drift(codings, "p", early, ~early)
    assert (a.before.value, a.after.value, a.change.value) == (0.1, 1.0, pytest.approx(0.9))
    assert a.q < 0.001 < b.q
    assert a.change.low < 0.9 < a.change.high
    assert (b.change.value, b.p) == (0, pytest.approx(1))
    assert (c.p, c.q, c.change.value) == (None, None, None)
    assert c.before.reason
