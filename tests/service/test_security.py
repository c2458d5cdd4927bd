"""Who is let in, how, and what the answers keep to themselves."""

import json
import logging
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from coder.errors import UsageError
from coder.review import open_case
from coder.review.accounts import add_token
from service.oidc import bearers_of
from service.secrecy import hash_token, new_token
from service.settings import Settings, read_settings
from service.signing_in import first_token

from .conftest import PASSWORD

MARKER = "Zzyzxville marker narrative"


def sign_in(client, name="ann", password=PASSWORD, **headers):
    return client.post("/session", json={"name": name, "password": password}, headers=headers)


def test_the_first_administrator_signs_up_once_with_the_token_that_was_printed(make_web):
    web = make_web(bare=True)
    token = first_token(web.desk)
    asked = {"name": "root", "password": PASSWORD}
    assert web.anybody().post("/session/first", json={**asked, "token": "another"}).status_code == 401
    assert web.anybody().post("/session/first", json={**asked, "password": "short", "token": token}).status_code == 422
    made = web.anybody().post("/session/first", json={**asked, "token": token})
    assert (made.status_code, made.json()["administrator"]) == (201, True)
    assert web.anybody().post("/session/first", json={**asked, "name": "eve", "token": token}).status_code == 401
    assert first_token(web.desk) is None


def test_a_session_is_a_cookie_that_scripts_and_other_sites_cannot_use(web):
    answer = sign_in(web.anybody())
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert PASSWORD not in answer.text


def test_behind_tls_the_cookie_is_kept_from_plain_connections(make_web):
    web = make_web(service=Settings(behind_proxy=True))
    answer = sign_in(web.anybody())
    assert answer.headers["set-cookie"].startswith("__Host-ictip=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("ann", ""), ("ANN", PASSWORD)])
def test_a_wrong_pair_is_refused_alike(web, name, password):
    assert sign_in(web.anybody(), name, password).status_code in {401, 422}


def test_five_failures_lock_a_name_for_a_while_and_the_right_password_too(web):
    client = web.anybody()
    assert [sign_in(client, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(client).status_code == 429
    assert sign_in(client, "ben").status_code == 200
    web.clock.forward(minutes=6)
    assert sign_in(client).status_code == 200


def test_a_write_of_a_session_needs_the_token_of_its_page(web):
    client = web.client("ann")
    path = f"/projects/{web.project.id}/next"
    for wrong in ("", "wrong", web.client("ann").csrf, "é".encode()):
        assert client.post(path, headers={"X-CSRF-Token": wrong}).status_code == 403
    assert client.post(path).status_code == 200
    assert client.post(f"/desk{path}", data={"csrf": "wrong"}).status_code == 403
    assert client.post(f"/desk{path}", data={"csrf": client.csrf}).status_code == 303


def test_another_site_cannot_sign_anybody_in(web):
    assert sign_in(web.anybody(), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(("after", "status"), [({"minutes": 59}, 200), ({"minutes": 61}, 401), ({"hours": 13}, 401)])
def test_a_session_ends_when_it_is_idle_or_old(web, after, status):
    client = web.client("ann")
    web.clock.forward(**after)
    assert client.get("/session").status_code == status


def test_signing_out_and_a_new_password_end_sessions(web):
    client, other = web.client("ann"), web.client("ann")
    assert client.delete("/session").status_code == 204
    assert client.get("/session").status_code == 401
    new = {"old": PASSWORD, "new": "yet another password"}
    assert other.put("/session/password", json=new).status_code == 204
    assert other.get("/session").status_code == 401
    assert sign_in(web.anybody()).status_code == 401
    assert sign_in(web.anybody(), password=new["new"]).status_code == 200


def test_a_token_acts_for_its_owner_until_it_ends(web):
    made = web.client("ann").post("/tokens", json={"label": "script", "days": 1}).json()
    program = web.anybody()
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert program.get("/session").json()["name"] == "ann"
    assert program.post(f"/projects/{web.project.id}/next").status_code == 200  # no page, no page's token
    assert program.post("/tokens", json={"label": "more"}).status_code == 403
    web.clock.forward(days=2)
    assert program.get("/session").status_code == 401


def test_a_token_that_was_ended_or_whose_owner_was_closed_is_refused(web):
    secrets = [new_token(), new_token()]
    ids = [add_token(web.desk.store, web.people["ann"], "t", hash_token(secret), None) for secret in secrets]
    web.client("ann").delete(f"/tokens/{ids[0]}")

    def status(secret):
        return web.anybody().get("/session", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert [status(secret) for secret in secrets] == [401, 200]
    web.client("kim").patch(f"/users/{web.people['ann'].id}", json={"active": False})
    assert status(secrets[1]) == 401


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """An identity provider: its settings, and a function that issues tokens."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(json.dumps({"keys": [{**public, "kid": "k1", "alg": "ES256", "use": "sig"}]}))
    settings = Settings(oidc_issuer="https://id", oidc_audience="ictip", oidc_keys=str(file))

    def issue(signed_by=key, algorithm="ES256", kid="k1", **claims):
        now = int(time.time())
        told = {"iss": "https://id", "aud": "ictip", "sub": "1", "iat": now, "exp": now + 60}
        told |= {"preferred_username": "ann", **claims}
        headers = {"kid": kid} if kid else {}
        return jwt.encode({k: v for k, v in told.items() if v is not None}, signed_by, algorithm, headers=headers)

    return settings, issue


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({}, 200),
        ({"preferred_username": "nobody"}, 401),
        ({"preferred_username": None}, 401),
        ({"preferred_username": 7}, 401),
        ({"aud": "another"}, 401),
        ({"iss": "https://evil"}, 401),
        ({"exp": 1}, 401),
        ({"exp": None}, 401),
        ({"kid": "k2"}, 401),
        ({"kid": None}, 401),
        ({"signed_by": ec.generate_private_key(ec.SECP256R1())}, 401),
        ({"signed_by": "secret" * 10, "algorithm": "HS256"}, 401),
        ({"signed_by": None, "algorithm": "none"}, 401),
    ],
)
def test_a_providers_token_is_checked_in_every_way(make_web, provider, claims, status):
    settings, issue = provider
    web = make_web(service=settings, bearers=bearers_of(settings))
    token = issue(**claims)
    assert web.anybody().get("/session", headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_without_a_provider_its_tokens_are_refused(web, provider):
    headers = {"Authorization": f"Bearer {provider[1]()}"}
    assert web.anybody().get("/session", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0"},
        {"host": "192.168.1.5"},
        {"host": "desk.example"},
        {"host": "::"},
        {"tls_certificate": "a.pem"},
        {"port": 70000},
        {"port": "many"},
        {"session_hours": 0},
        {"behind_proxy": "perhaps"},
        {"oidc_issuer": "https://id"},
    ],
)
def test_settings_that_would_serve_in_the_open_or_make_no_sense_are_refused(given):
    with pytest.raises(UsageError):
        read_settings({}, **given)


def test_settings_come_from_file_then_environment_then_options(tmp_path):
    file = tmp_path / "desk.toml"
    file.write_text('port = 1\nhosts = ["a", "b"]\nidle_minutes = 5\n')
    settings = read_settings({"ICTIP_PORT": "2", "ICTIP_BEHIND_PROXY": "yes"}, file, port=3, host=None)
    assert (settings.port, settings.hosts, settings.idle_minutes, settings.secure) == (3, ("a", "b"), 5.0, True)
    file.write_text("colour = 1\n")
    with pytest.raises(UsageError, match="colour"):
        read_settings({}, file)


@pytest.mark.parametrize("path", ["/health", "/desk/sign-in", "/desk", "/nothing", "/static/case.js", "/codes"])
def test_every_answer_keeps_to_itself(web, path):
    headers = web.anybody().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


def test_a_name_that_another_site_points_at_this_machine_is_refused(web):
    assert web.anybody().get("/health", headers={"Host": "evil.example"}).status_code == 400
    assert web.anybody().get("/health", headers={"Host": "localhost:8321"}).status_code == 200


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/desk//evil", "/static/x", "javascript:x"])
def test_after_signing_in_nobody_is_sent_elsewhere(web, to):
    asked = {"name": "ann", "password": PASSWORD, "next": to}
    assert web.anybody().post("/desk/sign-in", data=asked).headers["location"] == "/desk"


def test_pages_hold_no_script_or_style_of_their_own_and_nothing_from_outside(web):
    client, lead = web.client("ann"), web.client("lea")
    case = client.post(f"/projects/{web.project.id}/next").json()["id"]
    paths = ["/desk", f"/desk/projects/{web.project.id}", f"/desk/cases/{case}", "/desk/account"]
    led = [f"/desk/projects/{web.project.id}/lead", f"/desk/projects/{web.project.id}/audit?check=true"]
    for text in [client.get(path).text for path in paths] + [lead.get(path).text for path in led]:
        assert "<style" not in text
        assert " style=" not in text
        assert "https://" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/case.js"></script>')


def test_a_narrative_is_in_no_log_error_url_or_trail(make_web, caplog, monkeypatch):
    """The marker goes through every route with a text in it, also where the program fails with it in its message."""
    caplog.set_level(logging.DEBUG)
    web = make_web()
    web.bring([f"{MARKER}: the apples were bruised.", "Pears with worms."])
    ann, lea = web.client("ann"), web.client("lea")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    assert MARKER in case["text"]
    answers = [
        ann.post(f"/cases/{case['id']}/decisions", json={"kind": MARKER, "code": MARKER, "version": 1}),
        ann.post(f"/cases/{case['id']}/decisions", json={"kind": "confirm", "code": MARKER, "version": 1}),
        ann.post(f"/cases/{case['id']}/decisions", json={MARKER: MARKER}),
        ann.post(f"/cases/{case['id']}/skip", json={"reason": MARKER * 100}),
        lea.post(f"/projects/{web.project.id}/narratives", json={"narratives": [{"id": MARKER, "txt": MARKER}]}),
        lea.post(f"/projects/{web.project.id}/files", files={"file": (f"{MARKER}.exe", MARKER.encode())}),
        lea.get(f"/projects/{web.project.id}/trail"),
        lea.get(f"/projects/{web.project.id}/cases"),
        lea.get(f"/projects/{web.project.id}/records"),
        lea.get(f"/desk/projects/{web.project.id}/audit"),
        web.anybody().get(f"/{MARKER}"),
        web.anybody().request(MARKER.split()[0], f"/{MARKER}"),
    ]

    def broken(*_, **__):
        raise RuntimeError(MARKER)

    monkeypatch.setattr(type(web.desk.editions.current().suggester), "suggest_many", broken)
    answers.append(ann.post("/suggestions", json={"narratives": [{"id": "1", "text": MARKER}]}))
    assert answers[-1].status_code == 500
    answers.append(web.client("kim").get("/metrics"))
    assert 'route="/cases/{case_id}/decisions",status="422"' in answers[-1].text
    assert 'ictip_request_seconds_count{method="POST",route="/suggestions",status="500"} 1.0' in answers[-1].text
    assert "n1" not in answers[-1].text
    for answer in answers:
        assert MARKER not in answer.text
        assert MARKER not in json.dumps(dict(answer.headers))
    assert "unexpected RuntimeError at" in caplog.text
    assert MARKER not in caplog.text


def test_masking_hides_identifiers_from_coders_and_keeps_offsets(make_web):
    web = make_web(masking=True)
    text = "Ms Maria Gonzalez, phone +44 20 7946 0018, sold bruised apples to a shop."
    web.bring([text])
    ann = web.client("ann")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    assert "Gonzalez" not in json.dumps(case)
    assert "7946" not in json.dumps(case)
    assert "Gonzalez" not in ann.get(f"/desk/cases/{case['id']}").text
    start = case["text"].index("bruised apples")
    said = {"kind": "add", "new_code": "D3", "version": 1, "evidence": [{"start": start, "end": start + 14}]}
    state = ann.post(f"/cases/{case['id']}/decisions", json=said).json()
    kept = open_case(web.desk.store, web.people["ann"], case["id"])
    span = kept.decisions[-1].judgement.evidence[0]
    assert text[span.start : span.end] == "bruised apples"
    assert state["codes"][0]["code"] == "D3"


def test_what_a_blind_coder_is_told_is_their_own_work(make_web):
    web = make_web(coders=2)
    web.bring(["The apples were bruised."])
    ann, ben = web.client("ann"), web.client("ben")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    code = case["offers"][0]["code"]
    state = ann.post(f"/cases/{case['id']}/decisions", json={"kind": "confirm", "code": code, "version": 1}).json()
    done = {"version": state["version"], "seconds": 1, "undecided_ok": True}
    assert ann.post(f"/cases/{case['id']}/submission", json=done).json()["status"] is None
    theirs = ben.post(f"/projects/{web.project.id}/next").json()
    assert (theirs["id"], theirs["codes"], theirs["decisions"]) == (case["id"], [], [])
    assert ben.get(f"/cases/{case['id']}/history").json() == []
    assert ben.get(f"/cases/{case['id']}/final").status_code == 403
    assert ben.get(f"/projects/{web.project.id}/progress").status_code == 403


def test_planted_suggestions_cannot_be_told_from_others(make_web):
    web = make_web(planted_share=1.0)
    web.bring()
    ann = web.client("ann")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    assert "planted" not in json.dumps(case)
    assert "planted" not in ann.get(f"/desk/cases/{case['id']}").text
    assert {frozenset(offer) for offer in case["offers"]} == {frozenset(case["offers"][0])}
