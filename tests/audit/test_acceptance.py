"""Acceptance sampling against scipy's distributions and a search of everything."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from coder.audit.acceptance import acceptance, decide, plan_acceptance, plan_of_size
from coder.errors import UsageError


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.3, 1.0])
@pytest.mark.parametrize(("size", "most"), [(1, 0), (50, 2), (200, 11), (5, 5)])
def test_the_operating_characteristic_is_that_of_scipy(size, most, share):
    assert acceptance(size, most, share) == pytest.approx(binom.cdf(most, size, share), abs=1e-9)
    expected = hypergeom.cdf(most, 400, round(400 * share), size)
    assert acceptance(size, most, share, batch=400) == pytest.approx(expected, abs=1e-9)


def search(good, bad, batch):
    """The smallest sample that keeps both risks, by trying all."""
    for size in range(1, batch):
        most = np.arange(size + 1)
        keeps = hypergeom.sf(most, batch, round(batch * good), size) <= 0.05
        keeps &= hypergeom.cdf(most, batch, round(batch * bad), size) <= 0.10
        if keeps.any():
            return size, int(most[keeps][-1])
    return None


@pytest.mark.parametrize(("good", "bad", "batch"), [(0.02, 0.10, 300), (0.01, 0.06, 500), (0.05, 0.15, 200)])
def test_no_smaller_sample_keeps_both_risks(good, bad, batch):
    plan = plan_acceptance(good, bad, batch=batch)
    assert (plan.size, plan.most) == search(good, bad, batch)
    assert plan.producer_risk <= 0.05
    assert plan.consumer_risk <= 0.10


def test_a_plan_by_hand():
    """Good 0 %, bad 10 %, none allowed: 0.9^n <= 0.1 from n = 22 on (0.9^21 = 0.109, 0.9^22 = 0.098)."""
    plan = plan_acceptance(0.0, 0.10)
    assert (plan.size, plan.most, plan.producer_risk) == (22, 0, 0)
    assert plan.consumer_risk == pytest.approx(0.9**22)


def test_the_batch_is_accepted_refused_or_not_decided():
    plan = plan_acceptance(0.02, 0.10, batch=300)
    good = decide(plan, plan.size, plan.most)
    assert (good.accepted, good.complete) == (True, True)
    bad = decide(plan, plan.size, plan.most + 1)
    assert (bad.accepted, bad.complete) == (False, True)
    early = decide(plan, 10, plan.most + 1)
    assert (early.accepted, early.complete) == (False, True)
    open_ = decide(plan, plan.size - 5, plan.most)
    assert (open_.accepted, open_.complete) == (False, False)
    assert good.share.low < good.share.value < good.share.high
    assert decide(plan, 0, 0).share.value is None


def test_a_larger_sample_allows_as_many_defective_as_keep_the_consumers_risk():
    plan = plan_acceptance(0.02, 0.10, batch=300)
    assert plan_of_size(plan.size, plan).most == plan.most
    larger = plan_of_size(plan.size + 60, plan)
    assert larger.most > plan.most
    assert larger.consumer_risk <= 0.10 < acceptance(larger.size, larger.most + 1, 0.10, batch=300)
    assert larger.producer_risk <= 0.05
    for size in (plan.size - 1, 301):
        with pytest.raises(UsageError):
            plan_of_size(size, plan)


@pytest.mark.parametrize(
    ("good", "bad", "more"),
    [(0.1, 0.1, {}), (0.2, 0.1, {}), (-0.1, 0.1, {}), (0.1, 1.1, {}), (0.1, 0.2, {"producer_risk": 0})],
)
def test_requests_out_of_range(good, bad, more):
    with pytest.raises(UsageError):
        plan_acceptance(good, bad, **more)


def test_a_batch_too_small_to_tell_good_from_bad():
    with pytest.raises(UsageError, match="no sample keeps both risks"):
        plan_acceptance(0.50, 0.501, batch=100)


@pytest.mark.parametrize(("checked", "defective"), [(10, 11), (10_000, 0), (5, -1)])
def test_counts_that_contradict_themselves(checked, defective):
    with pytest.raises(UsageError):
        decide(plan_acceptance(0.02, 0.10), checked, defective)
