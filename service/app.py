"""Put the service together: the shield around it, endpoints for programs, pages for people."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service.desk import Desk
from service.metrics import Metrics
from service.pages import PAGES
from service.pages.rendering import HERE
from service.problems import PROBLEMS, answer_problems
from service.routes import adjudication, audits, cases, coding, health, projects, records, session, users
from service.shield import Shield

_ABOUT = """Suggested codes with confidence and evidence, and the review desk on which people confirm them.

Sign in with POST /session, or send a token as `Authorization: Bearer`. Every error is problem+json (RFC 9457) and never
holds what was sent. Offsets count characters of the narrative as it was shown, from 0, end-exclusive. Lists are paged:
send the number of the last row as `after`.
"""
_ROUTERS = (health, session, users, coding, projects, cases, adjudication, records, audits)


def create_app(desk: Desk) -> FastAPI:
    """An application over a desk. Endpoints are plain functions: the work is on the processor and in the database."""
    app = FastAPI(
        title="ictip-coder",
        description=_ABOUT,
        version="0.1.0",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        responses=PROBLEMS,
    )
    app.state.desk = desk
    app.state.metrics = Metrics()
    for routes in _ROUTERS:
        app.include_router(routes.router)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    answer_problems(app)
    app.add_middleware(Shield, settings=desk.settings, metrics=app.state.metrics)
    return app
