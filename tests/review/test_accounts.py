"""Sessions, tokens, throttling and the first administrator's token: kept as hashes, none for too long."""

from datetime import timedelta

import pytest

from coder.errors import NotAllowed
from coder.review import accounts, add_user, change_user

HOUR = timedelta(hours=1)


@pytest.fixture
def people(store):
    root = add_user(store, None, "root")
    return root, add_user(store, root, "ann")


def test_passwords_are_set_by_oneself_and_by_administrators(store, people):
    root, ann = people
    assert accounts.password_hash(store, "ann") == (ann, None)
    accounts.set_password(store, ann, ann.id, "hash1")
    accounts.start_session(store, ann, "s", "c", lasts=HOUR)
    accounts.rehash_password(store, ann.id, "hash2")
    assert accounts.session_of(store, "s", idle=HOUR).user == ann
    accounts.set_password(store, root, ann.id, "hash3")
    assert accounts.password_hash(store, "ann")[1] == "hash3"
    assert accounts.session_of(store, "s", idle=HOUR) is None
    for who, number in ((ann, root.id), (root, 99)):
        with pytest.raises(NotAllowed):
            accounts.set_password(store, who, number, "x")
    assert accounts.password_hash(store, "nobody") is None
    change_user(store, root, ann.id, active=False)
    assert accounts.password_hash(store, "ann") is None


def test_sessions_end_by_age_by_idling_by_signing_out_and_with_the_account(store, people, clock):
    root, ann = people
    for name in "abcd":
        accounts.start_session(store, ann, name, f"csrf-{name}", lasts=timedelta(hours=8))
    assert accounts.session_of(store, "a", idle=HOUR).csrf_hash == "csrf-a"
    assert accounts.session_of(store, "x", idle=HOUR) is None
    accounts.end_session(store, "b")
    assert accounts.session_of(store, "b", idle=HOUR) is None
    clock.forward(minutes=50)
    assert accounts.session_of(store, "a", idle=HOUR)
    clock.forward(minutes=50)
    assert accounts.session_of(store, "a", idle=HOUR)
    assert accounts.session_of(store, "c", idle=HOUR) is None
    for _ in range(8):
        clock.forward(minutes=50)
        accounts.session_of(store, "a", idle=HOUR)
    assert accounts.session_of(store, "a", idle=HOUR) is None
    accounts.start_session(store, ann, "e", "csrf", lasts=HOUR)
    change_user(store, root, ann.id, active=False)
    assert accounts.session_of(store, "e", idle=HOUR) is None


def test_tokens_run_out_and_are_revoked(store, people, clock):
    root, ann = people
    number = accounts.add_token(store, ann, "laptop", "t1", None)
    accounts.add_token(store, ann, "server", "t2", clock() + HOUR)
    assert accounts.token_user(store, "t1") == ann
    assert accounts.token_user(store, "t2") == ann
    assert accounts.token_user(store, "t3") is None
    clock.forward(hours=2)
    assert accounts.token_user(store, "t2") is None
    with pytest.raises(NotAllowed):
        accounts.revoke_token(store, root, number)
    accounts.revoke_token(store, ann, number)
    assert accounts.token_user(store, "t1") is None
    assert [(token.label, token.revoked_at is None) for token in accounts.tokens_of(store, ann)] == [
        ("laptop", False),
        ("server", True),
    ]


def test_failures_lock_and_unlock(store, clock):
    rule = {"allowed": 3, "window": timedelta(minutes=10), "lock": timedelta(minutes=5)}
    assert [accounts.count_failure(store, "ann", **rule) for _ in range(2)] == [1, 2]
    assert accounts.locked_until(store, "ann") is None
    assert accounts.count_failure(store, "ann", **rule) == 3
    assert accounts.locked_until(store, "ann") is not None
    assert accounts.locked_until(store, "ben") is None
    clock.forward(minutes=6)
    assert accounts.locked_until(store, "ann") is None
    clock.forward(minutes=6)
    assert accounts.count_failure(store, "ann", **rule) == 1
    accounts.clear_failures(store, "ann")
    assert accounts.count_failure(store, "ann", **rule) == 1


def test_the_first_token_works_once_and_only_before_the_first_account(store):
    assert accounts.put_first_token(store, "old")
    assert accounts.put_first_token(store, "new")
    assert not accounts.use_first_token(store, "old")
    assert accounts.use_first_token(store, "new")
    assert not accounts.use_first_token(store, "new")
    assert accounts.put_first_token(store, "again")
    add_user(store, None, "root")
    assert not accounts.use_first_token(store, "again")
    assert not accounts.put_first_token(store, "late")
