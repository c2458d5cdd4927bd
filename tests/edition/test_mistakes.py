"""Mistakes are told once, where they are most specific, with what explains them; counts are those of the scores."""

import pytest

from coder.edition.evaluate import evaluate
from coder.edition.gold import Gold
from coder.edition.intervals import dimension_intervals
from coder.edition.mistakes import mistakes_of
from coder.records import Coding, Denied, Evidence, Suggestion
from coder.scheme import Code, load_scheme, make_scheme
from tests.conftest import FRUIT

SCHEME = load_scheme(FRUIT)
TEXT = "Pears, rotten. Bruised on the lorry."


def evidence(words, claim="affirmed"):
    start = TEXT.index(words)
    return Evidence(start, start + len(words), words, "rule", f"rule of {words}", claim)


def coding(*suggestions, denied=(), status="coded", id_="1"):
    made = [
        Suggestion("", "event", None, code, "", value, 1, tuple(map(evidence, words)))
        for code, value, *words in suggestions
    ]
    return Coding(id_, "e", "en", status, 1.0, tuple(made), tuple(denied))


def gold(codes, id_="1", **more):
    return Gold(id_, TEXT, {code: (quote,) for code, quote in codes.items()}, **more)


def found(cases, codings):
    return mistakes_of(cases, codings, SCHEME, evaluate(cases, codings, SCHEME, draws=10))


def listed(cases, codings):
    return {(case.code, case.kind) for each in found(cases, codings) for case in each.cases}


@pytest.mark.parametrize(
    ("true", "given", "expected"),
    [
        ({}, [], set()),
        ({"D11": "lorry"}, [("D11", 0.9)], set()),
        ({"D11": "lorry"}, [], {("D11", "missed")}),  # not D1 as well
        ({"D11": "lorry"}, [("D1", 0.9)], {("D11", "missed")}),
        ({"D1": "Bruised"}, [("D11", 0.9)], {("D11", "wrong")}),
        ({}, [("D11", 0.9)], {("D11", "wrong")}),
        ({}, [("D11", 0.49)], set()),
        ({"D2": "rotten"}, [], {("D2", "missed")}),  # F3 only follows
        ({"D2": "rotten", "F3": "rotten"}, [], {("D2", "missed"), ("F3", "missed")}),  # F3 is named itself
        ({"D2": "rotten"}, [("D3", 0.9)], {("D2", "missed"), ("D3", "wrong")}),
        ({}, [("D2", 0.9)], {("D2", "wrong")}),
        ({"B1": "Pears"}, [], set()),  # its dimension is not read from text
    ],
)
def test_a_mistake_is_listed_once_where_it_is_most_specific(true, given, expected):
    assert listed([gold(true)], [coding(*given)]) == expected


def test_open_codes_are_no_mistake():
    assert listed([gold({}, open=frozenset({"D11"}))], [coding(("D11", 0.9))]) == set()


def test_counts_are_those_of_the_scores_and_the_costliest_comes_first():
    cases = [gold({"K1": "Pears"}), gold({"D2": "rotten"}, "2"), gold({"D2": "rotten"}, "3")]
    codings = [coding(("K2", 0.9)), coding(id_="2"), coding(id_="3")]
    entries = found(cases, codings)
    scores = evaluate(cases, codings, SCHEME, draws=10)
    assert [each.code for each in entries] == ["D2", "F3", "K1", "K2"]
    assert all(each.rates == scores.by_code[each.code] for each in entries)
    assert sum(each.rates.wrong + each.rates.missed for each in entries) == scores.overall.wrong + scores.overall.missed
    assert [len(each.cases) for each in entries] == [2, 0, 1, 1]


def one(true, *codings, **more):
    [entry] = [each for each in found([gold(true, **more)], codings) if each.cases]
    [case] = entry.cases
    return case


def test_a_miss_below_the_threshold_tells_confidence_and_words():
    case = one({"D2": "rotten"}, coding(("D2", 0.4, "rotten")))
    assert (case.kind, case.confidence, case.quotes) == ("missed", 0.4, ("rotten",))
    assert [each.quote for each in case.evidence] == ["rotten"]
    assert case.claim is None


def test_a_miss_read_as_not_affirmed_tells_the_claim():
    denied = Denied("DEF", "D2", "Rot", "hypothetical", (evidence("rotten", "hypothetical"),))
    case = one({"D2": "rotten"}, coding(denied=[denied]))
    assert (case.claim, case.confidence) == ("hypothetical", None)
    assert [each.quote for each in case.evidence] == ["rotten"]


def test_a_miss_tells_what_was_given_to_the_same_words_instead():
    case = one({"D11": "Bruised on the lorry"}, coding(("D1", 0.9, "Bruised"), ("F2", 0.2)))
    assert case.instead == ("D1",)
    assert one({"D11": "lorry"}, coding(("D1", 0.9, "Bruised"))).instead == ()


def test_a_false_alarm_tells_words_trap_and_the_golds_reading_of_them():
    case = one({"D1": "Bruised"}, coding(("D1", 0.9), ("D11", 0.8, "Bruised on")), not_codes=frozenset({"D11"}))
    assert (case.kind, case.confidence, case.trap, case.instead) == ("wrong", 0.8, True, ("D1",))
    assert [each.reason for each in case.evidence] == ["rule of Bruised on"]


def test_what_only_follows_names_where_it_follows_from():
    """A child does not inherit what its parent implies, so the implied code alone can be wrong or missed."""
    scheme = make_scheme([Code("A", "", "D", implies=("E",)), Code("A1", "", "D", parent="A"), Code("E", "", "X")])
    for true, given, kind in (("A", "A1", "missed"), ("A1", "A", "wrong")):
        cases, codings = [gold({true: "rotten"})], [coding((given, 0.9, "Pears"))]
        entries = mistakes_of(cases, codings, scheme, evaluate(cases, codings, scheme, draws=10))
        [case] = next(each for each in entries if each.code == "E").cases
        assert (case.kind, case.follows) == (kind, ("A",))
        assert case.quotes == (("rotten",) if kind == "missed" else ())
        assert [each.quote for each in case.evidence] == ([] if kind == "missed" else ["Pears"])


@pytest.mark.parametrize(
    ("codings", "state"), [([], "absent"), ([coding(status="unsupported_language")], "unsupported_language")]
)
def test_a_miss_tells_that_nothing_was_coded(codings, state):
    assert one({"D2": "rotten"}, *codings).state == state


def test_intervals_of_dimensions_hold_the_figures():
    cases = [gold({"D2": "rotten"}, str(at)) for at in range(20)]
    codings = [coding(("D2", 0.9), ("K1", 0.9), id_=str(at)) for at in range(12)]
    scores = evaluate(cases, codings, SCHEME, draws=10)
    intervals = dimension_intervals(cases, codings, SCHEME, threshold=0.5, draws=200)
    assert set(intervals) == set(scores.by_dimension) == {"DEF", "FATE", "FRU"}
    precise, (low, high), both = intervals["DEF"]
    assert precise == (1, 1)
    assert 0.3 < low < scores.by_dimension["DEF"].recall == 0.6 < high < 0.9
    assert both[0] < scores.by_dimension["DEF"].f1 < both[1]
    assert intervals["FRU"][0] == (0, 0)
