"""Estimates from samples against textbook formulas, and error rates of a coder from a checked sample."""

import numpy as np
import pytest

from coder.audit.error_rates import error_rates
from coder.audit.estimating import make_design, shares, totals, variance
from coder.audit.gather import CodedRow, gather
from coder.audit.sampling import draw_by_risk, draw_stratified
from coder.errors import UsageError
from tests.audit.samples import coded, random_codings

RANDOM = np.random.default_rng(11)


def test_variance_of_a_simple_sample_is_the_textbook_one():
    """N^2 (1 - f) s^2 / n, Cochran (1977), chapter 2."""
    y = RANDOM.integers(0, 2, size=(30, 3)).astype(float)
    found = variance(y, make_design(np.full(30, 30 / 200)))
    np.testing.assert_allclose(found, 200**2 * (1 - 30 / 200) * y.var(axis=0, ddof=1) / 30)


def test_variance_of_a_stratified_sample_is_the_textbook_one():
    """Sum of N_h^2 (1 - f_h) s_h^2 / n_h, Cochran (1977), chapter 5."""
    y = RANDOM.random((30, 2))
    strata = np.array(["a"] * 10 + ["b"] * 20)
    probabilities = np.where(strata == "a", 10 / 15, 20 / 200)
    expected = sum(
        size**2 * (1 - n / size) * y[strata == name].var(axis=0, ddof=1) / n
        for name, size, n in (("a", 15, 10), ("b", 200, 20))
    )
    np.testing.assert_allclose(variance(y, make_design(probabilities, strata)), expected)


def test_variance_by_risk_is_near_that_of_many_samples():
    risk = RANDOM.gamma(1, size=300)
    y = (RANDOM.random(300) < 0.1 + 0.2 * (risk > 1)).astype(float)
    made, guessed = [], []
    for seed in range(600):
        sample = draw_by_risk(risk, 60, np.random.default_rng(seed))
        design = make_design(sample.probabilities)
        made.append(design.weights @ y[sample.places])
        guessed.append(variance(y[sample.places, None], design)[0])
    assert np.mean(made) == pytest.approx(y.sum(), abs=4 * np.std(made) / np.sqrt(600))
    assert np.mean(guessed) == pytest.approx(np.var(made), rel=0.25)


def test_horvitz_thompson_by_hand():
    """Probabilities 1/2, 1/4, 1/4, the first and the last with the property: 2 + 4 = 6 of 10."""
    design = make_design(np.array([0.5, 0.25, 0.25]), population=10)
    (figure,) = totals(np.array([[1.0], [0.0], [1.0]]), design)
    assert figure.value == pytest.approx(6)
    (share,) = shares(np.array([[1.0], [0.0], [1.0]]), np.ones((3, 1)), design, reason="")
    assert share.value == pytest.approx(6 / 10)


def test_certain_records_leave_no_doubt():
    design = make_design(np.ones(8))
    for part in ([1.0] * 3 + [0.0] * 5, [0.0] * 8, [1.0] * 8):
        (figure,) = shares(np.array(part)[:, None], np.ones((8, 1)), design, reason="")
        assert figure.high - figure.low < 1e-3
        assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


def test_a_stratum_with_one_drawn_record_says_nothing_about_its_spread():
    design = make_design(np.array([0.5, 0.5, 0.1]), np.array(["a", "a", "b"]))
    (figure,) = shares(np.array([[1.0], [0.0], [0.0]]), np.ones((3, 1)), design, reason="")
    assert (figure.low, figure.high) == (0, 1)


def test_no_error_in_a_small_sample_is_no_proof():
    (figure,) = shares(np.zeros((20, 1)), np.ones((20, 1)), make_design(np.full(20, 1e-9)), reason="")
    assert figure.value == 0
    assert figure.high == pytest.approx(0.1611, abs=1e-3)  # Wilson, 0 of 20


def test_a_share_of_nothing_says_why():
    (figure,) = shares(np.zeros((5, 1)), np.zeros((5, 1)), make_design(np.full(5, 0.5)), reason="nothing given")
    assert (figure.value, figure.reason) == (None, "nothing given")


def checked(probabilities=None):
    """Eight records: the coder gives A wrongly once and misses it once; B is always right."""
    lines = [("A B", "A B"), ("A", ""), ("", "A"), ("B", "B"), ("A", "A"), ("", ""), ("", ""), ("A", "A")]
    rows = []
    for at, (given, true) in enumerate(lines):
        share = None if probabilities is None else probabilities[at]
        for who, codes in (("coder", given), ("gold", true)):
            rows.append(CodedRow("f", at, f"r{at}", who, tuple(codes.split()), probability=share))
    rows.append(CodedRow("f", 99, "unchecked", "coder", ("A",)))
    return gather(rows, dimension_of={"A": "D", "B": "D", "C": "D"})[0]


def test_error_rates_of_a_checked_sample_by_hand():
    report = error_rates(checked(), "coder", "gold", population=80)
    assert (report.records, report.population) == (8, 80)
    code = report.codes["A"]
    assert (code.given, code.wrong, code.missed) == (4, 1, 1)
    assert code.wrong_share.value == pytest.approx(1 / 4)
    assert code.missed_share.value == pytest.approx(1 / 4)
    assert code.errors.value == pytest.approx(2 / 8 * 80)
    assert report.codes["B"].wrong_share.value == 0
    assert report.codes["C"].wrong_share.reason == "the coder gave no such code in the sample"
    assert (report.overall.given, report.overall.wrong, report.overall.missed) == (6, 1, 1)
    assert report.record_share.value == pytest.approx(2 / 8)
    assert report.record_share.low < 0.25 < report.record_share.high


def test_error_rates_weigh_records_by_their_probability():
    """Records 1 and 2 hold the errors and stand for 2 each, the others for 4: wrong 2 of 4 + 2 + 4 + 4."""
    report = error_rates(checked([0.25, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25]), "coder", "gold")
    assert report.population == 28
    assert report.codes["A"].wrong_share.value == pytest.approx(2 / 14)
    assert report.codes["A"].errors.value == pytest.approx(4)
    assert report.record_share.value == pytest.approx(4 / 28)


def test_codes_of_dimensions_the_other_did_not_code_or_marked_open_are_left_out():
    codings = coded(
        {"coder": {"1": "A", "2": "A"}, "gold": {"1": "", "2": "A"}},
        dimension_of={"A": "D"},
        open_=[("gold", "1", "A")],
    )
    assert error_rates(codings, "coder", "gold").codes["A"].given == 1
    assert error_rates(codings.without_dimensions("gold", ["D"]), "coder", "gold").records == 0


def test_error_rates_that_cannot_be_told():
    with pytest.raises(UsageError, match="1 of the 8 records checked have no inclusion probability"):
        error_rates(checked([None] + [0.5] * 7), "coder", "gold")
    with pytest.raises(UsageError, match="8 records cannot be a sample of 4"):
        error_rates(checked(), "coder", "gold", population=4)
    empty = coded({"coder": {"1": "A"}, "gold": {"2": "A"}}, dimension_of={"A": "D"})
    report = error_rates(empty, "coder", "gold")
    assert report.record_share.reason == "no record of the sample was coded by both"
    assert report.population is None
    assert "not known" in report.codes["A"].errors.reason
    counted = error_rates(empty, "coder", "gold", population=0)
    assert counted.overall.errors.value is None


def test_codes_in_pieces_give_the_same_rates(monkeypatch):
    codings = random_codings(np.random.default_rng(1))
    whole = error_rates(codings, "c0", "c1")
    monkeypatch.setattr("coder.audit.error_rates._CELLS", 1)
    pieces = error_rates(codings, "c0", "c1")
    for code, rates in whole.codes.items():
        assert (rates.given, rates.wrong) == (pieces.codes[code].given, pieces.codes[code].wrong)
        assert rates.missed_share.low == pytest.approx(pieces.codes[code].missed_share.low)
    assert (pieces.overall, pieces.record_share) == (whole.overall, whole.record_share)


def test_intervals_of_a_stratified_sample_hold_the_truth_about_as_often_as_they_say():
    """300 samples; 90 % to 99 % is more than three standard errors around 95 %."""
    random = np.random.default_rng(3)
    strata = np.repeat(["a", "b"], [800, 200])
    wrong = random.random(1000) < np.where(strata == "a", 0.05, 0.3)
    held = 0
    for seed in range(300):
        sample = draw_stratified(strata, 200, np.random.default_rng(seed), allocation="equal")
        part = wrong[sample.places, None].astype(float)
        (figure,) = shares(part, np.ones_like(part), make_design(sample.probabilities, sample.strata), reason="")
        held += figure.low <= wrong.mean() <= figure.high
    assert 0.90 <= held / 300 <= 0.99
