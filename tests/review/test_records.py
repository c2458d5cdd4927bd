"""What leaves: decision records without text, labelled narratives with it, and what stays after a purge."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coder.audit.gather import CodedRow
from coder.audit.reading import read_coded
from coder.errors import Conflict, NotAllowed, UsageError
from coder.narrative.labelled import load_labelled
from coder.privacy import Identifier, Masked, mask
from coder.review import (
    Judgement,
    Settings,
    Span,
    change_settings,
    decide,
    final_codes,
    history,
    next_case,
    open_case,
    set_member,
    submit,
)
from coder.review.purge import purge_case, purge_closed
from coder.review.records import decision_records, labelled_narratives, narratives_of
from coder.review.soundness import check
from coder.review.verifying import verify
from tests.review.conftest import TEXTS

B1 = Judgement("add", new_code="B1", evidence=(Span(30, 34),), reason="secret remark")


def code(desk, who, *judgements):
    view = next_case(desk.store, who, desk.project.id)
    version = view.version
    for judgement in judgements:
        version = decide(desk.store, who, view.id, judgement, version=version).version
    submit(desk.store, who, view.id, version=version, seconds=2, undecided_ok=True)
    return view.id


@pytest.fixture
def desk(make_desk):
    made = make_desk(planted_share=1.0, export_text=True)
    made.bring()
    code(made, made.ann, Judgement("confirm", code="D1"), Judgement("reject", code="K1"), B1)
    return made


def test_records_can_be_audited_and_hold_no_text(desk, tmp_path):
    records = list(decision_records(desk.store, desk.otto, desk.project.id))
    assert [record["coder"] for record in records] == ["ann", "final"]
    first = records[0]
    assert [entry["code"] for entry in first["codes"]] == ["B1", "D1"]
    assert first["codes"][0] == {"code": "B1", "start": 30, "end": 34}
    assert (first["id"], first["seconds"], first["blind"], first["edition"]) == ("n1", 2, False, records[1]["edition"])
    assert len(first["planted"]) == 1
    assert set(first["planted"]) < {entry["code"] for entry in first["suggested"]}
    assert records[1]["how"] == "single"
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    rows = list(read_coded(path))
    assert all(isinstance(row, CodedRow) for row in rows)
    assert [(row.coder, row.codes) for row in rows] == [("ann", ("B1", "D1")), ("final", ("B1", "D1"))]
    for word in ("apples", "secret", "north"):
        assert word not in path.read_text("utf-8")


def test_confirmed_cases_become_labelled_narratives(desk, tmp_path, tiny_suggester):
    labelled = list(labelled_narratives(desk.store, desk.lea, desk.project.id, redact=None))
    made = [(each["id"], each["origin"], each["how"], each["coders"], each["masked"]) for each in labelled]
    assert made == [("n1", "confirmed", "single", 1, False)]
    assert labelled[0]["text"] == TEXTS[0]
    assert {"code": "B1", "start": 30, "quote": TEXTS[0][30:34]} in labelled[0]["codes"]
    assert [entry["code"] for entry in labelled[0]["not_codes"]] == ["K1"]
    (tmp_path / "confirmed.jsonl").write_text(json.dumps(labelled[0]), "utf-8")
    read = load_labelled(tmp_path, tiny_suggester.scheme.codes)
    assert read[0].code_set == {"B1", "D1"}


@pytest.mark.parametrize("who", ["ann", "ada", "eve", "root"])
def test_who_may_not_export(desk, who):
    if who == "root":
        set_member(desk.store, desk.root, desk.project.id, desk.root.id, None)
    with pytest.raises(NotAllowed):
        list(decision_records(desk.store, getattr(desk, who), desk.project.id))
    with pytest.raises(NotAllowed):
        list(labelled_narratives(desk.store, getattr(desk, who), desk.project.id, redact=None))


def test_text_leaves_only_where_project_and_person_allow_it(desk):
    with pytest.raises(NotAllowed):
        list(labelled_narratives(desk.store, desk.otto, desk.project.id, redact=None))
    closed = replace(desk.project.settings, export_text=False)
    change_settings(desk.store, desk.lea, desk.project.id, closed, version=1)
    with pytest.raises(NotAllowed):
        list(labelled_narratives(desk.store, desk.lea, desk.project.id, redact=None))


def test_a_purge_takes_the_words_and_leaves_the_rest(desk, clock):
    case = open_case(desk.store, desk.ann, 1).id
    records = list(decision_records(desk.store, desk.otto, desk.project.id))
    assert purge_closed(desk.store, desk.lea, desk.project.id, before=clock()) == 1
    assert purge_closed(desk.store, desk.lea, desk.project.id, before=clock()) == 0
    view = open_case(desk.store, desk.ann, case)
    assert (view.text, dict(view.fields)) == (None, {})
    assert all("reason" not in evidence for offer in view.offers for evidence in offer.evidence)
    assert [each.judgement.reason for each in history(desk.store, desk.lea, case)] == ["", "", ""]
    assert final_codes(desk.store, desk.lea, case) == ("B1", "D1")
    assert list(decision_records(desk.store, desk.otto, desk.project.id)) == records
    assert list(labelled_narratives(desk.store, desk.lea, desk.project.id, redact=None)) == []
    assert verify(desk.store).faults == ()
    assert check(desk.store) == []
    assert next_case(desk.store, desk.ann, desk.project.id).text == TEXTS[1]


def test_purged_words_are_not_left_in_the_file(desk, clock):
    if not desk.store.is_sqlite:
        pytest.skip("PostgreSQL removes dead rows at VACUUM")
    path = desk.store.engine.url.database
    marks = (b"The shop threw them away", b"secret remark")

    def found(mark):
        return any(mark in Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))

    assert all(map(found, marks))
    purge_closed(desk.store, desk.lea, desk.project.id, before=clock())
    assert not any(map(found, marks))


def test_one_case_is_withdrawn_whatever_its_state(desk):
    held = next_case(desk.store, desk.ann, desk.project.id)
    purge_case(desk.store, desk.lea, held.id)
    assert (
        next_case(desk.store, desk.ann, desk.project.id) is None
        or next_case(desk.store, desk.ann, desk.project.id).id != held.id
    )
    with pytest.raises(UsageError):
        purge_case(desk.store, desk.lea, held.id)
    with pytest.raises(NotAllowed):
        purge_case(desk.store, desk.ann, 1)
    assert check(desk.store) == []


def test_settings_change_once_for_each_version(desk):
    changed = change_settings(desk.store, desk.lea, desk.project.id, Settings(coders=3), version=1)
    assert (changed.version, changed.settings.coders) == (2, 3)
    with pytest.raises(Conflict):
        change_settings(desk.store, desk.lea, desk.project.id, Settings(coders=2), version=1)
    for wrong in (Settings(coders=0), Settings(planted_share=1.5), Settings(order="newest"), Settings(lease_minutes=0)):
        with pytest.raises(UsageError):
            change_settings(desk.store, desk.lea, desk.project.id, wrong, version=2)


def test_masked_narratives_keep_their_evidence_in_place(desk):
    def redact(text, language):
        assert language
        return mask(text, [Identifier(0, 10, "name", 1.0)])

    labelled = next(labelled_narratives(desk.store, desk.lea, desk.project.id, redact=redact))
    assert labelled["masked"]
    assert "The apples" not in labelled["text"]
    words = TEXTS[0][30:34]
    assert {"code": "B1", "start": labelled["text"].index(words, 20), "quote": words} in labelled["codes"]
    for entry in labelled["codes"]:
        assert labelled["text"].startswith(entry["quote"], entry["start"])


def test_blind_agreement_is_marked(make_desk):
    desk = make_desk(coders=2, unaided_share=1.0, export_text=True)
    desk.bring()
    added = Judgement("add", new_code="D1")
    for who in (desk.ann, desk.ben):
        assert next_case(desk.store, who, desk.project.id).offers == ()
        code(desk, who, added)
    labelled = next(labelled_narratives(desk.store, desk.lea, desk.project.id, redact=None))
    assert (labelled["origin"], labelled["codes"]) == ("blind_agreed", [{"code": "D1"}])
    records = [record for record in decision_records(desk.store, desk.lea, desk.project.id) if "blind" in record]
    assert [(record["blind"], record["suggested"]) for record in records] == [(True, [])] * 2


def test_narratives_are_those_asked_for_however_many_ids_are_named(desk):
    def redact(text, language):
        return Masked(text.upper(), ())

    here = desk.store, desk.lea, desk.project.id
    known = narratives_of(*here, {"n2"}, redact=redact)
    assert known == {"n2": TEXTS[1].upper()}
    many = {f"m{at}" for at in range(1200)} | {"n2", "n1", "z"}
    assert list(narratives_of(*here, many, redact=redact)) == ["n1", "n2"]
    assert narratives_of(*here, set(), redact=redact) == {}
