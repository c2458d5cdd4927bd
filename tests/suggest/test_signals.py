"""Rule reliabilities are estimated as they should be."""

from math import exp

import pytest

from coder.rules.match import Hit
from coder.rules.rulebook import Rule
from coder.suggest.analyse import Finding
from coder.suggest.signals import learn_rule_weights


def rule(name, *codes):
    return Rule(name, codes, ("x",), (), "typo", None, None, 0, 0, "", ("x",), (), "f.toml", 1)


def finding(name, claim="affirmed"):
    return Finding(Hit(rule(name, "A"), 0, 1, (0,)), claim)


def share(weights, name):
    return 1 / (1 + exp(-weights.of(name, "A")))


def test_a_rule_that_is_mostly_right_weighs_more():
    good = [([finding("good")], frozenset({"A"}))] * 10
    bad = [([finding("bad")], frozenset())] * 10
    weights = learn_rule_weights(good + bad)
    assert share(weights, "good") > 0.8 > 0.3 > share(weights, "bad")


def test_a_rule_seen_once_stays_near_the_pooled_precision():
    samples = [([finding("often")], frozenset({"A"}))] * 50 + [([finding("once")], frozenset())]
    weights = learn_rule_weights(samples)
    assert 0.6 < share(weights, "once") < share(weights, "often")


def test_hand_worked_reliability():
    weights = learn_rule_weights([([finding("r")], frozenset({"A"}))] * 3 + [([finding("r")], frozenset())], strength=2)
    pooled = (3 + 4) / (4 + 5)
    assert share(weights, "r") == pytest.approx((3 + 2 * pooled) / (4 + 2))


def test_what_is_not_affirmed_does_not_count():
    weights = learn_rule_weights([([finding("r", "denied")], frozenset())] * 20)
    assert weights.of("r", "A") == weights.default


def test_several_hits_in_one_narrative_count_once():
    once = learn_rule_weights([([finding("r")], frozenset({"A"}))])
    often = learn_rule_weights([([finding("r")] * 5, frozenset({"A"}))])
    assert once.of("r", "A") == often.of("r", "A")
