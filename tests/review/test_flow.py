"""The main path: narratives in, a case out, decisions, handing in."""

import pytest

from coder.errors import Conflict, NotAllowed, UsageError
from coder.review import Judgement, Span, counts, decide, next_case, skip, submit, undo
from coder.review.cases import final_of


def states(view):
    return {state.code: state.state for state in view.codes}


def test_import_counts_add_up_and_a_second_run_adds_nothing(make_desk):
    desk = make_desk()
    first, again = desk.bring(), desk.bring()
    changed = desk.bring(["Quite another text about apples."])
    assert (first.read, first.added, first.present, first.refused) == (4, 4, 0, 0)
    assert (again.read, again.added, again.present, again.refused) == (4, 0, 4, 0)
    assert (changed.read, changed.added, changed.refused) == (1, 0, 1)
    assert changed.reasons[0].id == "n1"
    assert "apples" not in changed.reasons[0].reason
    assert counts(desk.store, desk.lea, desk.project.id)["open"] == 4


def test_a_case_is_coded_and_closed(make_desk):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    assert view.narrative_id == "n1"
    assert view.fields == {"office": "north"}
    assert view.offers
    assert view.offers[0].evidence[0]["reason"]
    version = view.version
    for offer in view.offers:
        receipt = decide(desk.store, desk.ann, view.id, Judgement("confirm", code=offer.code), version=version)
        version = receipt.version
    added = Judgement("add", new_code="B1", evidence=(Span(25, 33),), reason="the shop is named")
    version = decide(desk.store, desk.ann, view.id, added, version=version).version
    seen = next_case(desk.store, desk.ann, desk.project.id)
    assert seen.id == view.id
    assert states(seen) == {offer.code: "holds" for offer in view.offers} | {"B1": "holds"}
    assert seen.decisions[-1].judgement.reason == "the shop is named"
    assert submit(desk.store, desk.ann, view.id, version=version, seconds=12.5).status == "closed"
    with desk.store.read() as connection:
        assert set(final_of(connection, view.id)) == {offer.code for offer in view.offers} | {"B1"}
    assert next_case(desk.store, desk.ann, desk.project.id).narrative_id == "n2"


def test_taking_back_brings_the_former_state(make_desk):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    code = view.offers[0].code
    first = decide(desk.store, desk.ann, view.id, Judgement("confirm", code=code), version=1)
    second = decide(desk.store, desk.ann, view.id, Judgement("reject", code=code), version=2)
    undone = undo(desk.store, desk.ann, view.id, second.decision_id, version=3)
    assert states(next_case(desk.store, desk.ann, desk.project.id)) == {code: "holds"}
    undo(desk.store, desk.ann, view.id, first.decision_id, version=4)
    after = next_case(desk.store, desk.ann, desk.project.id)
    assert states(after) == {}
    assert [each.undone for each in after.decisions] == [True, True, False, False]
    for number in (first.decision_id, undone.decision_id, 10**6):
        with pytest.raises(UsageError):
            undo(desk.store, desk.ann, view.id, number, version=5)


def test_the_same_key_is_written_once(make_desk):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    judgement = Judgement("confirm", code=view.offers[0].code)
    first = decide(desk.store, desk.ann, view.id, judgement, version=1, key="k")
    assert decide(desk.store, desk.ann, view.id, judgement, version=1, key="k") == first
    assert len(next_case(desk.store, desk.ann, desk.project.id).decisions) == 1
    with pytest.raises(Conflict):
        decide(desk.store, desk.ann, view.id, judgement, version=2, key="k")
    with pytest.raises(Conflict):
        decide(desk.store, desk.ann, view.id, Judgement("add", new_code="B1"), version=1)


def test_undecided_suggestions_have_to_be_let_pass(make_desk):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    with pytest.raises(UsageError, match="no decision yet"):
        submit(desk.store, desk.ann, view.id, version=1, seconds=1)
    done = submit(desk.store, desk.ann, view.id, version=1, seconds=1, undecided_ok=True, key="s")
    assert done.undecided == len(view.offers)
    assert submit(desk.store, desk.ann, view.id, version=1, seconds=2, undecided_ok=True, key="s") == done
    with desk.store.read() as connection:
        assert final_of(connection, view.id) == ()
    with pytest.raises(Conflict):
        decide(desk.store, desk.ann, view.id, Judgement("add", new_code="B1"), version=2)


def test_no_case_is_given_twice_and_a_skipped_one_goes_to_others(make_desk):
    desk = make_desk()
    desk.bring()
    ann, ben = (next_case(desk.store, who, desk.project.id) for who in (desk.ann, desk.ben))
    assert ann.id != ben.id
    skip(desk.store, desk.ann, ann.id, "I know the family")
    assert next_case(desk.store, desk.ann, desk.project.id).id not in {ann.id, ben.id}
    assert next_case(desk.store, desk.cleo, desk.project.id).id == ann.id


def test_a_lease_that_ran_out_goes_to_others_or_back(make_desk, clock):
    desk = make_desk()
    desk.bring(["The apples were bruised."])
    view = next_case(desk.store, desk.ann, desk.project.id)
    clock.forward(minutes=31)
    assert decide(desk.store, desk.ann, view.id, Judgement("add", new_code="B1"), version=1).version == 2
    clock.forward(minutes=31)
    assert next_case(desk.store, desk.ben, desk.project.id).id == view.id
    with pytest.raises(Conflict, match="somebody else"):
        decide(desk.store, desk.ann, view.id, Judgement("add", new_code="F1"), version=2)


@pytest.mark.parametrize("who", ["lea", "ada", "otto", "eve", "root"])
def test_only_coders_get_cases(make_desk, who):
    desk = make_desk()
    desk.bring()
    with pytest.raises(NotAllowed):
        next_case(desk.store, getattr(desk, who), desk.project.id)


BAD = [
    Judgement("confirm", code="XX"),
    Judgement("confirm", code="B1"),
    Judgement("confirm"),
    Judgement("add", new_code="XX"),
    Judgement("add", new_code="K9"),
    Judgement("add", code="K1", new_code="B1"),
    Judgement("add", dimension="DEF", new_code="B1"),
    Judgement("add", new_code="B1", evidence=(Span(5, 5),)),
    Judgement("add", new_code="B1", evidence=(Span(-1, 5),)),
    Judgement("add", new_code="B1", evidence=(Span(0, 5000),)),
    Judgement("not_stated", "NONE"),
    Judgement("not_stated", "DEF", code="D1"),
    Judgement("unclear"),
    Judgement("undo", "DEF"),
    Judgement("delete", "DEF"),
]


@pytest.mark.parametrize("judgement", BAD, ids=str)
def test_judgements_that_make_no_sense_are_refused(make_desk, judgement):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    with pytest.raises(UsageError):
        decide(desk.store, desk.ann, view.id, judgement, version=1)
    assert next_case(desk.store, desk.ann, desk.project.id).version == 1
