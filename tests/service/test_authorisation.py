"""Every route times every role. A route that is missing from the table fails the test, and so does one too many.

y: answered; -: not allowed (403); n: not signed in (401, or sent to sign in); c: allowed, but it does not fit (409);
u: allowed, but makes no sense here (422).
"""

import threading

import pytest

from coder.review import next_case
from coder.review.accounts import add_token
from service import auditing
from service.audits import Outcome

from .requests import ROLES, routes_of, send

TABLE = {
    "GET /openapi.json": "yyyyyyyyy",
    "GET /health": "yyyyyyyyy",
    "GET /ready": "yyyyyyyyy",
    "GET /metrics": "n-------y",
    "POST /session": "nnnnnnnnn",
    "POST /session/first": "nnnnnnnnn",
    "GET /session": "nyyyyyyyy",
    "DELETE /session": "nyyyyyyyy",
    "PUT /session/password": "n--------",
    "GET /users": "n-------y",
    "POST /users": "n-------y",
    "PATCH /users/{user_id}": "n-------y",
    "POST /users/{user_id}/password": "n-------y",
    "GET /tokens": "nyyyyyyyy",
    "POST /tokens": "nyyyyyyyy",
    "DELETE /tokens/{token_id}": "n--------",
    "POST /suggestions": "nyyyyyyyy",
    "GET /edition": "nyyyyyyyy",
    "GET /codes": "nyyyyyyyy",
    "GET /codes/{code}": "nyyyyyyyy",
    "GET /projects": "nyyyyyyyy",
    "POST /projects": "n-------y",
    "GET /projects/{project_id}": "n-yyyyyyy",
    "PUT /projects/{project_id}/settings": "n------cc",
    "GET /projects/{project_id}/members": "n----yyyy",
    "PUT /projects/{project_id}/members/{user_id}": "n------yy",
    "POST /projects/{project_id}/narratives": "n------yy",
    "POST /projects/{project_id}/files": "n------yy",
    "GET /projects/{project_id}/imports": "n------yy",
    "GET /projects/{project_id}/cases": "n-yyyyyy-",
    "GET /projects/{project_id}/progress": "n---yyyy-",
    "POST /projects/{project_id}/next": "n-yy-----",
    "GET /cases/{case_id}": "n-yc-----",
    "GET /cases/{case_id}/state": "n-yc-----",
    "POST /cases/{case_id}/decisions": "n-cc-----",
    "POST /cases/{case_id}/undo": "n-cc-----",
    "POST /cases/{case_id}/submission": "n-cc-----",
    "POST /cases/{case_id}/skip": "n-yc-----",
    "POST /cases/{case_id}/reassignment": "n------yc",
    "POST /cases/{case_id}/reopening": "n------cc",
    "DELETE /cases/{case_id}/words": "n------yu",
    "GET /cases/{case_id}/history": "n-yyyyyy-",
    "GET /cases/{case_id}/final": "n---yyyy-",
    "POST /projects/{project_id}/next-difference": "n---y--y-",
    "GET /cases/{case_id}/differences": "n---c--c-",
    "POST /cases/{case_id}/adjudications": "n---c--c-",
    "POST /cases/{case_id}/adjudications/undo": "n---c--c-",
    "POST /cases/{case_id}/closing": "n---c--c-",
    "GET /projects/{project_id}/records": "n----yyy-",
    "GET /projects/{project_id}/labelled": "n--------",
    "GET /projects/{project_id}/trail": "n----yyyy",
    "GET /trail": "n-------y",
    "GET /projects/{project_id}/verdict": "n----yyyy",
    "GET /verdict": "n-------y",
    "GET /projects/{project_id}/audit": "n----yyy-",
    "GET /projects/{project_id}/audit/{document}": "n----yyy-",
    "POST /projects/{project_id}/audit": "n----ycc-",
    "GET /": "yyyyyyyyy",
    "GET /desk/sign-in": "yyyyyyyyy",
    "POST /desk/sign-in": "nnnnnnnnn",
    "POST /desk/first": "uuuuuuuuu",
    "POST /desk/sign-out": "nyyyyyyyy",
    "GET /desk": "nyyyyyyyy",
    "GET /desk/projects/{project_id}": "n-yyyyyyy",
    "POST /desk/projects/{project_id}/next": "n-yy-----",
    "GET /desk/cases/{case_id}": "n-yc-----",
    "POST /desk/projects": "n-------y",
    "GET /desk/projects/{project_id}/lead": "n------yy",
    "POST /desk/projects/{project_id}/settings": "n------cc",
    "POST /desk/projects/{project_id}/members": "n------yy",
    "POST /desk/projects/{project_id}/import": "n------yy",
    "POST /desk/projects/{project_id}/next-difference": "n---y--y-",
    "GET /desk/cases/{case_id}/differences": "n---c--c-",
    "POST /desk/cases/{case_id}/settle": "n---c--c-",
    "POST /desk/cases/{case_id}/close": "n---c--c-",
    "POST /desk/cases/{case_id}/reassignment": "n------cc",
    "POST /desk/cases/{case_id}/reopening": "n------yc",
    "POST /desk/cases/{case_id}/purge": "n------uu",
    "GET /desk/projects/{project_id}/audit": "n----yyyy",
    "POST /desk/projects/{project_id}/audit": "n----ccc-",
    "GET /desk/users": "n-------y",
    "POST /desk/users": "n-------y",
    "POST /desk/users/{user_id}": "n-------y",
    "GET /desk/account": "nyyyyyyyy",
    "POST /desk/account/password": "n--------",
    "POST /desk/account/tokens": "nyyyyyyyy",
    "POST /desk/account/tokens/{token_id}": "n--------",
}
"""In this order, because some requests change what later ones find: ann gives her case back, then gets it again; the
first auditor who asks begins an audit, which goes on for all others."""


def audit_never_done(web, monkeypatch):
    """One audit is done, and the next one goes on for as long as the test."""
    done = threading.Event()
    web.desk.audits.start(web.project.id, "root", web.clock(), lambda: Outcome((), {"report.html": ""}))
    while web.desk.audits.of_project(web.project.id).state == "running":
        done.wait(0.01)
    monkeypatch.setattr(auditing, "_audited", lambda *arguments, **more: done.wait())


@pytest.fixture
def place(make_web, monkeypatch):
    """A service, and what stands for the names in its paths: a case that ann is at, eve, a token of root's."""
    web = make_web(blind=True)
    web.bring()
    case = next_case(web.desk.store, web.people["ann"], web.project.id)
    token = add_token(web.desk.store, web.people["root"], "t", "hash", None)
    audit_never_done(web, monkeypatch)
    places = {
        "document": "report.html",
        "project_id": web.project.id,
        "case_id": case.id,
        "user_id": web.people["eve"].id,
        "token_id": token,
        "code": "D1",
    }
    return web, places


def letter(answer):
    if answer.status_code == 303 and answer.headers["location"].startswith("/desk/sign-in?"):
        return "n"
    known = {401: "n", 403: "-", 404: "?", 409: "c", 422: "u"}
    return known.get(answer.status_code, "y" if answer.status_code < 400 else "!")


def row(web, places, route):
    found = ""
    for number, name in enumerate(ROLES):
        client = web.anybody() if name == "nobody" else web.client(name)
        answer = send(client, route, places, f"{route} {number}", getattr(client, "csrf", ""))
        found += letter(answer)
    return found


def test_no_route_is_missing_from_the_table(place):
    assert set(routes_of(place[0].app)) == set(TABLE)


def test_who_may_ask(place):
    """One service for the whole table: making one for each route would take longer than all requests."""
    web, places = place
    assert {route: row(web, places, route) for route in TABLE} == TABLE
