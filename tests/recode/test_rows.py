"""The draw for the audit share is fixed per id, uniform, and depends on nothing else."""

import pytest

from coder.recode.rows import audit_draw, cross_nothing, send_to_review
from coder.records import Coding


def test_draw_is_fixed_by_seed_and_id():
    assert audit_draw(7, "case-1") == audit_draw(7, "case-1")
    assert audit_draw(7, "case-1") != audit_draw(8, "case-1")
    assert audit_draw(7, "case-1") != audit_draw(7, "case-2")
    assert audit_draw(1, "1x") != audit_draw(11, "x"), "seed and id do not run into each other"


def test_draw_is_uniform_over_ids():
    draws = [audit_draw(0, str(number)) for number in range(20_000)]
    assert all(0 <= draw < 1 for draw in draws)
    for share in (0.01, 0.05, 0.5):
        expected = 20_000 * share
        drawn = sum(draw < share for draw in draws)
        assert abs(drawn - expected) < 4 * (expected * (1 - share)) ** 0.5


@pytest.mark.parametrize(("status", "road"), [("coded", "review"), ("unsupported_language", "human_first")])
def test_without_routing_nothing_is_accepted(status, road):
    coding = Coding("1", "e", "en", status, 1.0)
    routing = send_to_review(coding, (), 0.0)
    assert (routing.road, routing.accepted) == (road, ())
    assert cross_nothing(["old"], coding) == ()
