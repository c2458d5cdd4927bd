"""Around every request: headers that keep pages to themselves, limits of size, and the last resort for errors."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics
from service.problems import problem
from service.settings import Settings

_LOG = logging.getLogger("ictip.service")
_ROOT = Path(__file__).parents[1]
_MEGABYTE = 1_000_000
_FILE_PATHS = ("/files", "/import")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


class Shield:
    """ASGI middleware, so that bodies are counted as they come and nothing is buffered."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._settings = settings
        self._headers = dict(_HEADERS)
        if settings.secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 0, time.perf_counter()

        async def dress(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(scope["path"], MutableHeaders(scope=message))
            await send(message)

        await self._answer(scope, receive, dress, lambda: status > 0)
        self._metrics.observe(scope, status, time.perf_counter() - start)

    async def _answer(self, scope: Scope, receive: Receive, dress: Send, begun: Callable[[], bool]) -> None:
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, dress)
            return
        try:
            await self._app(scope, _counted(receive, self._limit(scope["path"])), dress)
        except Exception as error:
            # The message of an unexpected error may hold a narrative's words: only its type and place are told.
            _LOG.error("unexpected %s at %s", type(error).__name__, _place(error))
            if not begun():
                await problem(500)(scope, receive, dress)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        allowed = self._settings.allowed_hosts
        if allowed and _name(headers.get("host", "")) not in allowed:
            return problem(400, "this service is not known under the name that was asked for")
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return problem(400)
        return problem(413) if int(length) > self._limit(scope["path"]) else None

    def _limit(self, path: str) -> int:
        of_files = path.endswith(_FILE_PATHS)
        return int(_MEGABYTE * (self._settings.largest_file if of_files else self._settings.largest_request))

    def _dress(self, path: str, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)  # a report brings a stricter policy of its own
        headers["Cache-Control"] = "no-cache" if path.startswith("/static/") else "no-store"


def _counted(receive: Receive, limit: int) -> Receive:
    """The body as it comes; raises HTTPException beyond the limit, for bodies that did not tell their length."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return counted


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.split(":")[0]


def _place(error: BaseException) -> str:
    """The innermost line of our own code that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT) and "site-packages" not in frame[0]]
    if not own:
        return "an unknown place"
    return f"{Path(own[-1].filename).relative_to(_ROOT).as_posix()}:{own[-1].lineno}"
