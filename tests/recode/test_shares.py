"""Shares over narratives: exact for independent cases, wider where errors come together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from coder.recode.shares import clustered_share, effective_size, simple_share


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (1, 10), (10, 10), (3, 183), (0, 183)])
def test_independent_cases_get_the_exact_interval(part, whole):
    share = simple_share(part, whole)
    assert (share.low, share.high) == pytest.approx(proportion_confint(part, whole, 0.05, "beta"), abs=1e-9)
    assert clustered_share([(1, 1)] * part + [(0, 1)] * (whole - part)) == share


def test_no_case_tells_nothing():
    share = simple_share(0, 0)
    assert (share.value, share.low, share.high) == (None, 0.0, 1.0)
    assert clustered_share([(0, 0)]).value is None


def test_errors_that_come_together_count_less():
    together = clustered_share([(5, 5)] * 4 + [(0, 5)] * 36)
    apart = clustered_share([(1, 5)] * 20 + [(0, 5)] * 20)
    assert (together.part, together.whole, together.clusters) == (20, 200, 40)
    assert together.high - together.low > apart.high - apart.low
    # All or nothing in each narrative: 200 cases are worth 40, less the one of the sample variance.
    assert effective_size(np.array([5] * 4 + [0] * 36), np.array([5] * 40)) == pytest.approx(39)


def test_without_any_error_each_narrative_counts_once():
    assert clustered_share([(0, 5)] * 40).high == pytest.approx(simple_share(0, 40).high)


@given(st.lists(st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=60))
def test_the_interval_holds_the_share_and_is_never_narrower_than_for_independent_cases(counts):
    share = clustered_share(counts)
    plain = simple_share(share.part, share.whole)
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.high - share.low >= plain.high - plain.low - 1e-9
