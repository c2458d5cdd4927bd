"""`ictip project`, `ictip trail` and `ictip db`: from narratives to records, backup and back."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coder.review import (
    Judgement,
    Settings,
    add_user,
    create_project,
    decide,
    next_case,
    open_store,
    set_member,
    submit,
)

CASES = 'id,text\nc1,"The apples were bruised, said Maria Nowak, 0171 5550199."\nc2,The pears had worms.\nc3," "\n'


@pytest.fixture
def desk(tmp_path):
    """A store with an administrator, and its file."""
    path = tmp_path / "desk.sqlite"
    store = open_store(path, lambda: datetime.now(UTC))
    yield store, add_user(store, None, "root"), path
    store.close()


@pytest.fixture
def imported(ictip, desk, tiny_edition, tmp_path):
    """Two narratives in a project, the first one confirmed."""
    store, root, path = desk
    project = create_project(store, root, "fruit", Settings(export_text=True))
    cases = tmp_path / "cases.csv"
    cases.write_text(CASES)
    ran = ictip("project", "import", cases, "--project", "fruit", "--edition", tiny_edition, "--store", path)
    assert (ran.code, "read 3, added 2, there before 0, refused 1" in ran.err) == (3, True)
    ann = add_user(store, root, "ann")
    set_member(store, root, project.id, ann.id, "coder")
    case = next_case(store, ann, project.id)
    decide(store, ann, case.id, Judgement("confirm", code="D1"), version=1)
    submit(store, ann, case.id, version=2, seconds=1, undecided_ok=True)
    return path, cases


def test_a_second_import_adds_nothing(ictip, imported, tiny_edition):
    path, cases = imported
    ran = ictip("project", "import", cases, "--project", "fruit", "--edition", tiny_edition, "--store", path)
    assert "added 0, there before 2, refused 1" in ran.err
    assert "Nowak" not in ran.err
    ran = ictip("project", "list", "--store", path)
    assert ran.out.splitlines()[1].split() == ["fruit", "2", "1", "0", "1", "1"]


def test_a_list_brings_its_narratives_only(ictip, desk, tiny_edition, tmp_path):
    store, root, path = desk
    create_project(store, root, "fruit", Settings())
    (tmp_path / "cases.csv").write_text(CASES)
    queue = tmp_path / "queue.jsonl"
    queue.write_text('{"id": "c2", "dimension": "DEF", "candidates": ["D1"]}\n\n{"id": "elsewhere"}\n')
    arguments = ("--project", "fruit", "--edition", tiny_edition, "--store", path, "--only", queue)
    ran = ictip("project", "import", tmp_path / "cases.csv", *arguments)
    assert (ran.code, "read 1, added 1, there before 0, refused 0" in ran.err) == (0, True), ran.err
    queue.write_text('{"id": "c2"}\nMaria Nowak\n')
    ran = ictip("project", "import", tmp_path / "cases.csv", *arguments)
    assert (ran.code, "queue.jsonl:2: not a JSON object with an id" in ran.err, "Nowak" in ran.err) == (1, True, False)


def test_records_leave_without_text_and_narratives_masked(ictip, imported, tmp_path):
    path, _ = imported
    ran = ictip("project", "export", "fruit", "--store", path)
    assert ran.code == 0
    assert [json.loads(line)["coder"] for line in ran.out.splitlines()] == ["ann", "final"]
    assert "bruised" not in ran.out
    out = tmp_path / "confirmed.jsonl"
    ran = ictip("project", "export", "fruit", "--what", "narratives", "-o", out, "--store", path)
    assert (ran.code, ran.err) == (0, "exported 1 narratives\n")
    assert out.stat().st_mode & 0o077 == 0
    labelled = json.loads(out.read_text())
    assert "bruised" in labelled["text"]
    assert "Nowak" not in labelled["text"]
    ran = ictip("project", "export", "fruit", "--what", "narratives", "--no-mask", "--store", path)
    assert "Nowak" in ran.out
    ran = ictip("project", "export", "fruit", "--what", "narratives", "--as", "ann", "--store", path)
    assert ran.code == 1
    assert ran.out == ""


def test_backup_restore_check_and_trail(ictip, imported, tmp_path):
    path, _ = imported
    saved, other = tmp_path / "desk.jsonl.gz", tmp_path / "other.sqlite"
    assert ictip("db", "backup", saved, "--store", path).code == 0
    assert saved.stat().st_mode & 0o077 == 0
    assert ictip("db", "restore", saved, "--store", f"sqlite:///{other}").code == 0
    assert ictip("db", "restore", saved, "--store", other).code == 2
    assert ictip("db", "check", "--store", other).out == "all in order\n"
    head = ictip("trail", "verify", "--store", path).out.split()[-1]
    assert ictip("trail", "verify", "--anchor", head, "--store", other).code == 0
    ran = ictip("trail", "export", "--project", "fruit", "--store", other)
    assert json.loads(ran.out.splitlines()[-1])["what"] == "close"
    assert "bruised" not in ran.out
    connection = sqlite3.connect(other)
    connection.execute("DROP TRIGGER decisions_no_update")
    connection.execute("UPDATE decisions SET code = 'D2'")
    connection.commit()
    connection.close()
    for command in (("trail", "verify"), ("db", "check")):
        ran = ictip(*command, "--store", other)
        assert (ran.code, ran.err) == (1, "decision 1: was changed\n")


def test_a_purge_asks_and_then_removes(ictip, imported):
    path, _ = imported
    command = ("project", "purge", "fruit", "--closed-days-ago", "0", "--store", path)
    assert ictip(*command, stdin="n\n").code == 1
    ran = ictip(*command, "--yes")
    assert (ran.code, ran.err) == (0, "removed the words of 1 cases\n")
    ran = ictip("project", "export", "fruit", "--what", "narratives", "--store", path)
    assert ran.out == ""


WRONG = [
    (("db", "check"), "there is no store"),
    (("trail", "verify"), "there is no store"),
    (("project", "list"), "there is no store"),
    (("db", "check", "--store", "mysql://host/desk"), "SQLite and PostgreSQL"),
    (("db", "check", "--store", "sqlite://"), "in memory"),
    (("db", "check", "--store", "://"), "cannot be understood"),
]


@pytest.mark.parametrize(("command", "reason"), WRONG, ids=str)
def test_stores_that_are_not_there_are_refused(ictip, tmp_path, command, reason):
    missing = tmp_path / "none.sqlite"
    ran = ictip(*command, *(() if "--store" in command else ("--store", missing)))
    assert ran.code in {1, 2}
    assert reason in ran.err
    assert not missing.exists()


def test_people_and_projects_that_are_not_there_are_refused(ictip, desk):
    path = desk[2]
    assert "there is no project" in ictip("project", "export", "none", "--store", path).err
    assert "no active account" in ictip("project", "list", "--as", "nobody", "--store", path).err
    empty = Path(path).with_name("empty.sqlite")
    open_store(empty, lambda: datetime.now(UTC)).close()
    assert "no account yet" in ictip("project", "list", "--store", empty).err
