"""The machine as a coder: where codes land, what confidence means, from where on it can be trusted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from coder.audit.machine.calibration import Judged, calibration, judged
from coder.audit.machine.coverage import code_thresholds, coverage_curve, fewest_cases
from coder.audit.machine.levels import LEVELS, levels
from coder.audit.machine.subgroups import subgroups
from tests.audit.samples import coded

OF = dict.fromkeys(("A", "A1", "A2", "A11", "B", "B1"), "D") | {"X": "E", "X1": "E"}
ANCESTORS = {"A1": ["A"], "A2": ["A"], "A11": ["A1", "A"], "B1": ["B"], "X1": ["X"]}


@pytest.mark.parametrize(
    ("given", "true", "level"),
    [
        ("A1", "A1", "right"),
        ("A1 A", "A1", "right"),
        ("A", "A11", "too general"),
        ("A11", "A", "too detailed"),
        ("A1", "A2", "sibling"),
        ("A11", "A2", "same dimension"),
        ("B", "A", "same dimension"),
        ("X", "A", "elsewhere"),
        ("A1", "A1 A2", "right"),
        ("A", "A1 X", "too general"),
    ],
)
def test_codes_land_where_they_should(given, true, level):
    codings = coded({"m": {"r": given}, "ref": {"r": true}}, dimension_of=OF)
    overall = levels(codings, "m", "ref", ancestors=ANCESTORS)[0]
    assert {name: count for name, count in overall.counts.items() if count} == {level: 1}
    assert sum(overall.counts.values()) == overall.given


def test_missed_codes_are_those_of_whose_lineage_nothing_was_given():
    codings = coded({"m": {"r": "A", "s": "B"}, "ref": {"r": "A11 X", "s": "B1"}}, dimension_of=OF)
    overall, first, second = levels(codings, "m", "ref", ancestors=ANCESTORS)
    assert (overall.true, overall.missed.value) == (3, pytest.approx(1 / 3))
    assert (first.dimension, first.missed.value) == ("D", 0)
    assert (second.dimension, second.missed.value) == ("E", 1)
    assert set(overall.shares) == set(LEVELS)


def test_nothing_given_and_nothing_true_has_reasons():
    codings = coded({"m": {"r": ""}, "ref": {"r": ""}}, dimension_of=OF)
    (overall,) = levels(codings, "m", "ref", ancestors=ANCESTORS)
    assert overall.shares["right"].value is None
    assert overall.missed.reason


def cells(sure, right, records=None, code=None):
    sure = np.asarray(sure, dtype=float)
    record = np.arange(len(sure)) if records is None else np.asarray(records)
    column = np.zeros(len(sure), dtype=np.int64) if code is None else np.asarray(code)
    return Judged(record, column, sure, np.asarray(right, dtype=float), int(record.max(initial=-1)) + 1)


def test_the_calibration_error_is_that_worked_by_hand():
    found = calibration(cells([0.9, 0.95, 0.15, 0.1], [1, 0, 0, 0]), np.random.default_rng(0))
    # Bin 0.9: mean 0.925, half right; bin 0.1: mean 0.125, none right.
    assert found.error.value == pytest.approx((2 * 0.425 + 2 * 0.125) / 4)
    assert [part.count for part in found.bins if part.count] == [2, 2]
    assert found.mean_confidence == pytest.approx(0.525)
    assert found.share_right.value == pytest.approx(0.25)


@pytest.mark.parametrize("count", [300, 3000])
def test_honest_confidences_have_an_interval_that_comes_down_to_little(count):
    random = np.random.default_rng(3)
    sure = random.random(count)
    found = calibration(cells(sure, random.random(count) < sure), random)
    assert found.error.low < 0.03
    assert found.error.value < found.error.high


def test_no_codes_have_no_calibration():
    found = calibration(cells([], []), np.random.default_rng(0))
    assert found.error.value is None
    assert found.mean_confidence is None
    assert coverage_curve(cells([], [])) == ()


def test_judged_codes_are_right_when_a_code_below_is_and_open_ones_are_left_out():
    codings = coded({"m": {"r": "A B X"}, "ref": {"r": "A11"}}, dimension_of=OF, open_=[("ref", "r", "B")])
    sure = sparse.csr_array(([0.9, 0.8, 0.3], ([0, 0, 0], [0, 4, 6])), shape=(1, 8))
    found = judged(replace(codings, confidences=(sure, None)), "m", "ref", ancestors=ANCESTORS)
    assert dict(zip(found.code.tolist(), found.right.tolist(), strict=True)) == {0: 1.0, 6: 0.0}
    assert judged(codings, "m", "ref", ancestors=ANCESTORS) is None


def test_risk_falls_with_confidence_and_coverage_too():
    random = np.random.default_rng(4)
    sure = random.random(2000)
    curve = coverage_curve(cells(sure, random.random(2000) < sure))
    assert curve[0].coverage == 1
    assert curve[0].risk.value == pytest.approx(0.5, abs=0.05)
    assert [point.coverage for point in curve] == sorted((point.coverage for point in curve), reverse=True)
    assert curve[-1].risk.value < 0.1


def test_thresholds_keep_their_promise_and_few_cases_say_so():
    codings = coded({"m": {"r": "A"}}, dimension_of=OF)
    random = np.random.default_rng(5)
    sure = random.random(4000)
    good, few = cells(sure, random.random(4000) < sure), cells([0.9] * 28, [1] * 28)
    (found,) = code_thresholds(good, codings, target=0.1)
    assert 0.75 < found.threshold < 0.95
    assert found.wrong.value <= 0.1
    (rare,) = code_thresholds(few, codings, target=0.1)
    assert (rare.threshold, rare.reason) == (None, "too few cases: 28 of the 29 needed")
    (hopeless,) = code_thresholds(cells([0.9] * 100, [0] * 100), codings)
    assert "at no confidence" in hopeless.reason


def test_fewest_cases_is_the_rule_of_three():
    assert (fewest_cases(0.1), fewest_cases(0.01)) == (29, 299)


def test_thresholds_hold_in_simulation():
    codings = coded({"m": {"r": "A"}}, dimension_of=OF)
    random = np.random.default_rng(6)
    broken = total = 0
    for _ in range(300):
        sure = random.random(200)
        (found,) = code_thresholds(cells(sure, random.random(200) < sure), codings, target=0.2)
        if found.threshold is not None:
            total += 1
            broken += (1 - found.threshold) / 2 > 0.2  # the true share wrong above t when confidence is honest
    assert total > 50
    assert broken / 300 <= 0.07


def test_subgroups_tell_a_real_gap_and_no_other():
    rows_m = {f"r{at}": "A" if at % 2 or at % 4 == 0 else "B" for at in range(400)}
    rows_ref = dict.fromkeys(rows_m, "A")
    codings = coded({"m": rows_m, "ref": rows_ref}, dimension_of=OF)
    group = np.array(["x" if at % 2 else "y" for at in range(400)])
    thirds = np.array(["p" if at % 8 < 4 else "q" for at in range(400)])
    codings = replace(codings, groups={"sex": group, "half": thirds})
    found = {each.group: each for each in subgroups(codings, "m", "ref", "sex")}
    assert found["x"].wrong.value == 0
    assert found["y"].wrong.value == pytest.approx(0.5)
    assert found["y"].wrong_gap.value == pytest.approx(0.5)
    assert found["x"].differs
    assert not any(each.differs for each in subgroups(codings, "m", "ref", "half"))
