"""Old codes that crosswalk and text leave open: brought in, shown beside the suggestions, decided, kept, given out."""

import io

import pytest
import sqlalchemy as sa

from coder.crosswalk import Candidate, OldCode, Queued
from coder.errors import UsageError
from coder.narrative.intake import Rejected
from coder.records import Narrative
from coder.review import Judgement, decide, import_narratives, next_case, next_difference, submit
from coder.review.backup import backup, restore
from coder.review.records import decision_records
from coder.review.trail_export import whole_trail
from coder.review.verifying import verify
from tests.review.test_trail import tamper

TEXTS = ("The apples were bruised. The shop threw them away.", "The pears had worms.", "The pears were sold.")
BAD = OldCode("state=bad", "undecided", "DEF", (Candidate("D1", 0.7), Candidate("D2", 0.3)), "the text affirms none")
SOLD = OldCode("end=sold", "conflict", "FATE", (Candidate("F1"),), "the text affirms F3 instead")
ONLY = {
    "n1": (Queued("n1", BAD.reason, BAD, "review"), Queued("n1", SOLD.reason, SOLD, "review")),
    "n2": (Queued("n2", ""),),
}


def bring(desk, only=ONLY, texts=TEXTS):
    items = [Narrative(f"n{at}", text) for at, text in enumerate(texts, 1)]
    return import_narratives(
        desk.store, desk.lea, desk.project.id, items, desk.suggester, {"edition": "tiny"}, only=only
    )


def test_the_list_chooses_the_narratives_and_what_it_misses_is_told(make_desk):
    done = bring(make_desk(), {**ONLY, "n9": (Queued("n9", ""),)})
    assert (done.read, done.added, done.missing) == (2, 2, 1)


def test_rejected_rows_without_an_id_are_told_beside_a_list(make_desk):
    desk = make_desk()
    items = [
        Narrative("n1", TEXTS[0]),
        Rejected("a.csv", 3, None, "bad_id", "no id"),
        Rejected("a.csv", 4, "n2", "empty_text", "no text"),
        Rejected("a.csv", 5, "n7", "empty_text", "no text"),
    ]
    done = import_narratives(
        desk.store, desk.lea, desk.project.id, items, desk.suggester, {"edition": "tiny"}, only=ONLY
    )
    assert (done.read, done.added, done.refused, done.missing) == (3, 1, 2, 0)
    assert [each.id for each in done.reasons] == [None, "n2"]


def test_a_coder_is_shown_the_old_codes_and_what_was_shown_is_kept(make_desk):
    desk = make_desk()
    bring(desk)
    view = next_case(desk.store, desk.ann, desk.project.id)
    assert view.old_codes == (BAD, SOLD)
    shown = [row["details"] for row in whole_trail(desk.store) if row["what"] == "show"]
    assert [len(each["candidate_ids"]) for each in shown] == [3]
    version = view.version
    for judgement in (Judgement("reject", code="D1"), Judgement("confirm", code="D2"), Judgement("reject", code="F1")):
        version = decide(desk.store, desk.ann, view.id, judgement, version=version).version
    with pytest.raises(UsageError, match="have no decision yet"):
        submit(desk.store, desk.ann, view.id, version=version, seconds=1)
    submit(desk.store, desk.ann, view.id, version=version, seconds=1, undecided_ok=True)
    coder, final = decision_records(desk.store, desk.lea, desk.project.id)
    asked = [
        {
            "old": "state=bad",
            "outcome": "undecided",
            "dimension": "DEF",
            "candidates": [{"code": "D1", "share": 0.7}, {"code": "D2", "share": 0.3}],
        },
        {"old": "end=sold", "outcome": "conflict", "dimension": "FATE", "candidates": [{"code": "F1", "share": None}]},
    ]
    assert coder["old"] == final["old"] == asked
    assert final["codes"] == [{"code": "D2"}]
    assert final["rejected"] == coder["rejected"] == ["D1", "F1"]
    assert verify(desk.store).sound


def test_a_candidate_without_a_decision_keeps_the_case_from_being_handed_in(make_desk):
    desk = make_desk()
    bring(desk, {"n3": (Queued("n3", "", BAD),)})
    view = next_case(desk.store, desk.ann, desk.project.id)
    undecided = {"D1", "D2"} | {offer.code for offer in view.offers}
    with pytest.raises(UsageError, match=f"{len(undecided)} suggestions"):
        submit(desk.store, desk.ann, view.id, version=view.version, seconds=1)


def test_who_is_to_code_first_is_shown_neither_suggestions_nor_old_codes(make_desk):
    desk = make_desk()
    bring(desk, {"n1": (Queued("n1", "few known words", BAD, "human_first"),)})
    view = next_case(desk.store, desk.ann, desk.project.id)
    assert (view.aided, view.offers, view.old_codes) == (False, (), ())
    with pytest.raises(UsageError, match="neither suggested nor added"):
        decide(desk.store, desk.ann, view.id, Judgement("confirm", code="D2"), version=view.version)
    version = decide(desk.store, desk.ann, view.id, Judgement("add", new_code="D2"), version=view.version).version
    submit(desk.store, desk.ann, view.id, version=version, seconds=1)
    coder, final = decision_records(desk.store, desk.lea, desk.project.id)
    assert "old" not in coder
    assert final["old"][0]["old"] == "state=bad"


def test_a_narrative_in_another_language_has_nothing_to_hold_back(make_desk):
    desk = make_desk()
    text = "Las manzanas estaban podridas y por eso las tiramos todas a la basura ayer por la tarde."
    bring(desk, {"n1": (Queued("n1", "", BAD, "human_first"),)}, [text])
    assert next_case(desk.store, desk.ann, desk.project.id).old_codes == (BAD,)


def test_bringing_the_same_again_adds_nothing_and_other_old_codes_are_refused(make_desk):
    desk = make_desk()
    bring(desk)
    again, bare = bring(desk), bring(desk, None)
    assert (again.added, again.present, again.refused) == (0, 2, 0)
    assert (bare.added, bare.present, bare.refused) == (1, 2, 0)
    other = bring(desk, {**ONLY, "n2": (Queued("n2", "", BAD),)})
    assert (other.present, other.refused) == (1, 1)
    assert "old codes" in other.reasons[0].reason


def test_an_adjudicator_sees_the_old_codes_and_may_settle_them(make_desk):
    desk = make_desk(coders=2)
    bring(desk)
    for who, kind in ((desk.ann, "confirm"), (desk.ben, "reject")):
        view = next_case(desk.store, who, desk.project.id)
        version = decide(desk.store, who, view.id, Judgement(kind, code="D2"), version=view.version).version
        submit(desk.store, who, view.id, version=version, seconds=1, undecided_ok=True)
    case = next_difference(desk.store, desk.ada, desk.project.id)
    assert case.old_codes == (BAD, SOLD)
    assert [each.code for each in case.differences] == ["D2"]


def test_planted_suggestions_are_never_candidates(make_desk):
    every = tuple(Candidate(code) for code in ("D1", "D11", "D2", "D3", "D99"))
    desk = make_desk(planted_share=1.0)
    bring(desk, {"n1": (Queued("n1", "", OldCode("x", "undecided", "DEF", every)),)})
    bring(desk, None, [TEXTS[1], TEXTS[0]])
    with desk.store.read() as connection:
        wrong = connection.execute(sa.text("SELECT case_id, code FROM suggestions WHERE planted")).all()
    assert any(code.startswith("D") for case, code in wrong if case > 1)
    assert not [code for case, code in wrong if case == 1 and code.startswith("D")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE candidates SET share = 0.1 WHERE code = 'D1'",
        "UPDATE candidates SET code = 'D3' WHERE code = 'D2'",
        "DELETE FROM candidates WHERE code = 'F1'",
        "UPDATE showings SET candidate_ids = '[]'",
    ],
)
def test_the_trail_finds_out_what_was_done_to_them(make_desk, statement):
    desk = make_desk()
    bring(desk)
    next_case(desk.store, desk.ann, desk.project.id)
    assert verify(desk.store).sound
    tamper(desk.store, statement)
    assert not verify(desk.store).sound


def test_the_database_itself_keeps_them(make_desk):
    desk = make_desk()
    bring(desk)
    with pytest.raises(Exception, match="refused"), desk.store.write() as connection:
        connection.execute(sa.text("UPDATE candidates SET share = 0.1"))


def test_they_come_back_from_a_backup(make_desk, new_url):
    from coder.review import open_store

    desk = make_desk()
    bring(desk)
    next_case(desk.store, desk.ann, desk.project.id)
    stream = io.BytesIO()
    backup(desk.store, stream)
    stream.seek(0)
    other = open_store(new_url("sqlite"), desk.store.clock)
    restore(other, stream)
    assert verify(other).sound
    assert next_case(other, desk.ann, desk.project.id).old_codes == (BAD, SOLD)
    other.close()
