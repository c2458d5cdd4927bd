"""The plain rules: what a judgement may be, who may what, when a case closes, where it stands in a queue."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import NotAllowed, UsageError
from coder.records import Coding, Term
from coder.review.access import Standing, demand, rights, sees_others
from coder.review.closing import agree, differing
from coder.review.judging import checked
from coder.review.lots import lot
from coder.review.ordering import precedence, stratum, uncertainty
from coder.review.planting import planted, with_planted
from coder.review.values import CodeState, Judgement, Settings, Span
from coder.scheme import Dimension
from coder.scheme.codes import make_scheme
from tests.review.scripted import SCHEME, suggestion

CODES = {
    code.id: {"dimension": code.dimension, "label": code.label, "retired": code.retired}
    for code in SCHEME.codes.values()
}


def check(judgement, *, offered=("A1", "B1"), states=()):
    return checked(judgement, codes=CODES, offered=offered, states=states, text_length=20)


def held(code, dimension="A", state="holds"):
    return CodeState(dimension, code, state, 1)


GOOD = [
    (Judgement("confirm", code="A1"), "A"),
    (Judgement("reject", code="B1"), "B"),
    (Judgement("unclear", code="A1"), "A"),
    (Judgement("unclear", "A"), "A"),
    (Judgement("not_stated", "B"), "B"),
    (Judgement("change", code="A1", new_code="A2"), "A"),
    (Judgement("change", code="A1", new_code="A99"), "A"),
    (Judgement("add", new_code="B2", evidence=(Span(0, 20),)), "B"),
    (Judgement("add", new_code="A99"), "A"),
]
BAD = [
    Judgement("confirm", code="XX"),
    Judgement("confirm", code="B2"),
    Judgement("confirm"),
    Judgement("confirm", code="A1", new_code="A2"),
    Judgement("confirm", "B", code="A1"),
    Judgement("reject", "A"),
    Judgement("change", code="A1"),
    Judgement("change", code="A1", new_code="A1"),
    Judgement("change", code="A1", new_code="A9"),
    Judgement("change", code="A1", new_code="B2"),
    Judgement("change", code="A1", new_code="XX"),
    Judgement("add"),
    Judgement("add", new_code="XX"),
    Judgement("add", new_code="A9"),
    Judgement("add", code="A1", new_code="B2"),
    Judgement("add", "A", new_code="B2"),
    Judgement("add", new_code="B2", evidence=(Span(5, 5),)),
    Judgement("add", new_code="B2", evidence=(Span(6, 5),)),
    Judgement("add", new_code="B2", evidence=(Span(-1, 5),)),
    Judgement("add", new_code="B2", evidence=(Span(0, 21),)),
    Judgement("add", new_code="B2", evidence=(Span(0, 1),) * 51),
    Judgement("confirm", code="A1", reason="x" * 4001),
    Judgement("not_stated"),
    Judgement("not_stated", "C"),
    Judgement("not_stated", "A", code="A1"),
    Judgement("not_stated", "A", new_code="A1"),
    Judgement("unclear"),
    Judgement("unclear", code="A2"),
    Judgement("undo", "A"),
    Judgement("delete", "A"),
]


@pytest.mark.parametrize(("judgement", "dimension"), GOOD, ids=str)
def test_sensible_judgements_get_their_dimension(judgement, dimension):
    assert check(judgement) == replace(judgement, dimension=dimension)


@pytest.mark.parametrize("judgement", BAD, ids=lambda judgement: str(judgement)[:90])
def test_judgements_that_make_no_sense_are_refused(judgement):
    with pytest.raises(UsageError):
        check(judgement)


def test_what_holds_already_decides_what_can_be_said():
    with pytest.raises(UsageError, match="holds already"):
        check(Judgement("add", new_code="A2"), states=[held("A2")])
    with pytest.raises(UsageError, match="holds already"):
        check(Judgement("change", code="A1", new_code="A2"), states=[held("A2")])
    with pytest.raises(UsageError, match="reject them first"):
        check(Judgement("not_stated", "A"), states=[held("A2")])
    assert check(Judgement("not_stated", "A"), states=[held("A2", state="rejected")])
    assert check(Judgement("reject", code="A2"), states=[held("A2")]).dimension == "A"
    assert check(Judgement("add", new_code="A2"), states=[held("A2", state="rejected")])


def member(role, *, administrator=False, reads=False):
    return Standing(1, 1, administrator, role, reads)


RIGHTS = {
    "coder": {"code", "read_text"},
    "lead": {"manage", "adjudicate", "read_text", "see_decisions", "export", "trail"},
    "adjudicator": {"adjudicate", "read_text", "see_decisions"},
    "auditor": {"see_decisions", "export", "trail"},
    None: set(),
}


@pytest.mark.parametrize("role", RIGHTS)
def test_what_each_role_may(role):
    assert rights(member(role, reads=role != "auditor")) == RIGHTS[role]
    more = {"manage", "trail"} | ({"export"} if role else set())
    assert rights(member(role, administrator=True)) == RIGHTS[role] | more
    with pytest.raises(NotAllowed):
        demand(member(role), "read_text" if role in {None, "auditor"} else "none")


def test_an_auditor_reads_when_allowed_and_an_outsider_never():
    assert "read_text" in rights(member("auditor", reads=True))
    assert "read_text" not in rights(member(None, administrator=True, reads=True))


@pytest.mark.parametrize("administrator", [True, False])
@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("role", RIGHTS)
def test_blind_coders_never_see_others(role, works, administrator):
    here = member(role, administrator=administrator)
    blind = sees_others(here, Settings(blind=True), works_on_it=works)
    assert blind == (role in {"lead", "adjudicator", "auditor"} and not works)
    assert sees_others(here, Settings(blind=False), works_on_it=works) == (role is not None)


AGREEMENT = [
    ([[held("A1")], [held("A1")]], []),
    ([[], []], []),
    ([[held("A1", state="rejected")], []], []),
    ([[held("", state="not_stated")], []], []),
    ([[held("A1")], []], [("A", "A1")]),
    ([[held("A1")], [held("A1", state="rejected")]], [("A", "A1")]),
    ([[held("A1")], [held("A1", state="unclear")]], [("A", "A1")]),
    ([[held("A1", state="unclear")], [held("A1", state="unclear")]], [("A", "A1")]),
    ([[held("A1")], [held("A1")], [held("A2")]], [("A", "A1"), ("A", "A2")]),
]


@pytest.mark.parametrize(("answers", "expected"), AGREEMENT)
def test_when_coders_differ(answers, expected):
    by_coder = dict(enumerate(answers))
    assert differing(by_coder) == expected
    assert agree(by_coder) == (not expected)
    assert differing(dict(enumerate(reversed(answers)))) == expected


def test_one_coder_always_agrees():
    assert agree({1: [held("A1", state="unclear")]})


@given(st.integers(), st.text(max_size=5), st.text(max_size=20))
def test_lots_lie_between_0_and_1_and_repeat(seed, purpose, narrative_id):
    drawn = lot(seed, purpose, narrative_id)
    assert 0 <= drawn < 1
    assert drawn == lot(seed, purpose, narrative_id)


def test_lots_are_spread_evenly_and_apart():
    drawn = [lot(1, "queue", str(at)) for at in range(4000)]
    assert 0.23 < sum(value < 0.25 for value in drawn) / 4000 < 0.27
    other = [lot(1, "audit", str(at)) for at in range(4000)]
    both = sum(first < 0.5 and second < 0.5 for first, second in zip(drawn, other, strict=True))
    assert 0.22 < both / 4000 < 0.28


def coding(*items, denied=()):
    return Coding("n", "e", "en", "coded", 1.0, tuple(items), denied)


TERMS = (Term("prior", -2.0), Term("rule", 3.5), Term("words", 0.4))
SINGLE = make_scheme(SCHEME.codes.values(), [Dimension("A", "A", cardinality="single"), SCHEME.dimensions["B"]])


def by_lot(number):
    return lambda purpose: lot(number, purpose, "n")


@given(st.dictionaries(st.sampled_from(["A1", "A11", "A2", "A3", "B1", "B2"]), st.floats(0.2, 1)), st.integers())
def test_a_planted_code_is_wrong_and_looks_like_the_others(codes, number):
    known = [replace(suggestion(code, round(codes[code], 4)), terms=TERMS) for code in sorted(codes)]
    shown = coding(*sorted(known, key=lambda item: (item.dimension, -item.confidence, item.code)))
    wrong = planted(shown, SCHEME, by_lot(number), minimum=0.2)
    if wrong is None:
        return
    near = set(codes) | {above for code in codes for above in (*SCHEME.ancestors(code), *SCHEME.descendants(code))}
    assert wrong.code not in near
    assert wrong.code in SCHEME.suggestable
    assert wrong.evidence == shown.suggestions[0].evidence
    beside = [item for item in known if item.dimension == wrong.dimension]
    assert wrong.confidence not in {item.confidence for item in beside}
    assert 0.2 <= wrong.confidence < 1
    assert not {term.logit for term in wrong.terms} & {term.logit for term in TERMS}
    logits = [math.log(each / (1 - each)) for each in (min(item.confidence, 0.9999) for item in (wrong, *beside))]
    moved = sum(term.logit for term in wrong.terms) - sum(term.logit for term in TERMS)
    assert any(moved == pytest.approx(logits[0] - other) for other in logits[1:])
    together = with_planted(shown, wrong)
    assert sorted(each.code for each in together) == sorted([*codes, wrong.code])
    for dimension in ("A", "B"):
        numbers = [each.confidence for each in together if each.dimension == dimension]
        assert numbers == sorted(numbers, reverse=True)
        ranks = [each.rank for each in together if each.dimension == dimension]
        assert ranks == list(range(1, len(ranks) + 1))


def test_nothing_is_planted_where_nothing_is_suggested():
    assert planted(coding(), SCHEME, by_lot(1), minimum=0.2) is None


@pytest.mark.parametrize("number", range(20))
def test_a_planted_code_leaves_the_likeliest_of_a_single_valued_dimension_its_share(number):
    wrong = planted(coding(suggestion("A2", 0.7)), SINGLE, by_lot(number), minimum=0.2)
    assert wrong is not None
    assert wrong.confidence <= 0.3
    assert planted(coding(suggestion("A2", 0.9)), SINGLE, by_lot(number), minimum=0.2) is None


def test_places_in_queues():
    assert uncertainty([suggestion("A1", 0.9), suggestion("B1", 0.5)]) == 0.6
    assert uncertainty([]) == 0
    assert stratum([suggestion("A1"), suggestion("B1")], {"A1": 3, "B1": 1}) == "B1"
    assert stratum([suggestion("A1", 0.4)], {}) == ""
    assert precedence([suggestion("A1")], {"A1"}) == 0
    assert precedence([suggestion("A1")], {"B1"}) == 1
