"""Audits on the desk: begun, looked at, taken out; no narrative for those who may not read."""

import io
import time
import zipfile

import pytest

from coder.audit.study.plain import as_plain
from coder.review import Judgement, Settings, change_settings, decide, next_case, submit
from coder.review.purge import purge_case
from service import auditing
from service.problems import MEDIA_TYPE

MARKER = "zyxmarker"
TEXTS = [f"{start} {MARKER} {at}." for at in range(3) for start in ("The apples were bruised", "The pears had worms")]


@pytest.fixture
def coded(make_web):
    """Six narratives, each coded by ann and ben, who differ in some."""
    web = make_web(coders=2, export_text=True)
    web.bring(TEXTS)
    for name in ("ann", "ben"):
        person = web.people[name]
        while (case := next_case(web.desk.store, person, web.project.id)) is not None:
            version = case.version
            for offer in case.offers:
                kind = "reject" if name == "ben" and case.id % 2 else "confirm"
                judgement = Judgement(kind, code=offer.code)
                version = decide(web.desk.store, person, case.id, judgement, version=version).version
            submit(web.desk.store, person, case.id, version=version, seconds=5, undecided_ok=True)
    return web


@pytest.fixture
def here(monkeypatch):
    """Figures are worked out in this process: starting another takes seconds."""
    monkeypatch.setattr(auditing, "map_in_processes", lambda job, pieces, workers: [job.open()(*pieces)])
    monkeypatch.setattr(auditing.os, "nice", lambda by: None)


def path(web, document=""):
    return f"/projects/{web.project.id}/audit{document}"


def finished(client, web):
    for _ in range(600):
        told = client.get(path(web)).json()
        if told["state"] != "running":
            return told
        time.sleep(0.05)
    raise AssertionError("it goes on and on")


def test_an_auditor_gets_the_report_from_a_process_of_its_own(coded):
    otto = coded.client("otto")
    assert otto.get(path(coded)).json()["state"] == "none"
    assert otto.get(path(coded, "/report.html")).status_code == 404
    begun = otto.post(path(coded), json={})
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    again = otto.post(path(coded), json={})
    assert (again.status_code, again.headers["content-type"]) == (409, MEDIA_TYPE)
    assert otto.get(f"/projects/{coded.project.id}").status_code == 200
    told = finished(otto, coded)
    assert (told["state"], told["by"], told["fault"]) == ("done", "otto", "")
    assert any("Krippendorff" in sentence for sentence in told["summary"])
    page = otto.get(path(coded, "/report.html"))
    assert page.headers["content-type"].startswith("text/html")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "Audit of codings" in page.text
    assert MARKER not in page.text
    with zipfile.ZipFile(io.BytesIO(otto.get(path(coded, "/audit.zip")).content)) as archive:
        assert {"report.html", "figures.json", "agreement.csv"} <= set(archive.namelist())


def test_narratives_are_for_those_who_may_read_and_take_them_out(coded, here):
    otto, olga = coded.client("otto"), coded.client("olga")
    assert otto.post(path(coded), json={"text": True}).status_code == 403
    assert olga.post(path(coded), json={"text": True}).status_code == 202
    told = finished(olga, coded)
    assert "report-with-text.html" in told["documents"]
    assert MARKER in olga.get(path(coded, "/report-with-text.html")).text
    seen = otto.get(path(coded)).json()
    assert "report-with-text.html" not in seen["documents"]
    assert otto.get(path(coded, "/report-with-text.html")).status_code == 403
    everything = [otto.get(path(coded, f"/{name}")) for name in seen["documents"]]
    assert all(each.status_code == 200 for each in everything)
    assert MARKER not in "".join(each.text for each in everything)
    with zipfile.ZipFile(io.BytesIO(everything[-1].content)) as archive:
        assert MARKER.encode() not in b"".join(map(archive.read, archive.namelist()))
    change_settings(coded.desk.store, coded.people["lea"], coded.project.id, Settings(coders=2), version=1)
    assert olga.get(path(coded, "/report-with-text.html")).status_code == 403


def test_a_purged_narrative_is_gone_from_the_report_at_once(coded, here):
    olga, store = coded.client("olga"), coded.desk.store
    olga.post(path(coded), json={"text": True})
    finished(olga, coded)
    report = path(coded, "/report-with-text.html")
    page = olga.get(report).text
    shown = [at for at, text in enumerate(TEXTS) if text in page]
    assert len(shown) > 1
    gone, *others = shown
    purge_case(store, coded.people["lea"], gone + 1)
    page = olga.get(report).text
    assert TEXTS[gone] not in page
    assert all(TEXTS[at] in page for at in others)


def test_no_narrative_is_kept_with_an_audit(coded, here):
    olga = coded.client("olga")
    olga.post(path(coded), json={"text": True})
    finished(olga, coded)
    outcome = coded.desk.audits.of_project(coded.project.id).outcome
    assert MARKER not in str((as_plain(outcome.text_report.found), outcome.documents, outcome.summary))


def test_the_page_begins_one_and_shows_it(coded, here):
    otto = coded.client("otto")
    page = f"/desk{path(coded)}"
    assert "Audit the coding" in otto.get(page).text
    sent = otto.post(page, data={"csrf": otto.csrf, "settled": "true", "split": "2020-01-01"})
    assert (sent.status_code, sent.headers["location"]) == (303, page)
    finished(otto, coded)
    shown = otto.get(page)
    assert "report.html" in shown.text
    assert "refresh" not in shown.headers
    assert otto.post(page, data={"csrf": otto.csrf, "split": "soon"}).status_code == 422
    assert otto.post(page, data={"csrf": "wrong"}).status_code == 403
    assert "Audit the coding" not in coded.client("kim").get(page).text


def test_what_cannot_be_audited_says_why_and_the_report_before_stays(coded, here):
    otto = coded.client("otto")
    otto.post(path(coded), json={})
    finished(otto, coded)
    otto.post(path(coded), json={"since": "2999-01-01"})
    told = finished(otto, coded)
    assert (told["state"], told["fault"]) == ("failed", "no record was coded on 2999-01-01 or later")
    assert "report.html" in told["documents"]
    for wrong in ({"since": "soon"}, {"target": 0}, {"more": 1}):
        assert otto.post(path(coded), json=wrong).status_code == 422


def test_a_project_without_codes_says_so(web, here):
    otto = web.client("otto")
    otto.post(path(web), json={})
    assert finished(otto, web)["fault"] == "no case was handed in yet"


def test_the_trail_tells_who_took_what_out(coded, here):
    otto = coded.client("otto")
    otto.post(path(coded), json={})
    finished(otto, coded)
    otto.get(path(coded, "/figures.json"))
    rows = otto.get(f"/projects/{coded.project.id}/trail", params={"limit": 500}).json()
    told = [row["details"]["what"] for row in rows if row["what"] == "export"]
    assert told == ["audit", "records", "codings of the edition", "audit report"]
