import numpy as np
import pytest
from sklearn.metrics import f1_score
from statsmodels.stats.multitest import multipletests

from coder.edition.bootstrap import Draws, calibration_error, discoveries, f1, precision, recall


def test_discoveries_are_those_of_benjamini_and_hochberg():
    random = np.random.default_rng(2)
    for _ in range(30):
        p_values = random.uniform(size=20) ** random.integers(1, 6)
        held = multipletests(p_values, 0.05, method="fdr_bh")[0]
        named = {str(at): float(p) for at, p in enumerate(p_values)}
        assert discoveries(named) == {str(at) for at in np.flatnonzero(held)}
    assert discoveries({}) == set()


def test_figures_by_hand():
    sums = np.array([[6.0, 2.0, 4.0], [0.0, 0.0, 0.0]])
    assert precision(sums) == pytest.approx([0.75, np.nan], nan_ok=True)
    assert recall(sums) == pytest.approx([0.6, np.nan], nan_ok=True)
    assert f1(sums)[0] == pytest.approx(f1_score([1] * 10 + [0] * 2, [1] * 6 + [0] * 4 + [1] * 2))
    # two bins: |1.8 - 1| and |0.6 - 1|, over 3 suggestions
    assert calibration_error(np.array([[2, 1.8, 1, 1, 0.6, 1.0]]))[0] == pytest.approx(1.2 / 3)


def test_a_draw_without_any_code_does_not_count_as_0():
    counts = np.array([[1.0, 0.0, 0.0], *[[0.0, 0.0, 0.0]] * 4])
    # A third of the draws miss the one narrative with a code; in all others the figures are 1.
    assert Draws(5, 500).interval(counts, f1) == (1.0, 1.0)
    assert Draws(5, 50).interval(np.zeros((5, 3)), f1) == (0.0, 1.0)
    assert Draws(5, 50).difference(np.zeros((5, 3)), np.zeros((5, 3)), f1).interval == (-1.0, 1.0)


def test_the_same_counts_differ_by_nothing():
    counts = np.random.default_rng(1).integers(0, 5, (30, 3)).astype(float)
    same = Draws(30, 200).difference(counts, counts, f1)
    assert same.difference == 0
    assert same.interval == (0.0, 0.0)
    assert not same.beyond_noise


def test_one_side_better_everywhere_is_beyond_noise_and_reversible():
    worse = np.tile([3.0, 2.0, 2.0], (40, 1))
    better = np.tile([4.0, 1.0, 1.0], (40, 1))
    draws = Draws(40, 200)
    up, down = draws.difference(worse, better, f1), draws.difference(better, worse, f1)
    assert up.beyond_noise
    assert down.beyond_noise
    assert up.difference == pytest.approx(0.8 - 0.6)
    assert up.interval == pytest.approx((-down.interval[1], -down.interval[0]))


def test_pairing_makes_the_interval_narrow_where_narratives_differ_in_difficulty():
    random = np.random.default_rng(3)
    hard = random.integers(0, 10, 200)
    champion = np.stack([10 - hard, hard, hard], axis=1).astype(float)
    challenger = champion + np.array([1, 0, 0])
    low, high = Draws(200, 400).difference(champion, challenger, f1).interval
    assert 0 < low < high < 0.1
