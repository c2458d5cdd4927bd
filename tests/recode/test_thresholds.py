"""Thresholds keep the upper end of the error within what is wanted, and say why where they cannot."""

import random

import pytest

from coder.recode.sample import judge
from coder.recode.shares import simple_share
from coder.recode.thresholds import GRID, cases_needed, fit_thresholds, from_json, to_json
from tests.recode.samples import FRUITS, coding, gold


def sample_of(cases):
    """Narratives with one suggestion each: (code, confidence, right)."""
    codings = [coding(str(at), (code, confidence)) for at, (code, confidence, _) in enumerate(cases)]
    golds = [gold(str(at), *([code] if right else [])) for at, (code, _, right) in enumerate(cases)]
    return judge(golds, codings, FRUITS)


@pytest.mark.parametrize("error", [0.005, 0.02, 0.05, 0.1, 0.3])
def test_the_cases_needed_are_the_fewest_that_can_do(error):
    needed = cases_needed(error, 0.95)
    assert simple_share(0, needed).high <= error < simple_share(0, needed - 1).high


def test_hand_worked_threshold():
    # 183 cases without an error carry 2 %. At 0.9 there are 200 without one, at 0.8 ten more and five of them wrong.
    cases = [("K1", 0.9, True)] * 200 + [("K1", 0.8, False)] * 5 + [("K1", 0.8, True)] * 5
    found = fit_thresholds(sample_of(cases), FRUITS, error=0.02).by_code["K1"]
    assert found.confidence == 0.81
    assert (found.share.part, found.share.whole) == (0, 200)
    assert found.share.high <= 0.02


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ([("K1", 0.99, True)] * 182, "too few cases: 182 narratives in the sample, 183 without an error are needed"),
        ([("K1", 0.99, False)] * 100 + [("K1", 0.99, True)] * 100, "the error cannot be shown to be small enough"),
    ],
)
def test_a_code_without_a_threshold_says_why(cases, reason):
    found = fit_thresholds(sample_of(cases), FRUITS, error=0.02).by_code["K1"]
    assert found.confidence is None
    assert found.reason == reason


def test_a_lucky_stretch_below_a_failure_is_not_found():
    cases = [("K1", 0.99, False)] * 50 + [("K1", 0.99, True)] * 150 + [("K1", 0.6, True)] * 20000
    assert fit_thresholds(sample_of(cases), FRUITS, error=0.02).by_code["K1"].confidence is None


def test_pools_lend_cases_to_each_other():
    cases = [("K1", 0.9, True)] * 100 + [("K2", 0.9, True)] * 100
    alone = fit_thresholds(sample_of(cases), FRUITS, error=0.02, pool="code")
    pooled = fit_thresholds(sample_of(cases), FRUITS, error=0.02, pool="dimension")
    assert [alone.of("K1"), alone.of("K2")] == [None, None]
    assert [pooled.of("K1"), pooled.of("K2"), pooled.of("D1")] == [GRID[-1], GRID[-1], None]


def test_the_promised_error_is_kept_in_all_but_a_few_samples():
    # Suggestions whose true error is exactly the wanted one: a threshold may be given to 2.5 % of samples at most.
    draw = random.Random(7)
    given = 0
    for _ in range(400):
        cases = [("K1", 0.5 + draw.random() / 2, draw.random() >= 0.1) for _ in range(120)]
        given += fit_thresholds(sample_of(cases), FRUITS, error=0.1).of("K1") is not None
    assert given <= 400 * 0.025 + 3 * (400 * 0.025 * 0.975) ** 0.5


def test_arguable_codes_count_neither_way_and_parents_for_children_are_right():
    judged = judge(
        [gold("a", "D11", open_=["K2"])], [coding("a", ("D1", 0.9), ("K2", 0.9), ("F1", 0.8), ("D11", 0.7))], FRUITS
    )[0]
    assert judged.right == {"D1": True, "F1": False, "D11": True}
    assert judged.true == ("D11",)
    assert judge([gold("a", "D11", "F1")], [], FRUITS, ["FATE"])[0].true == ("F1",)


def test_the_file_is_read_back_and_anything_else_refused():
    thresholds = fit_thresholds(sample_of([("K1", 0.9, True)] * 200), FRUITS, error=0.02)
    assert from_json(to_json(thresholds).encode(), "t.json", []) == thresholds
    for content in (b"", b"[]", b"{}", b'{"format": 2}', to_json(thresholds).replace("0.5", "7").encode()):
        faults = []
        assert from_json(content, "t.json", faults) is None
        assert str(faults[0]).startswith("t.json: these are no thresholds")
