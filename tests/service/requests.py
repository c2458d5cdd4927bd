"""One sensible request for every route, so that what is refused is refused for who asks, not for what was sent."""

ROLES = ("nobody", "eve", "ann", "ben", "ada", "otto", "olga", "lea", "kim")
"""Not signed in; no member; a coder who is at the case; another coder; adjudicator; auditor; auditor who may read;
lead; an administrator who is no member."""

_SETTINGS = {"coders": 1}
_FORM_SETTINGS = {
    "version": 1, "coders": 1, "order": "oldest", "unaided_share": 0, "planted_share": 0, "audit_share": 0,
    "min_confidence": 0.2, "lease_minutes": 30,
}  # fmt: skip
_SECRET = "another long password"

BODIES = {
    "POST /session": {"json": {"name": "{n}", "password": "wrong"}},
    "POST /session/first": {"json": {"name": "x", "password": _SECRET, "token": "wrong"}},
    "PUT /session/password": {"json": {"old": "wrong", "new": _SECRET}},
    "POST /users": {"json": {"name": "{n}"}},
    "PATCH /users/{user_id}": {"json": {}},
    "POST /tokens": {"json": {"label": "t"}},
    "POST /suggestions": {"json": {"narratives": [{"id": "1", "text": "Apples."}]}},
    "POST /projects": {"json": {"name": "{n}"}},
    "PUT /projects/{project_id}/settings": {"json": {"settings": _SETTINGS, "version": 99}},
    "PUT /projects/{project_id}/members/{user_id}": {"json": {"role": None}},
    "POST /projects/{project_id}/narratives": {"json": {"narratives": [{"id": "{n}", "text": "Apples."}]}},
    "POST /projects/{project_id}/files": {"files": {"file": ("a.csv", b"id,text\nq,Apples.\n")}},
    "POST /cases/{case_id}/decisions": {"json": {"kind": "reject", "code": "D1", "version": 99}},
    "POST /cases/{case_id}/undo": {"json": {"decision_id": 1, "version": 99}},
    "POST /cases/{case_id}/submission": {"json": {"version": 99, "seconds": 1}},
    "POST /cases/{case_id}/skip": {"json": {"reason": "why"}},
    "POST /cases/{case_id}/reassignment": {"json": {"to": 2}},
    "POST /cases/{case_id}/reopening": {"json": {"reason": "why"}},
    "POST /cases/{case_id}/adjudications": {"json": {"kind": "reject", "code": "D1", "version": 99, "reason": "why"}},
    "POST /cases/{case_id}/adjudications/undo": {"json": {"decision_id": 1, "version": 99}},
    "POST /cases/{case_id}/closing": {"json": {"version": 99}},
    "POST /desk/sign-in": {"data": {"name": "{n}", "password": "wrong"}},
    "POST /desk/first": {"data": {"name": "x", "password": _SECRET, "token": "wrong"}},
    "POST /desk/sign-out": {"data": {}},
    "POST /desk/projects": {"data": {"name": "{n}"}},
    "POST /desk/projects/{project_id}/next": {"data": {}},
    "POST /desk/projects/{project_id}/next-difference": {"data": {}},
    "POST /desk/cases/{case_id}/settle": {
        "data": {"version": 99, "key": "12345678", "code": "D1", "kind": "reject", "reason": "why"}
    },
    "POST /desk/cases/{case_id}/reassignment": {"data": {"to": "ann"}},
    "POST /desk/cases/{case_id}/reopening": {"data": {"reason": "why"}},
    "POST /desk/cases/{case_id}/purge": {"data": {"sure": "yes"}},
    "POST /desk/cases/{case_id}/close": {"data": {"version": 99, "key": "12345678"}},
    "POST /desk/projects/{project_id}/settings": {"data": {**_FORM_SETTINGS, "version": 99}},
    "POST /desk/projects/{project_id}/members": {"data": {"name": "eve", "role": "none"}},
    "POST /desk/projects/{project_id}/import": {"files": {"file": ("a.csv", b"id,text\nq,Apples.\n")}, "data": {}},
    "POST /projects/{project_id}/audit": {"json": {}},
    "POST /desk/projects/{project_id}/audit": {"data": {}},
    "POST /desk/users": {"data": {"name": "{n}"}},
    "POST /desk/users/{user_id}": {"data": {"what": "reopen"}},
    "POST /desk/account/password": {"data": {"old": "wrong", "new": _SECRET}},
    "POST /desk/account/tokens": {"data": {"label": "t"}},
    "POST /desk/account/tokens/{token_id}": {"data": {}},
}


def routes_of(app):
    """Every method and path that the application answers, but files under /static."""
    return [
        f"{method} {route.path}"
        for route in _flat(app.routes)
        for method in sorted(getattr(route, "methods", None) or ())
        if method != "HEAD"
    ]


def _flat(routes):
    """Newer versions of FastAPI keep included routers whole."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from _flat(inner.routes) if inner is not None else [route]


def send(client, route, places, number, csrf=""):
    """Send the request of a route; `number` makes names unique."""
    method, path = route.split(" ")
    arguments = {}
    for kind, body in BODIES.get(route, {}).items():
        arguments[kind] = _numbered(body, number)
    if "data" in arguments:
        arguments["data"]["csrf"] = csrf
    return client.request(method, path.format(**places), **arguments)


def _numbered(body, number):
    if isinstance(body, dict):
        return {name: _numbered(value, number) for name, value in body.items()}
    if isinstance(body, list):
        return [_numbered(value, number) for value in body]
    return f"name {number}" if body == "{n}" else body
