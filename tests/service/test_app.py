"""The service answers as the library does, and never sends a narrative back in an error."""

import pytest
from starlette.testclient import TestClient

from service.app import create_app

MARKER = "the secret orchard of Ysabel"


@pytest.fixture(scope="module")
def client(tiny_suggester):
    return TestClient(create_app(tiny_suggester))


def post(client, **body):
    return client.post("/suggestions", json=body)


def test_it_says_that_it_is_well_and_which_edition_answers(client, tiny_suggester):
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/edition").json()["edition"] == tiny_suggester.edition


def test_codings_are_those_of_the_library_in_the_same_order(client, tiny_suggester):
    narratives = [{"id": "b", "text": "The apples were bruised."}, {"id": "a", "text": "Mould on the crates."}]
    answer = post(client, narratives=narratives).json()
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
