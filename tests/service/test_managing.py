"""What a lead does to single cases on the project's page."""

import pytest

from coder.review import Judgement, decide, list_cases, next_case, submit
from service.settings import Settings


@pytest.fixture
def lead(web):
    client = web.client("lea")
    client.press = lambda path, **data: client.post(f"/desk/cases/{path}", data={"csrf": client.csrf, **data})
    return client


def lines(web):
    return {line.id: line for line in list_cases(web.desk.store, web.people["lea"], web.project.id)}


def test_a_case_is_given_to_a_coder_and_taken_from_another(web, lead):
    store, project = web.desk.store, web.project.id
    assert lead.press("3/reassignment", to="ben").headers["location"] == f"/desk/projects/{project}"
    assert next_case(store, web.people["ben"], project).id == 3
    assert lead.press("3/reassignment", to="ann").status_code == 409  # no place is free
    assert lead.press("3/reassignment", to="ann", instead_of="ben").status_code == 303
    assert next_case(store, web.people["ann"], project).id == 3
    for to in ("lea", "nobody at all", ""):
        assert lead.press("2/reassignment", to=to).status_code == 422


def test_a_closed_case_is_opened_again_with_a_reason(web, lead):
    ann, store = web.people["ann"], web.desk.store
    view = next_case(store, ann, web.project.id)
    version = decide(store, ann, view.id, Judgement("reject", code=view.offers[0].code), version=view.version).version
    submit(store, ann, view.id, version=version, seconds=1, undecided_ok=True)
    assert lines(web)[view.id].status == "closed"
    assert lead.press(f"{view.id}/reopening", reason=" ").status_code == 422
    assert lead.press(f"{view.id}/reopening", reason="A second look.").status_code == 303
    assert lines(web)[view.id].status == "open"


def test_words_go_when_it_is_ticked_that_this_is_meant(web, lead):
    assert lead.press("2/purge").status_code == 422
    assert lead.press("2/purge", sure="no").status_code == 422
    assert lead.press("2/purge", sure="yes").status_code == 303
    assert lines(web)[2].closed_how == "withdrawn"


def test_the_page_offers_this_to_leads_alone(web, lead):
    page = f"/desk/projects/{web.project.id}"
    assert "/desk/cases/1/purge" in lead.get(page).text
    for name in ("ann", "ada", "otto"):
        assert "/purge" not in web.client(name).get(page).text


@pytest.mark.parametrize(("metrics", "status"), [(True, 200), (False, 401)])
def test_counts_are_for_administrators_unless_they_are_switched_on(make_web, metrics, status):
    web = make_web(service=Settings(metrics=metrics))
    assert web.anybody().get("/metrics").status_code == status
