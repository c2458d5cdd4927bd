"""The main path: narratives in, a case out, decisions, handing in."""

import pytest

from coder.errors import Conflict, NotAllowed, UsageError
from coder.records import Narrative
from coder.review import (
    Judgement,
    Settings,
    Span,
    add_user,
    all_users,
    change_user,
    counts,
    create_project,
    decide,
    first_administrator,
    import_narratives,
    importing,
    list_cases,
    next_case,
    reassign,
    skip,
    submit,
    undo,
)
from coder.review.cases import final_of
from tests.review.scripted import Scripted


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


def test_the_same_id_twice_is_told_even_while_the_first_waits_for_its_coding(make_desk, monkeypatch):
    class Ahead(Scripted):
        """Takes all narratives before it gives the first coding, as processes may."""

        def suggest_many(self, narratives, *, min_confidence):
            return iter([self.suggest(each) for each in narratives])

    monkeypatch.setattr(importing, "BATCH", 2)
    desk = make_desk()
    texts = ["A1", "A2", "A1", "B1", "B2"]
    items = [Narrative(name, text) for name, text in zip(["x", "y", "x", "y", "z"], texts, strict=True)]
    done = import_narratives(desk.store, desk.lea, desk.project.id, items, Ahead(), {"edition": "scripted-1"})
    assert (done.read, done.added, done.present, done.refused) == (5, 3, 1, 1)
    assert [line.narrative_id for line in list_cases(desk.store, desk.lea, desk.project.id)] == ["x", "y", "z"]


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


@pytest.mark.parametrize("judgement", [Judgement("confirm", code="B1"), Judgement("add", new_code="K9")], ids=str)
def test_a_refused_judgement_leaves_nothing(make_desk, judgement):
    desk = make_desk()
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    with pytest.raises(UsageError):
        decide(desk.store, desk.ann, view.id, judgement, version=1)
    after = next_case(desk.store, desk.ann, desk.project.id)
    assert (after.version, after.decisions) == (1, ())


ORDERS = {"oldest", "uncertain", "stratified", "must_review", "random"}


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_every_order_hands_out_every_case_once(make_desk, order):
    desk = make_desk(order=order, seed=7, must_review=("D3",))
    desk.bring()
    seen = []
    while view := next_case(desk.store, desk.ann, desk.project.id):
        seen.append(view.narrative_id)
        submit(desk.store, desk.ann, view.id, version=view.version, seconds=1, undecided_ok=True)
    assert sorted(seen) == ["n1", "n2", "n3", "n4"]
    if order == "oldest":
        assert seen == sorted(seen)
    if order == "must_review":
        assert seen[0] == "n2"  # the one with worms


def test_a_lead_gives_a_case_to_a_coder_and_to_another(make_desk):
    desk = make_desk()
    desk.bring()
    held = next_case(desk.store, desk.ann, desk.project.id)
    with pytest.raises(Conflict):
        reassign(desk.store, desk.lea, held.id, desk.ben)
    reassign(desk.store, desk.lea, held.id, desk.ben, instead_of=desk.ann)
    assert next_case(desk.store, desk.ben, desk.project.id).id == held.id
    with pytest.raises(Conflict):
        decide(desk.store, desk.ann, held.id, Judgement("add", new_code="B1"), version=1)
    reassign(desk.store, desk.lea, held.id + 3, desk.cleo)
    assert next_case(desk.store, desk.cleo, desk.project.id).id == held.id + 3
    for who, to in (("ann", "ben"), ("lea", "ada"), ("lea", "eve")):
        with pytest.raises((NotAllowed, UsageError)):
            reassign(desk.store, getattr(desk, who), held.id + 1, getattr(desk, to))
    with pytest.raises(Conflict):
        reassign(desk.store, desk.lea, held.id, desk.cleo, instead_of=desk.ann)


def test_a_share_of_single_coded_cases_is_coded_twice(make_desk):
    desk = make_desk(audit_share=0.5, seed=3)
    desk.bring(["Bruised apples."] * 40)
    wanted = [line.coders_wanted for line in list_cases(desk.store, desk.lea, desk.project.id)]
    assert set(wanted) == {1, 2}
    assert 10 <= wanted.count(2) <= 30


def test_a_share_is_shown_without_suggestions_and_planted_ones_look_like_others(make_desk):
    desk = make_desk(unaided_share=0.5, planted_share=1.0, seed=3)
    desk.bring(["Bruised apples."] * 20)
    offered = []
    while view := next_case(desk.store, desk.ann, desk.project.id):
        offered.append(len(view.offers))
        assert not any(hasattr(offer, "planted") for offer in view.offers)
        submit(desk.store, desk.ann, view.id, version=view.version, seconds=1, undecided_ok=True)
    assert 3 <= offered.count(0) <= 17
    assert max(offered) >= 2


def test_accounts_and_members(store):
    root = add_user(store, None, "root")
    with pytest.raises(NotAllowed):
        add_user(store, None, "second")
    ann = add_user(store, root, "ann")
    with pytest.raises(Conflict):
        add_user(store, root, "ann")
    for name in ("", "  ", "a\nb", "x" * 201):
        with pytest.raises(UsageError):
            add_user(store, root, name)
    for call in (lambda: add_user(store, ann, "x"), lambda: create_project(store, ann, "p", Settings())):
        with pytest.raises(NotAllowed):
            call()
    for change in ({"administrator": False}, {"active": False}):
        with pytest.raises(UsageError):
            change_user(store, root, root.id, **change)
    change_user(store, root, ann.id, administrator=True)
    assert [user.name for user in all_users(store, ann)] == ["ann", "root"]
    change_user(store, ann, root.id, active=False)
    with pytest.raises(NotAllowed):
        add_user(store, root, "x")
    assert first_administrator(store).name == "ann"
