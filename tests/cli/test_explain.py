"""`ictip explain`: the sum, the words, the claims, and why nothing can be shown."""

import pytest

from coder.cli.console import console
from coder.cli.explain import _explain_code
from coder.cli.waterfall import bars_of, draw_waterfall, model_confidence, why_changed
from coder.records import Coding, Suggestion, Term
from coder.scheme import Code, Dimension, make_scheme

TEXT = "The pears in the van were rotten. No worms were found, and we threw them away."


@pytest.fixture
def explained(ictip, tiny_edition):
    return lambda *arguments, stdin=TEXT: ictip("explain", *arguments, "--edition", tiny_edition, stdin=stdin)


def test_one_code_is_explained_by_its_sum_and_its_words(explained):
    ran = explained("-", "--code", "d2")
    assert ran.code == 0
    assert ran.out.startswith("D2  Rot   confidence 0.")
    assert "how often the code is given" in ran.out
    assert "a rule affirms it" in ran.out
    assert "sum of log-odds" in ran.out
    assert "“rotten”  (characters 26-32)" in ran.out
    assert "rule, affirmed: rotten: rotten or mouldy" in ran.out


def test_without_a_code_the_best_few_are_explained_and_the_rest_named(explained):
    ran = explained()
    assert ran.out.count("sum of log-odds") == 3
    assert "not affirmed  D3 Worms (denied)" in ran.out


def test_a_denied_code_is_told_with_its_claim(explained):
    ran = explained("-", "--code", "D3")
    assert "D3  Worms: named, but denied" in ran.out
    assert "rule, denied: worms: worms or their holes" in ran.out


@pytest.mark.parametrize(
    ("code", "reason"),
    [("B1", "left to a person"), ("D99", "left to a person"), ("K9", "retired, use K2")],
)
def test_codes_that_are_never_suggested_say_why(explained, code, reason):
    assert reason in explained("-", "--code", code).out


@pytest.mark.parametrize(
    ("code", "message"),
    [("D1X", "no code D1X; near it: D1"), ("def", "DEF is a dimension; ictip scheme show DEF")],
)
def test_codes_that_are_not_there_are_wrong_usage(explained, code, message):
    ran = explained("-", "--code", code)
    assert ran.code == 2
    assert message in ran.err


def test_a_narrative_is_chosen_by_its_id(explained, cases):
    assert "“rotten”" in explained(cases, "--id", "A4", "--code", "D2").out
    first = explained(cases, "--code", "D1")
    assert "note: explaining the first narrative, A1; choose another with --id" in first.err


@pytest.mark.parametrize(
    ("id_", "code", "message"),
    [
        ("A2", 2, "cases.csv row 3: narrative A2 was refused: the text is only white space"),
        ("A9", 2, "no narrative has the id A9"),
        ("A3", 1, "narrative A3: its language (es) is not one the edition reads"),
    ],
)
def test_narratives_that_cannot_be_explained_say_why(explained, cases, id_, code, message):
    ran = explained(cases, "--id", id_)
    assert ran.code == code
    assert f"error: {message}" in ran.err


TERMS = (Term("start", -3.0), Term("rule", 5.0), Term("sentence", -0.5))


def test_bars_begin_where_the_one_before_ended():
    bars, zero = bars_of(TERMS, width=51)
    assert [(bar.start, bar.end) for bar in bars] == [(0, 30), (0, 50), (45, 50)]
    assert zero == 30


def test_bars_of_nothing_do_not_fail():
    assert bars_of(()) == ([], 0)
    assert [(bar.start, bar.end) for bar in bars_of((Term("a", 0.0),))[0]] == [(0, 0)]


def test_the_confidence_of_a_sum_is_its_logistic():
    assert model_confidence(()) == 0.5
    assert model_confidence(TERMS) == pytest.approx(0.81757, abs=1e-5)


def test_the_waterfall_is_drawn_as_before(golden, capsys):
    draw_waterfall(console(), TERMS)
    golden("waterfall.txt", capsys.readouterr().out)


SCHEME = make_scheme(
    [Code("A", "", "X"), Code("A1", "", "X", parent="A"), Code("B", "", "X", implies=("C",)), Code("C", "", "X")],
    [Dimension("X", "X", cardinality="single")],
)


def item(code, confidence, logit=0.0):
    return Suggestion("X", "event", None, code, "", confidence, 1, (), (Term("sum", logit),))


@pytest.mark.parametrize(
    ("explained_one", "other", "reason"),
    [
        (item("A", 0.5), item("B", 0.9), None),
        (item("A", 0.9), item("A1", 0.9), "0.50 -> 0.90: it stands above A1, which is that likely"),
        (item("C", 0.9), item("B", 0.9), "0.50 -> 0.90: B implies it"),
        (item("C", 0.9), item("A", 0.2), "0.50 -> 0.90: a code below it, or one that implies it, is that likely"),
        (item("C", 0.1), item("A", 0.9), "0.50 -> 0.10: the dimension takes one code, and A is likelier"),
    ],
)
def test_a_confidence_that_is_not_its_sums_says_why(explained_one, other, reason):
    coding = Coding("a", "e", "en", "coded", 1.0, (explained_one, other))
    assert why_changed(explained_one, coding, SCHEME) == reason


def test_a_code_hidden_behind_the_one_below_it_is_told(capsys):
    coding = Coding("a", "e", "en", "coded", 1.0, (item("A1", 0.9),))
    _explain_code(console(), "A", coding, SCHEME)
    _explain_code(console(), "C", coding, SCHEME)
    assert capsys.readouterr().out.splitlines() == [
        "A  : as likely as A1 (0.90) or a little more; that stands below it",
        "C  : nothing in the text speaks for it",
    ]
