"""Double coding: blind coders, closing where all agree, an adjudicator where they differ."""

import pytest

from coder.errors import Conflict, NotAllowed, UsageError
from coder.review import (
    Judgement,
    Span,
    adjudicate,
    close_case,
    counts,
    decide,
    final_codes,
    history,
    list_cases,
    next_case,
    next_difference,
    open_case,
    open_difference,
    progress,
    reopen,
    set_member,
    submit,
    undo_adjudication,
)


def code(desk, who, *judgements, hand_in=True):
    """One person codes the next case: the judgements, then handing in."""
    view = next_case(desk.store, who, desk.project.id)
    version = view.version
    for judgement in judgements:
        version = decide(desk.store, who, view.id, judgement, version=version).version
    if hand_in:
        submit(desk.store, who, view.id, version=version, seconds=1, undecided_ok=True)
    return view.id


D1, B1 = Judgement("confirm", code="D1"), Judgement("add", new_code="B1", evidence=(Span(25, 33),), reason="named")


@pytest.fixture
def desk(make_desk):
    made = make_desk(coders=2)
    made.bring()
    return made


def test_two_who_agree_close_the_case(desk):
    case = code(desk, desk.ann, D1)
    assert counts(desk.store, desk.lea, desk.project.id)["open"] == 4
    assert code(desk, desk.ben, Judgement("reject", code="D1"), D1) == case
    assert counts(desk.store, desk.lea, desk.project.id)["closed"] == 1
    assert final_codes(desk.store, desk.lea, case) == ("D1",)
    assert next_difference(desk.store, desk.ada, desk.project.id) is None


def test_what_two_differ_on_is_settled_with_reasons(desk):
    store = desk.store
    case = code(desk, desk.ann, D1, B1)
    code(desk, desk.ben, Judgement("confirm", code="K1"))
    view = next_difference(store, desk.ada, desk.project.id)
    assert view.id == case
    assert [each.code for each in view.differences] == ["B1", "D1", "K1"]
    answers = {each.code: {a.user_id: a for a in each.answers} for each in view.differences}
    assert answers["B1"][desk.ann.id].evidence == (Span(25, 33),)
    assert answers["B1"][desk.ann.id].reason == "named"
    assert answers["B1"][desk.ben.id].state is None
    assert answers["D1"][desk.ann.id].evidence  # the words of the suggestion that was confirmed
    with pytest.raises(UsageError, match="reason"):
        adjudicate(store, desk.ada, case, D1, version=view.version)
    said = [
        Judgement("confirm", code="D1", reason="plainly said"),
        Judgement("reject", code="B1", reason="a shop is no buyer here"),
        Judgement("confirm", code="K1", reason="yes"),
    ]
    version = view.version
    for judgement in said:
        with pytest.raises(UsageError, match="not settled"):
            close_case(store, desk.ada, case, version=version)
        receipt = adjudicate(store, desk.ada, case, judgement, version=version)
        version = receipt.version
    version = undo_adjudication(store, desk.ada, case, receipt.decision_id, version=version).version
    again = Judgement("change", code="K1", new_code="K2", reason="pears")
    version = adjudicate(store, desk.ada, case, again, version=version, key="k").version
    assert adjudicate(store, desk.ada, case, again, version=version - 1, key="k").version == version
    close_case(store, desk.ada, case, version=version)
    assert final_codes(store, desk.lea, case) == ("D1", "K2")
    assert counts(store, desk.lea, desk.project.id) == {"open": 3, "differing": 0, "closed": 1, "all": 4}
    with pytest.raises(Conflict):
        open_difference(store, desk.ada, case)


def test_unclear_is_always_settled_by_somebody(desk):
    unclear = Judgement("unclear", code="D1")
    case = code(desk, desk.ann, unclear)
    code(desk, desk.ben, unclear)
    assert [each.code for each in open_difference(desk.store, desk.ada, case).differences] == ["D1"]


def test_a_case_is_with_one_adjudicator_at_a_time(desk, clock):
    case = code(desk, desk.ann, D1)
    code(desk, desk.ben)
    assert next_difference(desk.store, desk.ada, desk.project.id).id == case
    assert next_difference(desk.store, desk.lea, desk.project.id) is None
    assert next_difference(desk.store, desk.ada, desk.project.id).id == case
    stale = open_difference(desk.store, desk.lea, case).version
    settled = Judgement("confirm", code="D1", reason="said")
    adjudicate(desk.store, desk.ada, case, settled, version=stale)
    with pytest.raises(Conflict):
        adjudicate(desk.store, desk.lea, case, settled, version=stale)
    clock.forward(minutes=31)
    assert next_difference(desk.store, desk.lea, desk.project.id).id == case


def test_nobody_settles_a_case_they_coded(desk):
    case = code(desk, desk.ann, D1)
    code(desk, desk.ben)
    set_member(desk.store, desk.root, desk.project.id, desk.ann.id, "adjudicator")
    assert next_difference(desk.store, desk.ann, desk.project.id) is None
    with pytest.raises(NotAllowed):
        open_difference(desk.store, desk.ann, case)
    assert {each.user_id for each in history(desk.store, desk.ann, case)} == {desk.ann.id}


def test_a_blind_coder_reads_nobody_elses_decisions_by_any_call(desk):
    store = desk.store
    case = code(desk, desk.ann, D1, B1)
    before = [list_cases(store, desk.ben, desk.project.id)]
    own = code(desk, desk.ben, Judgement("confirm", code="K1"), hand_in=False)
    assert own == case
    ann = desk.ann.id
    assert before == [[]]
    assert ann not in {each.user_id for each in history(store, desk.ben, case)}
    assert ann not in {each.user_id for each in open_case(store, desk.ben, case).decisions}
    assert [line.submitted for line in list_cases(store, desk.ben, desk.project.id)] == [0]
    for call in (final_codes, open_difference):
        with pytest.raises(NotAllowed):
            call(store, desk.ben, case)
    for call in (next_difference, progress):
        with pytest.raises(NotAllowed):
            call(store, desk.ben, desk.project.id)
    assert submit(store, desk.ben, case, version=2, seconds=1, undecided_ok=True).status is None
    assert open_case(store, desk.ben, case).status == "closed"
    assert counts(store, desk.ben, desk.project.id) == {"open": 3, "differing": 0, "closed": 1, "all": 4}
    assert [line.status for line in list_cases(store, desk.ben, desk.project.id)] == ["closed"]
    assert ann not in {each.user_id for each in history(store, desk.ben, case)}


def test_an_administrator_who_codes_is_as_blind(desk):
    set_member(desk.store, desk.root, desk.project.id, desk.root.id, "coder")
    case = code(desk, desk.ann, D1)
    assert code(desk, desk.root) == case
    assert {each.user_id for each in history(desk.store, desk.root, case)} <= {desk.root.id}
    with pytest.raises(NotAllowed):
        final_codes(desk.store, desk.root, case)


def test_a_coder_made_lead_stays_blind_on_their_open_cases(desk):
    case = code(desk, desk.ann, D1, hand_in=False)
    code(desk, desk.ben, D1)
    set_member(desk.store, desk.root, desk.project.id, desk.ann.id, "lead")
    assert {each.user_id for each in history(desk.store, desk.ann, case)} == {desk.ann.id}


def test_reasons_are_for_those_who_may_read(desk):
    case = code(desk, desk.ann, D1, B1)
    assert [each.judgement.reason for each in history(desk.store, desk.lea, case)] == ["", "named"]
    assert [each.judgement.reason for each in history(desk.store, desk.otto, case)] == ["", ""]
    set_member(desk.store, desk.root, desk.project.id, desk.otto.id, "auditor", reads_text=True)
    assert [each.judgement.reason for each in history(desk.store, desk.otto, case)] == ["", "named"]
    with pytest.raises(NotAllowed):
        history(desk.store, desk.eve, case)


def test_a_closed_case_is_opened_again_with_a_reason(desk):
    case = code(desk, desk.ann, D1)
    code(desk, desk.ben, D1)
    with pytest.raises(NotAllowed):
        reopen(desk.store, desk.ben, case, "I erred")
    reopen(desk.store, desk.lea, case, "a letter came")
    view = open_difference(desk.store, desk.ada, case)
    assert (view.differences, view.agreed) == ((), (("DEF", "D1"),))
    said = Judgement("reject", code="D1", reason="the letter says so")
    version = adjudicate(desk.store, desk.ada, case, said, version=view.version).version
    close_case(desk.store, desk.ada, case, version=version)
    assert final_codes(desk.store, desk.lea, case) == ()


def test_a_single_coded_case_goes_back_to_its_coder(make_desk):
    desk = make_desk()
    desk.bring()
    case = code(desk, desk.ann, D1)
    reopen(desk.store, desk.lea, case, "a letter came")
    assert code(desk, desk.ann, Judgement("reject", code="D1")) == case
    assert final_codes(desk.store, desk.lea, case) == ()
