"""Backups come back whole, from either database to either, and nothing broken comes back at all."""

import gzip
import io

import pytest

from coder.errors import StoreError, UsageError
from coder.review import Judgement, add_user, decide, next_case, open_store, user_named
from coder.review.backup import backup, restore
from coder.review.soundness import check
from coder.review.trail_export import whole_trail


@pytest.fixture
def saved(make_desk):
    """A store with some work in it, and its backup."""
    desk = make_desk(coders=2)
    desk.bring()
    view = next_case(desk.store, desk.ann, desk.project.id)
    decide(desk.store, desk.ann, view.id, Judgement("confirm", code="D1"), version=1)
    stream = io.BytesIO()
    rows = backup(desk.store, stream)
    assert rows > 50
    return desk, stream.getvalue(), rows


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_comes_back_whole_and_work_goes_on(saved, kind, new_url, clock):
    desk, content, rows = saved
    other = open_store(new_url(kind), clock)
    try:
        assert restore(other, io.BytesIO(content)) == rows
        assert check(other) == []
        assert list(whole_trail(other)) == list(whole_trail(desk.store))
        view = next_case(other, desk.ann, desk.project.id)
        assert [state.code for state in view.codes] == ["D1"]
        assert decide(other, desk.ann, view.id, Judgement("add", new_code="B1"), version=2).decision_id == 2
        assert add_user(other, desk.root, "dora").id > desk.eve.id
        again = io.BytesIO()
        assert backup(desk.store, again) == rows
        with pytest.raises(UsageError):
            restore(other, io.BytesIO(content))
    finally:
        other.close()


def damaged():
    def line(change):
        def change_lines(content):
            lines = gzip.decompress(content).splitlines(keepends=True)
            return gzip.compress(b"".join(change(lines)))

        return change_lines

    yield "cut off", lambda content: content[: len(content) // 2]
    yield "no gzip", lambda content: b"backup"
    yield "empty", lambda content: b""
    yield "foot gone", line(lambda lines: lines[:-1])
    yield "a row gone", line(lambda lines: [*lines[:-3], *lines[-2:]])
    yield "a word changed", line(lambda lines: [each.replace(b"bruised", b"bruises") for each in lines])
    yield "another schema", line(lambda lines: [lines[0].replace(b'"schema":"0', b'"schema":"9'), *lines[1:]])
    yield "another format", line(lambda lines: [lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]])


@pytest.mark.parametrize("damage", [damage for _, damage in damaged()], ids=[name for name, _ in damaged()])
def test_a_broken_backup_leaves_the_store_empty(saved, damage, new_url, clock):
    _, content, _ = saved
    other = open_store(new_url("sqlite"), clock)
    with pytest.raises(StoreError) as refused:
        restore(other, io.BytesIO(damage(content)))
    assert "bruise" not in str(refused.value)
    assert user_named(other, "root") is None
    other.close()
