"""Old codes of a recoded archive on the pages: brought in with a list, shown, and decided with the keyboard."""

import json
import time

import pytest

from coder.review import open_case, open_difference
from coder.review.purge import purge_case

from .browser import begin, saved, state_of

QUEUE = [
    {
        "id": "n1",
        "old": "state=bad",
        "outcome": "undecided",
        "candidates": [{"code": "D2", "share": 0.3}, {"code": "D3", "share": 0.7}],
        "reason": "the text affirms none of the candidates",
        "road": "review",
    },
    {
        "id": "n1",
        "old": "end=sold",
        "outcome": "conflict",
        "candidates": ["F1"],
        "reason": "the text affirms F3 instead",
    },
    {"id": "gone"},
]
FILE = "id,text\nn1,The apples were bruised. The shop threw them away.\nn2,The pears had worms.\n"


def content(lines):
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@pytest.fixture
def archive(make_web):
    """A project into which a list of a recoding run was brought."""
    web = make_web()
    job = brought(web, QUEUE)
    assert (job["state"], job["read"], job["added"], job["missing"]) == ("done", 1, 1, 1)
    return web


def brought(web, queue):
    """The import, when it is done."""
    files = {"file": ("archive.csv", FILE.encode()), "queue": ("queue.jsonl", content(queue))}
    lea = web.client("lea")
    assert lea.post(f"/projects/{web.project.id}/files", files=files).status_code == 202
    for _ in range(200):
        [job] = lea.get(f"/projects/{web.project.id}/imports").json()
        if job["state"] != "running":
            break
        time.sleep(0.05)
    return job


@pytest.mark.parametrize("purged", [False, True])
def test_a_sentence_in_the_place_of_an_old_code_is_masked(make_web, purged):
    web = make_web(masking=True, coders=2)
    told = "told by Ms Maria Gonzalez"
    brought(web, [{**QUEUE[0], "old": told, "reason": "phone +44 20 7946 0018"}])
    ann, ben = web.client("ann"), web.client("ben")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    for client, kind in ((ann, "confirm"), (ben, "reject")):
        version = client.post(f"/projects/{web.project.id}/next").json()["version"]
        said = {"kind": kind, "code": "D3", "version": version}
        version = client.post(f"/cases/{case['id']}/decisions", json=said).json()["version"]
        done = {"version": version, "seconds": 1, "undecided_ok": True}
        assert client.post(f"/cases/{case['id']}/submission", json=done).status_code == 200
    if purged:
        purge_case(web.desk.store, web.people["lea"], case["id"])
    [asked] = ann.get(f"/cases/{case['id']}").json()["old_codes"]
    assert asked["old"].startswith("told by ")
    kept = open_case(web.desk.store, web.people["ann"], case["id"])
    assert kept.old_codes[0].old == told
    assert "Gonzalez" not in str(web.desk.masking.case(kept))
    assert "7946" not in str(web.desk.masking.case(kept))
    assert "Gonzalez" not in json.dumps(asked)
    assert "7946" not in json.dumps(asked)
    if not purged:
        adjudicated = web.desk.masking.difference(open_difference(web.desk.store, web.people["ada"], case["id"]))
        assert adjudicated.old_codes
        assert "Gonzalez" not in str(adjudicated)
        assert "7946" not in str(adjudicated)


def test_a_list_that_cannot_be_read_is_refused_with_its_line(make_web):
    web = make_web()
    files = {"file": ("a.csv", FILE.encode()), "queue": ("q.jsonl", b'{"id": "n1"}\nsecret\n')}
    answer = web.client("lea").post(f"/projects/{web.project.id}/files", files=files)
    assert answer.status_code in {400, 422}
    assert "queue:2" in answer.text
    assert "secret" not in answer.text


def test_a_case_gives_its_old_codes_to_programs(archive):
    case = archive.client("ann").post(f"/projects/{archive.project.id}/next").json()
    assert [(each["old"], each["outcome"], each["dimension"]) for each in case["old_codes"]] == [
        ("state=bad", "undecided", "DEF"),
        ("end=sold", "conflict", "FATE"),
    ]
    assert case["old_codes"][0]["candidates"] == [{"code": "D2", "share": 0.3}, {"code": "D3", "share": 0.7}]


def test_old_codes_are_settled_with_the_keyboard_alone(archive, serve, new_page):
    page = new_page()
    begin(page, serve(archive))
    assert "state=bad may become D3 Worms (70 %) or D2 Rot (30 %)" in page.inner_text("#asked")
    assert "end=sold became F1 Sold" in page.inner_text("#asked")
    asked = {item.get_attribute("data-code") for item in page.locator("[data-asked]").all()}
    assert asked == {"D2", "D3", "F1"}
    assert "not found in the text" in page.inner_text('.offer[data-code="D3"]')
    seen = []
    for key in ("x", "x", "c"):
        page.keyboard.press("o")
        seen.append(page.evaluate("document.activeElement.dataset.code"))
        page.keyboard.press(key)
        saved(page)
    assert set(seen) == asked
    assert [state_of(page, code) for code in seen] == ["✗ rejected", "✗ rejected", "✓ holds"]
    page.keyboard.press("o")
    assert "no candidate" in page.inner_text("#announce")
    page.click(f'[data-goto="{seen[0]}"]')
    assert page.evaluate("document.activeElement.dataset.code") == seen[0]


def test_old_codes_fit_a_telephone(archive, serve, new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    begin(page, serve(archive))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_words_chosen_for_a_code_that_the_text_was_not_found_to_name_are_its_evidence(archive, serve, new_page):
    page = new_page()
    begin(page, serve(archive))
    page.keyboard.press("w")
    page.locator('[data-goto="D3"]').click()
    page.keyboard.press("c")
    saved(page)
    [decided] = archive.client("ann").get("/cases/1").json()["decisions"]
    assert decided["judgement"]["evidence"] == [{"start": 0, "end": 3}]
