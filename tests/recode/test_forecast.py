"""The forecast counts what the router does with the sample, and carries it over to hours."""

import pytest

from coder.recode.forecast import Effort, as_record, forecast, forecasts, risk_curve
from coder.recode.forecast_report import forecast_report, headline
from coder.recode.routing import Policy
from coder.recode.sample import judge
from coder.recode.thresholds import fit_thresholds
from coder.report import write_report
from tests.recode.samples import FRUITS, coding, gold

CODINGS = (
    [coding(f"a{at}", ("K1", 0.9)) for at in range(60)]
    + [coding(f"b{at}", ("K1", 0.9), ("D1", 0.6)) for at in range(30)]
    + [coding(f"c{at}", familiarity=0.1) for at in range(10)]
)
GOLD = (
    [gold(f"a{at}", "K1", *(["F1"] if at < 15 else [])) for at in range(60)]
    + [gold(f"b{at}", "K1") for at in range(30)]
    + [gold(f"c{at}", "D2") for at in range(10)]
)
SAMPLE = judge(GOLD, CODINGS, FRUITS)
EFFORT = Effort(narratives=6000, minutes=2.0, minutes_first=5.0)
POLICY = Policy(audit_share=0.1)


def test_hand_worked_forecast():
    found = forecast(SAMPLE, fit_thresholds(SAMPLE, FRUITS, error=0.05), FRUITS, POLICY, EFFORT)
    assert {road: share.part for road, share in found.roads.items()} == {"auto": 60, "review": 30, "human_first": 10}
    assert found.people.value == 0.4
    # 6000 x (0.4 x 2 + 0.1 x 3 more where a person codes first + 0.1 of the 0.6 accepted x 2) / 60
    assert found.hours.value == pytest.approx(122)
    assert found.hours.low < 122 < found.hours.high
    assert (found.wrong.part, found.wrong.whole) == (0, 60)
    assert (found.missed.part, found.missed.whole) == (15, 75)
    assert (found.spotless.part, found.spotless.whole) == (45, 60)
    assert (found.asked.part, found.asked.whole) == (30, 120)
    assert found.codes_with_threshold == 1
    assert as_record(found)["people"]["value"] == 0.4


def test_a_stricter_error_never_asks_fewer_people():
    found = forecasts(SAMPLE, FRUITS, POLICY, EFFORT)
    people = [each.people.value for each in found]
    assert people == sorted(people, reverse=True)
    assert people[0] == 1.0


def test_an_empty_sample_promises_nothing():
    found = forecast([], fit_thresholds([], FRUITS, error=0.05), FRUITS, POLICY, EFFORT)
    assert found.people.value is None
    assert (found.people.low, found.people.high) == (0.0, 1.0)
    assert risk_curve([]) == []


def test_the_curve_goes_from_the_most_confident_to_all():
    points = risk_curve(SAMPLE)
    assert [(point.confidence, point.coverage, point.wrong.part) for point in points] == [
        (0.9, 0.75, 0),
        (0.6, 1.0, 30),
    ]


def test_the_page_answers_first_and_names_the_list():
    thresholds = fit_thresholds(SAMPLE, FRUITS, error=0.05)
    every = forecasts(SAMPLE, FRUITS, POLICY, EFFORT, errors=[0.05, 0.1])
    assert headline(every[0], EFFORT) == (
        "At 5 % error, 40 % of records go to people (30 to 50 %): about 122 h (105 to 141) for 6,000 records at 2 min."
    )
    page = write_report(forecast_report(every[0], every, risk_curve(SAMPLE), thresholds, FRUITS, EFFORT))
    assert page.index("At 5 % error") < page.index("<table")
    assert "made-up scheme" in page
    assert page.count("<svg") == 2
    assert "<script" not in page
