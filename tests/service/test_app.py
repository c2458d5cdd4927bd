"""The service answers as the library does, and never sends a narrative back in an error."""

import pytest

MARKER = "the secret orchard of Ysabel"


@pytest.fixture
def client(web):
    return web.client("ann")


def test_it_says_that_it_is_well_and_which_edition_answers(web, client, tiny_suggester):
    assert web.anybody().get("/health").json() == {"status": "ok"}
    assert web.anybody().get("/ready").json() == {"ready": True, "edition": "open", "store": "open"}
    assert client.get("/edition").json()["edition"] == tiny_suggester.edition


def test_codings_are_those_of_the_library_in_the_same_order(client, tiny_suggester):
    narratives = [{"id": "b", "text": "The apples were bruised."}, {"id": "a", "text": "Mould on the crates."}]
    answer = client.post("/suggestions", json={"narratives": narratives}).json()
    assert [coding["id"] for coding in answer] == ["b", "a"]
    expected = tiny_suggester.suggest(narratives[0]["text"])
    assert [item["code"] for item in answer[0]["suggestions"]] == [item.code for item in expected.suggestions]


@pytest.mark.parametrize(
    "body",
    [
        {"narratives": []},
        {"narratives": [{"id": "", "text": MARKER}]},
        {"narratives": [{"id": "1", "text": ""}]},
        {"narratives": [{"id": "1", "text": MARKER, "name": MARKER}]},
        {"narratives": [{"id": "1", "text": MARKER, MARKER: 1}]},
        {"narratives": [{"id": "1", "text": MARKER * 9000}]},
        {"narratives": MARKER},
        {"narratives": [{"id": "1", "text": MARKER}], "min_confidence": 2},
        {"narratives": [{"id": "1", "text": MARKER}] * 101},
    ],
)
def test_a_bad_request_is_refused_without_its_text(client, body):
    answer = client.post("/suggestions", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARKER not in answer.text


def test_what_is_no_json_is_refused_without_its_text(client):
    answer = client.post("/suggestions", content=f"{{{MARKER}", headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert MARKER not in answer.text


def test_the_code_list_is_searched_by_what_codes_mean(client):
    found = client.get("/codes", params={"q": "mould"}).json()
    assert [code["code"] for code in found] == ["D2"]
    assert client.get("/codes", params={"q": "d1"}).json()[0]["code"] == "D1"
    assert [code["code"] for code in client.get("/codes", params={"q": "", "dimension": "FATE"}).json()] == [
        "F1",
        "F2",
        "F3",
    ]
    assert client.get("/codes", params={"q": "quince"}).json() == []  # retired
    assert client.get("/codes", params={"q": "zeppelin"}).json() == []
    assert client.get("/codes/D1").json()["includes"] == "dents; dark spots"


def test_a_case_goes_from_the_queue_to_a_final_code(web, client):
    case = client.post(f"/projects/{web.project.id}/next").json()
    said = {"kind": "confirm", "code": case["offers"][0]["code"], "version": case["version"]}
    state = client.post(f"/cases/{case['id']}/decisions", json=said, headers={"Idempotency-Key": "one"}).json()
    again = client.post(f"/cases/{case['id']}/decisions", json=said, headers={"Idempotency-Key": "one"}).json()
    assert again == state
    assert [each["state"] for each in state["codes"]] == ["holds"]
    handed = {"version": state["version"], "seconds": 12, "undecided_ok": True}
    assert client.post(f"/cases/{case['id']}/submission", json=handed).json()["status"] == "closed"
    assert web.client("lea").get(f"/cases/{case['id']}/final").json() == [said["code"]]


def test_a_decision_is_taken_back_and_a_stale_one_refused(web, client):
    case = client.post(f"/projects/{web.project.id}/next").json()
    said = {"kind": "reject", "code": case["offers"][0]["code"], "version": case["version"]}
    state = client.post(f"/cases/{case['id']}/decisions", json=said).json()
    assert client.post(f"/cases/{case['id']}/decisions", json=said).status_code == 409
    undo = {"decision_id": state["undoable"][-1], "version": state["version"]}
    assert client.post(f"/cases/{case['id']}/undo", json=undo).json()["codes"] == []


def test_lists_come_in_pages(web):
    lead = web.client("lea")
    first = lead.get(f"/projects/{web.project.id}/cases", params={"limit": 3}).json()
    rest = lead.get(f"/projects/{web.project.id}/cases", params={"limit": 3, "after": first[-1]["id"]}).json()
    assert [case["narrative_id"] for case in (*first, *rest)] == ["n1", "n2", "n3", "n4"]


def test_a_file_is_imported_in_the_background(web):
    lead = web.client("lea")
    file = {"file": ("more.csv", b"id,text\na,Bruised apples.\nb,\n", "text/csv")}
    assert lead.post(f"/projects/{web.project.id}/files", files=file).status_code == 202
    for _ in range(200):
        job = lead.get(f"/projects/{web.project.id}/imports").json()[0]
        if job["state"] != "running":
            break
    assert (job["state"], job["added"], job["refused"]) == ("done", 1, 1)
    assert job["reasons"][0].startswith("b: narratives.csv row 3")


def test_what_is_too_large_is_refused_before_it_is_read(make_web):
    from service.settings import Settings

    web = make_web(service=Settings(largest_request=0.01))
    client = web.client("ann")
    body = b"x" * 20_000
    assert client.post("/suggestions", content=body).status_code == 413

    def drops():
        yield from (body[:5000] for _ in range(4))

    assert client.post("/suggestions", content=drops()).status_code == 413
