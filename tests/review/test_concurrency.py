"""Many at once: no case goes to two, nothing answered is lost, whoever is killed in the middle of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench import review_writes
from coder.errors import Conflict
from coder.records import Narrative
from coder.review import (
    Judgement,
    Settings,
    add_user,
    create_project,
    decide,
    import_narratives,
    list_cases,
    next_case,
    open_store,
    set_member,
    submit,
)
from coder.review.soundness import check
from tests.review.conftest import HandClock
from tests.review.scripted import Scripted


@pytest.fixture
def crowd(store):
    """A project of single-coded cases and six coders."""
    root = add_user(store, None, "root")
    project = create_project(store, root, "crowd", Settings()).id
    people = [add_user(store, root, f"coder{at}") for at in range(6)]
    for person in people:
        set_member(store, root, project, person.id, "coder")
    items = [Narrative(f"n{at}", "A1 B1") for at in range(30)]
    import_narratives(store, root, project, items, Scripted(), {"edition": "scripted-1"})
    return root, project, people


def test_many_coders_at_once_share_the_cases_out(store, crowd):
    root, project, people = crowd

    def work(person):
        done = []
        while (view := next_case(store, person, project)) is not None:
            version = decide(store, person, view.id, Judgement("confirm", code="A1"), version=view.version).version
            submit(store, person, view.id, version=version, seconds=1, undecided_ok=True)
            done.append(view.id)
        return done

    with ThreadPoolExecutor(6) as pool:
        done = [case for cases in pool.map(work, people) for case in cases]
    assert len(done) == len(set(done)) == 30
    assert {line.status for line in list_cases(store, root, project)} == {"closed"}
    assert check(store) == []


def test_one_coder_in_two_windows_gets_one_case_and_one_answer_a_version(store, crowd):
    _, project, people = crowd

    def ask(_):
        return next_case(store, people[0], project).id

    with ThreadPoolExecutor(4) as pool:
        cases = set(pool.map(ask, range(8)))
    assert len(cases) == 1

    def say(at):
        kind = "confirm" if at % 2 else "reject"
        try:
            return decide(store, people[0], min(cases), Judgement(kind, code="A1"), version=1).decision_id
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [number for number in pool.map(say, range(8)) if number is not None]
    assert len(made) == 1
    assert len(next_case(store, people[0], project).decisions) == 1


def test_the_same_request_at_once_is_written_once(store, crowd):
    _, project, people = crowd
    view = next_case(store, people[0], project)

    def send(_):
        return decide(store, people[0], view.id, Judgement("confirm", code="A1"), version=1, key="k")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert len(next_case(store, people[0], project).decisions) == 1


def test_a_new_file_is_made_once_by_whoever_comes_first(tmp_path):
    path = tmp_path / "new.sqlite"

    def start(_):
        open_store(path, HandClock()).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    store = open_store(path, HandClock(), create=False)
    assert check(store) == []
    store.close()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_writers_lose_and_double_nothing(url, tmp_path):
    found = review_writes.run(url, tmp_path, writes=150, workers=2, seed=1)
    assert found["kills"] >= 3
    assert found["decisions"] >= 150
    assert (found["lost"], found["doubled"], found["faults"]) == (0, 0, 0)
