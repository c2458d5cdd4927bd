"""The confidence is the sum that is drawn; weights are learnt, shrunk and saved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coder.suggest.combine import Combiner, fit_combiner
from coder.suggest.signals import SIGNALS

CODES = ("a", "b", "c")
random = np.random.default_rng(7)
SIGNAL = random.normal(size=(200, 3, len(SIGNALS)))
TRUTH = SIGNAL[:, :, 4] + 0.5 * SIGNAL[:, :, 0] + random.normal(size=(200, 3)) > 0.5
combiner = fit_combiner(CODES, SIGNAL, TRUTH)
held = fit_combiner(CODES, SIGNAL, TRUTH, ruled=np.array([True, True, True]))


@given(arrays(float, (3, len(SIGNALS)), elements=st.floats(-5, 5)), st.integers(0, 2))
def test_the_terms_add_up_to_the_confidence(signals, code):
    total = sum(term.logit for term in combiner.terms(signals, CODES)[CODES[code]])
    assert 1 / (1 + np.exp(-total)) == pytest.approx(combiner.confidences(signals)[code], abs=1e-9)


@given(arrays(float, (3, len(SIGNALS)), elements=st.floats(-5, 5)))
def test_confidences_lie_between_0_and_1(signals):
    assert ((combiner.confidences(signals) >= 0) & (combiner.confidences(signals) <= 1)).all()


@given(arrays(float, (3, len(SIGNALS)), elements=st.floats(-5, 5)), st.integers(0, 2))
def test_a_code_with_rules_is_held_back_where_none_affirms_it(signals, code):
    signals[:, 1] = 0.0
    assert held.confidences(signals).max() < 0.4
    total = sum(term.logit for term in held.terms(signals, [CODES[code]])[CODES[code]])
    assert total == pytest.approx(held.logits(signals)[code], abs=1e-6)


@given(arrays(float, (3, len(SIGNALS)), elements=st.floats(-5, 5)), st.floats(0.01, 5), st.integers(0, 2))
def test_codes_that_are_held_back_keep_their_order(signals, more, code):
    signals[:, 1] = 0.0
    stronger = signals.copy()
    stronger[code, SIGNALS.index("sentence")] += more
    assert held.logits(stronger)[code] >= held.logits(signals)[code]


def test_what_carries_the_truth_gets_the_weight():
    strongest = np.abs(combiner.slopes.mean(axis=0)).argmax()
    assert SIGNALS[strongest] == "sentence"


def test_little_freedom_keeps_the_codes_alike():
    tight = fit_combiner(CODES, SIGNAL, TRUTH, freedom=0.001)
    assert tight.slopes.std(axis=0).max() < combiner.slopes.std(axis=0).max()


def test_confidences_are_calibrated_on_what_was_learnt():
    even = fit_combiner(CODES, SIGNAL, TRUTH, no_code_weight=1.0, look_alike_weight=1.0)
    confidences = np.array([even.confidences(signals) for signals in SIGNAL])
    assert confidences.mean() == pytest.approx(TRUTH.mean(), abs=0.02)


def test_look_alikes_that_count_less_cast_less_doubt_on_rules():
    signals = SIGNAL.copy()
    signals[:, :, 1] = random.random(size=(200, 3)) < 0.5
    full, less = (fit_combiner(CODES, signals, TRUTH, look_alike_weight=weight) for weight in (1.0, 0.3))
    affirmed = signals[:, :, 1] > 0
    doubts = [np.array([fitted.confidences(row) for row in signals])[affirmed].mean() for fitted in (full, less)]
    assert doubts[0] < doubts[1]


def test_a_saved_combiner_is_the_same():
    again = Combiner.from_json(combiner.to_json())
    assert again.to_json() == combiner.to_json()
    assert np.array_equal(again.logits(SIGNAL[0]), combiner.logits(SIGNAL[0]))


def test_a_combiner_of_other_signals_is_refused():
    with pytest.raises(ValueError, match="other signals"):
        Combiner.from_json(combiner.to_json().replace('"rule"', '"rumour"'))
