"""Scores against hand-worked figures."""

import pytest

from coder.edition.evaluate import calibration_error, evaluate
from coder.edition.gold import Gold, read_gold
from coder.errors import IntakeError
from coder.records import Coding, Evidence, Suggestion
from coder.scheme import Code, Dimension, make_scheme

SCHEME = make_scheme(
    [
        Code("A", "a", "D"),
        Code("A1", "a one", "D", parent="A"),
        Code("A2", "a two", "D", parent="A"),
        Code("B", "b", "D", implies=("E1",)),
        Code("E1", "e", "E"),
        Code("X", "never read from text", "N"),
    ],
    [Dimension("D", "D"), Dimension("E", "E"), Dimension("N", "N", suggested="no")],
)


def coding(number, *pairs, start=0):
    evidence = (Evidence(start, start + 4, "", "rule", ""),)
    return Coding(
        number,
        "e",
        "en",
        "coded",
        1.0,
        tuple(Suggestion("D", "event", None, code, "", value, 1, evidence) for code, value in pairs),
    )


def gold(number, *codes, **more):
    return Gold(number, more.pop("text", ""), dict.fromkeys(codes, ()), **more)


def test_a_parent_for_a_child_is_half_right():
    scores = evaluate([gold("1", "A1")], [coding("1", ("A", 0.9))], SCHEME)
    assert (scores.overall.right, scores.overall.wrong, scores.overall.missed) == (1, 0, 1)
    assert scores.exact.f1 == 0


def test_a_sibling_shares_the_parent():
    scores = evaluate([gold("1", "A1")], [coding("1", ("A2", 0.9))], SCHEME)
    assert (scores.overall.right, scores.overall.wrong, scores.overall.missed) == (1, 1, 1)
    assert scores.overall.f1 == 0.5


def test_implied_codes_count_on_both_sides():
    scores = evaluate([gold("1", "B")], [coding("1", ("B", 0.9))], SCHEME)
    assert scores.overall.right == 2


def test_a_narrative_without_a_coding_misses_all():
    scores = evaluate([gold("1", "A1"), gold("2")], [], SCHEME)
    assert (scores.overall.right, scores.overall.missed) == (0, 2)


def test_codes_below_the_threshold_do_not_count():
    assert evaluate([gold("1", "A")], [coding("1", ("A", 0.49))], SCHEME).overall.right == 0


def test_open_codes_count_neither_way():
    scores = evaluate([gold("1", "B", open=frozenset({"A1"}))], [coding("1", ("A1", 0.9), ("B", 0.9))], SCHEME)
    assert scores.overall.wrong == 0


def test_dimensions_that_text_does_not_tell_do_not_count():
    assert evaluate([gold("1", "X")], [coding("1", ("X", 0.9))], SCHEME).overall.right == 0


def test_traps_are_counted():
    scores = evaluate([gold("1", "A", not_codes=frozenset({"B", "A2"}))], [coding("1", ("B", 0.9))], SCHEME)
    assert scores.traps == (1, 2)


def test_evidence_hits_where_it_touches_the_gold_words():
    text = "x" * 100 + "words" + "x" * 100
    case = Gold("1", text, {"A": ("words",)})
    near = evaluate([case], [coding("1", ("A", 0.9), start=130)], SCHEME)
    far = evaluate([case], [coding("1", ("A", 0.9), start=190)], SCHEME)
    assert (near.evidence_hit, far.evidence_hit) == (1.0, 0.0)


def test_hand_worked_calibration_error():
    bins = [(2, 1.8, 1), (2, 0.4, 1), (0, 0.0, 0)]
    assert calibration_error(bins) == pytest.approx((0.8 + 0.6) / 4)
    assert calibration_error([(0, 0.0, 0)]) is None


def test_the_interval_holds_the_score_and_is_the_same_each_time():
    cases = [gold(str(at), "A1") for at in range(30)]
    codings = [coding(str(at), ("A1" if at % 3 else "A2", 0.9)) for at in range(30)]
    scores = evaluate(cases, codings, SCHEME)
    assert scores.f1_interval[0] <= scores.overall.f1 <= scores.f1_interval[1]
    assert scores == evaluate(cases, codings, SCHEME)


def test_gold_is_read_and_faults_are_named_by_row(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "codes": [{"code": "A", "quote": "q"}], "not_codes": ["B", {"code": "X"}]}\n')
    assert read_gold(path) == [Gold("1", "", {"A": ("q",)}, frozenset({"B", "X"}))]
    path.write_text('{"id": "1", "codes": []}\n{"id": "2"}\n')
    with pytest.raises(IntakeError, match=r"gold\.jsonl:2"):
        read_gold(path)
