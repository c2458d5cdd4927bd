"""The trail finds out: whatever is changed, removed, put in or put elsewhere behind the program's back."""

import pytest
import sqlalchemy as sa

from coder.errors import NotAllowed, StoreError
from coder.review import Judgement, decide, next_case, submit
from coder.review.trail_export import trail_page, whole_trail
from coder.review.verifying import verify


@pytest.fixture
def desk(make_desk):
    made = make_desk(planted_share=1.0)
    made.bring()
    view = next_case(made.store, made.ann, made.project.id)
    version = decide(made.store, made.ann, view.id, Judgement("confirm", code="D1"), version=1).version
    added = Judgement("add", new_code="B1", reason="the shop is named")
    version = decide(made.store, made.ann, view.id, added, version=version).version
    submit(made.store, made.ann, view.id, version=version, seconds=3, undecided_ok=True)
    return made


def tamper(store, *statements):
    """Write to the database as somebody would who has it in their hands: without triggers."""
    with store.engine.execution_options(ictip_writes=True).begin() as connection:
        if store.is_sqlite:
            names = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
            for name in names.all():
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
            connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(sa.text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(sa.text(statement))
        if not store.is_sqlite:
            connection.execute(sa.text("SET session_replication_role = DEFAULT"))


CASES = {
    "a decision's code": "UPDATE decisions SET code = 'D2' WHERE kind = 'confirm'",
    "a decision's person": "UPDATE decisions SET user_id = 1 WHERE kind = 'add'",
    "a decision's time": "UPDATE decisions SET at = '2020-01-01T00:00:00.000000Z' WHERE kind = 'add'",
    "a decision gone": "DELETE FROM decisions WHERE kind = 'confirm'",
    "a decision put in": "INSERT INTO decisions (case_id, user_id, phase, kind, dimension, evidence, edition, at) "
    "SELECT case_id, user_id, phase, 'not_stated', 'FATE', evidence, edition, at FROM decisions WHERE kind = 'confirm'",
    "what was shown": "UPDATE showings SET planted_ids = '[]'",
    "a confidence": "UPDATE suggestions SET confidence = 0.99 WHERE id = 1",
    "planted no more": "UPDATE suggestions SET planted = (1 = 0)",
    "a suggestion gone": "DELETE FROM suggestions WHERE id = 2",
    "a text's hash": "UPDATE cases SET text_hash = 'x' WHERE id = 3",
    "a manifest": "UPDATE editions SET manifest = '{}'",
    "a row's details": "UPDATE trail SET details = '{}' WHERE seq = 12",
    "details no JSON": "UPDATE trail SET details = 'x' WHERE what = 'decide'",
    "a row's person": "UPDATE trail SET who = 'ben' WHERE what = 'decide'",
    "a row's time": "UPDATE trail SET at = 'x' WHERE what = 'decide'",
    "a row's project": "UPDATE trail SET project_id = NULL WHERE seq = 12",
    "a row gone": "DELETE FROM trail WHERE seq = 7",
    "the first row gone": "DELETE FROM trail WHERE seq = 1",
    "the last row gone": "DELETE FROM trail WHERE seq = (SELECT MAX(seq) FROM trail)",
    "all gone": "DELETE FROM trail",
    "the head gone": "DELETE FROM trail_head",
    "a row put in": "INSERT INTO trail SELECT seq + 1, at, who, what, project_id, details, hash, hash FROM trail "
    "WHERE seq = (SELECT MAX(seq) FROM trail)",
}


def test_untouched_records_are_sound(desk):
    verdict = verify(desk.store)
    assert verdict.faults == ()
    assert verdict.rows == len(list(whole_trail(desk.store)))
    assert verify(desk.store, anchor=verdict.head).sound
    assert not verify(desk.store, anchor="0" * 63 + "1").sound


@pytest.mark.parametrize("statement", CASES.values(), ids=CASES)
def test_tampering_is_found_out(desk, statement):
    tamper(desk.store, statement)
    assert not verify(desk.store).sound


def test_rows_that_change_places_are_found_out(desk):
    tamper(
        desk.store,
        "UPDATE trail SET seq = -5 WHERE seq = 5",
        "UPDATE trail SET seq = 5 WHERE seq = 6",
        "UPDATE trail SET seq = 6 WHERE seq = -5",
    )
    assert not verify(desk.store).sound


def test_a_tail_cut_off_with_its_head_is_found_by_the_records_or_an_anchor(desk):
    noted = verify(desk.store).head
    last = list(whole_trail(desk.store))[-1]
    tamper(
        desk.store,
        f"DELETE FROM trail WHERE seq = {last['seq']}",
        f"UPDATE trail_head SET seq = {last['seq'] - 1}, hash = '{last['previous']}'",
    )
    assert not verify(desk.store, anchor=noted).sound


@pytest.mark.parametrize("table", ["suggestions", "decisions", "showings", "trail", "batches", "editions"])
@pytest.mark.parametrize("action", ["DELETE FROM {}", "UPDATE {0} SET {1} = {1}"])
def test_the_database_itself_refuses_changes(desk, table, action):
    column = {"trail": "seq", "editions": "edition"}.get(table, "id")
    with pytest.raises(StoreError), desk.store.write() as connection:
        connection.execute(sa.text(action.format(table, column)))


def test_the_trail_holds_no_words(desk):
    told = str(list(whole_trail(desk.store)))
    for word in ("apples", "bruised", "the shop is named", "north"):
        assert word not in told


def test_who_may_read_the_trail(desk):
    page = trail_page(desk.store, desk.otto, desk.project.id, limit=3)
    assert [row["what"] for row in page] == ["project.create", "member.set", "member.set"]
    rest = trail_page(desk.store, desk.lea, desk.project.id, after=page[-1]["seq"])
    assert rest[0]["seq"] > page[-1]["seq"]
    assert trail_page(desk.store, desk.root, None)[0]["what"] == "user.add"
    for who in (desk.ann, desk.ada, desk.eve):
        with pytest.raises(NotAllowed):
            trail_page(desk.store, who, desk.project.id)
    with pytest.raises(NotAllowed):
        trail_page(desk.store, desk.otto, None)
