"""Requests made up from the OpenAPI: no endpoint fails, and each answers as it says it does."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from coder.review import next_case
from coder.review.accounts import add_token
from service.secrecy import hash_token, new_token

_EXAMPLES = 6
_SLOW = list(HealthCheck)


@pytest.fixture(scope="module")
def described(make_shared_web):
    """The description of a service, and a token of somebody who may do almost everything there."""
    web = make_shared_web()
    web.bring()
    next_case(web.desk.store, web.people["ann"], web.project.id)
    secret = new_token()
    add_token(web.desk.store, web.people["root"], "fuzz", hash_token(secret), None)
    return schemathesis.openapi.from_asgi("/openapi.json", web.app, headers={"Host": "127.0.0.1"}), secret


def test_no_endpoint_fails(described):
    schema, secret = described
    headers = {"Authorization": f"Bearer {secret}", "Host": "127.0.0.1"}
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=_EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW)
        @given(case=operation.as_strategy())
        def answered_as_described(case):
            case.call_and_validate(headers=headers, checks=checks)

        answered_as_described()
        asked += 1
    assert asked > 40


def test_every_endpoint_tells_its_problems(described):
    paths = described[0].raw_schema["paths"]
    assert len(paths) > 30
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert "application/problem+json" in operation["responses"]["403"]["content"], f"{method} {path}"
            assert operation.get("description"), f"{method} {path} says nothing"
