"""Write a page: one environment in which everything is escaped and nothing may be undefined."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup, escape

from coder.report.plain import plain
from service.desk import Desk
from service.identity import Caller

HERE = Path(__file__).parents[1]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
    )
    environment.filters["plain"] = plain
    environment.filters["exact"] = exact
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["minutes"] = lambda seconds: f"{seconds / 60:.0f} min"
    return environment


def exact(text: str) -> Markup:
    """Text of a narrative so that the browser keeps as many characters as there are: offsets are counted there too."""
    return Markup(str(escape(plain(text))))  # noqa: S704 - escaped in the same breath


def page(request: Request, template: str, caller: Caller | None, status: int = 200, /, **context: Any) -> HTMLResponse:
    """A page. `caller` is who looks at it, None before signing in."""
    desk: Desk = request.app.state.desk
    scheme = desk.editions.scheme()
    content = (
        _environment()
        .get_template(template)
        .render(
            user=caller.user if caller else None,
            csrf=caller.csrf if caller and caller.how == "session" else "",
            scheme_status=scheme.status if scheme else "",
            edition_state=desk.editions.state,
            **context,
        )
    )
    return HTMLResponse(content, status_code=status)


def go(to: str) -> Response:
    """Send the browser on after a form."""
    return RedirectResponse(to, 303)


def fault_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """Say what went wrong on a page of its own."""
    return page(request, "fault.html", None, status, detail=detail, at=status)
