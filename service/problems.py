"""Errors as problem+json (RFC 9457). What was sent is never sent back, nor the message of an unexpected error."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from coder.errors import CoderError, Conflict, NotAllowed, StoreError
from service.editions import NotReady

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed, or not there",
    404: "There is nothing here",
    405: "Not done in this way",
    409: "It no longer fits",
    413: "The request is too large",
    422: "The request makes no sense",
    429: "Too many attempts",
    500: "Something went wrong here",
    503: "Not available at the moment",
}
_FIELD = re.compile(r"[a-z_]{1,30}")
_STATUS: tuple[tuple[type[CoderError], int], ...] = (
    (NotAllowed, 403),
    (Conflict, 409),
    (StoreError, 503),
    (NotReady, 503),
    (CoderError, 422),
)
SIGN_IN = "/desk/sign-in"


class Problem(BaseModel):
    """What went wrong (RFC 9457), never with the text that was sent."""

    title: str = Field(examples=["The request makes no sense"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["change needs another code of the list, not a retired one"])


class Refusal(CoderError):  # noqa: N818 - it is an answer, not a fault
    """An answer with a status of its own: 401, 413, 429."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers
        super().__init__(detail)


PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": _TITLES[status]}
    for status in (400, 401, 403, 404, 405, 409, 413, 422, 429, 503)
}
"""The problems that any endpoint may answer with, for the OpenAPI."""


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as an answer."""
    title = _TITLES.get(status, _TITLES[400])
    content = Problem(title=title, status=status, detail=detail or title).model_dump()
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def answer_problems(app: FastAPI) -> None:
    """Let the application answer every error on purpose with a problem; pages send people to sign in."""
    app.add_exception_handler(CoderError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def places_of(error: RequestValidationError) -> str:
    """Which fields are wrong and how; names that are not ours may be a narrative and are left out."""
    faults = []
    for fault in error.errors():
        where = fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"]
        parts = [str(part) for part in where if isinstance(part, int) or _FIELD.fullmatch(part)]
        faults.append(f"{'.'.join(parts)}: {fault['type']}")
    return "; ".join(dict.fromkeys(faults[:20]))


def _expected(request: Request, error: Exception) -> Response:
    if isinstance(error, Refusal):
        if error.status == 401 and _wants_page(request):
            return RedirectResponse(f"{SIGN_IN}?next={request.url.path}", 303)
        if not _wants_page(request):
            return problem(error.status, str(error), error.headers)
    status = (
        error.status
        if isinstance(error, Refusal)
        else next(status for kind, status in _STATUS if isinstance(error, kind))
    )
    headers = {"Retry-After": "2"} if status == 503 else None
    if _wants_page(request):
        from service.pages.rendering import fault_page  # pages know problems, not the other way round

        return fault_page(request, status, str(error))
    return problem(status, str(error), headers)


def _invalid(request: Request, error: Exception) -> Response:
    detail = places_of(error) if isinstance(error, RequestValidationError) else ""
    if _wants_page(request):
        from service.pages.rendering import fault_page

        return fault_page(request, 422, detail)
    return problem(422, detail)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, headers=error.headers)


def _wants_page(request: Request) -> bool:
    return request.url.path.startswith("/desk")
