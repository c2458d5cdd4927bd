"""The road of a record: one reason is enough for a person, and each is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.recode.routing import Policy, Router
from coder.recode.rows import Crossed
from coder.recode.shares import simple_share
from coder.recode.thresholds import Threshold, Thresholds
from tests.recode.samples import FRUITS, coding

SHARE = simple_share(0, 200)
THRESHOLDS = Thresholds(
    "fruit-edition",
    0.02,
    0.95,
    "code",
    200,
    {
        "K1": Threshold(0.8, SHARE),
        "D1": Threshold(0.8, SHARE),
        "D11": Threshold(0.8, SHARE),
        "F1": Threshold(0.6, SHARE),
        "F2": Threshold(None, SHARE, "too few cases: 3"),
        "F3": Threshold(None, SHARE, "the error cannot be shown to be small enough"),
    },
)


def route(given, crossed=(), draw=0.5, **policy):
    return Router(THRESHOLDS, Policy(**policy), FRUITS)(given, crossed, draw)


@pytest.mark.parametrize(
    ("given", "road", "reason"),
    [
        (coding("a", ("K1", 0.8)), "auto", "every likely code may be accepted"),
        (coding("a", ("K1", 0.9), ("D1", 0.3)), "auto", "every likely code may be accepted"),
        (coding("a", ("K1", 0.79)), "review", "K1 below its threshold"),
        (coding("a", ("K1", 0.9), ("D1", 0.7)), "review", "D1 below its threshold"),
        (coding("a", ("K2", 0.99)), "review", "K2 has too few cases"),
        (coding("a", ("F2", 0.99)), "review", "F2 has too few cases"),
        (coding("a", ("F3", 0.99)), "review", "F3 errs too often"),
        (coding("a"), "review", "nothing is likely enough"),
        (coding("a", ("K1", 0.4)), "review", "nothing is likely enough"),
        (coding("a", ("F1", 0.65), ("F2", 0.6)), "review", "F1 leads too little; F2 has too few cases"),
        (coding("a", ("F1", 0.65), ("F2", 0.45)), "auto", "every likely code may be accepted"),
        (coding("a", ("K1", 0.9), checks=[("rot-sold", "error")]), "review", "check rot-sold"),
        (coding("a", ("K1", 0.9), checks=[("no-fruit", "info")]), "auto", "every likely code may be accepted"),
        (coding("a", ("K1", 0.9), familiarity=0.49), "human_first", "too few of its words are known"),
        (coding("a", status="unsupported_language"), "human_first", "the narrative's language is not the edition's"),
    ],
)
def test_each_reason_sends_a_record_to_people(given, road, reason):
    routing = route(given)
    assert (routing.road, routing.reason) == (road, reason)


@pytest.mark.parametrize(
    ("outcome", "road"),
    [
        ("carried", "auto"),
        ("decided_by_text", "auto"),
        ("dropped", "auto"),
        ("undecided", "review"),
        ("conflict", "review"),
        ("unknown", "review"),
    ],
)
def test_open_old_codes_send_a_record_to_review(outcome, road):
    assert route(coding("a", ("K1", 0.9)), [Crossed("x", "K1", "w:2", outcome)]).road == road


def test_the_draw_takes_accepted_records_only():
    assert route(coding("a", ("K1", 0.9)), draw=0.049, audit_share=0.05).road == "audit_sample"
    assert route(coding("a", ("K1", 0.9)), draw=0.05, audit_share=0.05).road == "auto"
    assert route(coding("a", ("K1", 0.7)), draw=0.0, audit_share=0.05).road == "review"


def test_codes_on_the_list_are_reviewed_with_all_below_them():
    assert route(coding("a", ("D11", 0.99)), must_review=frozenset(["D1"])).reason == "D11 must be reviewed"
    assert route(coding("a", ("D1", 0.99)), must_review=frozenset(["D11"])).road == "auto"


def test_accepted_codes_stand_in_reviewed_records_too():
    routing = route(coding("a", ("K1", 0.9), ("F2", 0.9)))
    assert (routing.road, routing.accepted) == ("review", ("K1",))


def test_only_the_dimensions_asked_for_are_routed():
    routing = route(coding("a", ("K1", 0.9), ("F2", 0.9)), dimensions=frozenset(["FRU"]))
    assert (routing.road, routing.accepted) == ("auto", ("K1",))


@given(
    st.dictionaries(st.sampled_from(["K1", "K2", "D1", "D2", "F1", "F2", "F3"]), st.floats(0, 1), max_size=6),
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 1),
)
def test_no_code_is_accepted_below_its_threshold(said, draw, familiarity):
    routing = route(coding("a", *said.items(), familiarity=familiarity), draw=draw)
    for code in routing.accepted:
        assert said[code] >= THRESHOLDS.of(code)
    if routing.road in ("auto", "audit_sample"):
        assert set(routing.accepted) == {code for code, confidence in said.items() if confidence >= 0.5}
        assert routing.accepted
