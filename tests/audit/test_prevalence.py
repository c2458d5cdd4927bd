"""Corrected prevalence: by hand, at its ends, and its coverage in a small simulation."""

import numpy as np
import pytest

from coder.audit.prevalence import calibrated_prevalence, corrected_prevalence

EVALUATION = {"found": 80, "true": 100, "silent": 180, "false": 200}


def one(result):
    return float(result.value[0]), float(result.low[0]), float(result.high[0])


def test_rogan_and_gladen_by_hand():
    """q = 0.31, se = 0.8, sp = 0.9: (0.31 + 0.9 - 1) / 0.7 = 0.3."""
    value, low, high = one(corrected_prevalence(310, 1000, **EVALUATION))
    assert value == pytest.approx(0.3)
    assert low < 0.3 < high


def test_lang_and_reiczigel_by_hand():
    """The interval of the same figures, step by step with z = 1.959964."""
    z2 = 1.959964**2
    q, se, sp = (310 + z2 / 2) / (1000 + z2), 81 / 102, 181 / 202
    value = (q + sp - 1) / (se + sp - 1)
    shift = 2 * z2 * (value * se * (1 - se) / 102 - (1 - value) * sp * (1 - sp) / 202)
    spread = q * (1 - q) / (1000 + z2) + value**2 * se * (1 - se) / 102 + (1 - value) ** 2 * sp * (1 - sp) / 202
    half = 1.959964 * spread**0.5 / (se + sp - 1)
    _, low, high = one(corrected_prevalence(310, 1000, **EVALUATION))
    assert (low, high) == pytest.approx((value + shift - half, value + shift + half), abs=1e-6)


def test_the_less_the_coder_is_known_the_wider_the_interval():
    sure = corrected_prevalence(310, 1000, found=8000, true=10_000, silent=18_000, false=20_000)
    unsure = corrected_prevalence(310, 1000, found=8, true=10, silent=18, false=20)
    assert unsure.high[0] - unsure.low[0] > 2 * (sure.high[0] - sure.low[0])


def test_a_perfect_coder_needs_no_correction():
    value, low, high = one(corrected_prevalence(30, 100, found=10**7, true=10**7, silent=10**7, false=10**7))
    assert value == pytest.approx(0.3)
    assert (low, high) == pytest.approx((0.219, 0.396), abs=0.003)  # Wilson's is 0.2189 to 0.3958


def test_estimates_stay_within_their_range():
    few = corrected_prevalence(1, 1000, **EVALUATION)
    assert (few.value[0], few.low[0]) == (0, 0)
    many = corrected_prevalence(1000, 1000, **EVALUATION)
    assert (many.value[0], many.high[0]) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"true": 0, "found": 0}, "no record with this code"),
        ({"false": 0, "silent": 0}, "no record without this code"),
        ({"found": 10}, "too badly"),
    ],
)
def test_without_a_usable_coder_there_is_no_correction_but_a_reason(changes, reason):
    made = corrected_prevalence(310, 1000, **(EVALUATION | changes))
    assert np.isnan(made.value[0])
    assert np.isnan(made.low[0])
    assert reason in made.reasons[0]
    assert made.counted[0] == 0.31
    assert corrected_prevalence(0, 0, **EVALUATION).reasons == ("no record was counted",)


def test_codes_are_corrected_side_by_side():
    both = corrected_prevalence([310, 0], [1000, 0], **{name: [n, n] for name, n in EVALUATION.items()})
    assert both.value[0] == pytest.approx(0.3)
    assert np.isnan(both.value[1])


def test_calibration_by_hand():
    """q = 0.3; of 50 checked with the code 40 have it, of 50 without 5 do: 0.3 x 0.8 + 0.7 x 0.1 = 0.31."""
    value, low, high = one(calibrated_prevalence(300, 1000, right=40, given=50, missed=5, withheld=50))
    assert value == pytest.approx(0.31)
    assert 0.2 < low < 0.31 < high < 0.45


def test_calibration_of_codes_never_or_always_given_and_without_a_sample():
    never = calibrated_prevalence(0, 1000, right=0, given=0, missed=1, withheld=100)
    assert never.value[0] == pytest.approx(0.01)
    always = calibrated_prevalence(1000, 1000, right=99, given=100, missed=0, withheld=0)
    assert always.value[0] == pytest.approx(0.99)
    assert "no record with this code" in calibrated_prevalence(
        300, 1000, right=0, given=0, missed=1, withheld=10
    ).reasons[0]  # fmt: skip
    assert "no record without" in calibrated_prevalence(300, 1000, right=1, given=1, missed=0, withheld=0).reasons[0]
    assert calibrated_prevalence(0, 0, right=1, given=1, missed=0, withheld=1).reasons == ("no record was counted",)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """500 runs each; 91.5 % to 98.5 % is more than three standard errors around 95 %."""
    random = np.random.default_rng(8)
    runs, truth, se, sp = 500, 0.2, 0.85, 0.95
    q = truth * se + (1 - truth) * (1 - sp)
    corrected = corrected_prevalence(
        random.binomial(2000, q, runs), np.full(runs, 2000), found=random.binomial(100, se, runs),
        true=np.full(runs, 100), silent=random.binomial(300, sp, runs), false=np.full(runs, 300),
    )  # fmt: skip
    cells = random.multinomial(300, [truth * se, (1 - truth) * (1 - sp), truth * (1 - se), (1 - truth) * sp], runs).T
    rest = random.binomial(1700, q, runs)
    calibrated = calibrated_prevalence(
        rest + cells[0] + cells[1], np.full(runs, 2000), right=cells[0], given=cells[0] + cells[1], missed=cells[2],
        withheld=cells[2] + cells[3],
    )  # fmt: skip
    for made in (corrected, calibrated):
        assert 0.915 <= np.mean((made.low <= truth) & (truth <= made.high)) <= 0.985
