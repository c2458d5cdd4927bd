"""Whether the service lives, and whether it is ready. Open to everybody: a watchdog has no account."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coder.errors import StoreError
from coder.review.people import demand_administrator
from service.answers import Ready
from service.desk import DeskHere
from service.identity import signed_in
from service.metrics import MEDIA_TYPE

router = APIRouter(tags=["service"])


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the service answers."""
    return {"status": "ok"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, desk: DeskHere) -> Response:
    """Counts and durations of requests, for Prometheus; for administrators, unless the settings open it to all."""
    if not desk.settings.metrics:
        caller = signed_in(request, desk)
        with desk.store.read() as connection:
            demand_administrator(connection, caller.user)
    return Response(request.app.state.metrics.text(), media_type=MEDIA_TYPE)


@router.get("/ready", responses={503: {"model": Ready}})
def ready(desk: DeskHere, response: Response) -> Ready:
    """Whether the edition is open and the store answers; status 503 while not."""
    edition = desk.editions.state
    answer = Ready(ready=False, edition=edition if edition in {"opening", "open"} else "failed", store="open")
    try:
        with desk.store.read() as connection:
            connection.exec_driver_sql("SELECT 1")
    except StoreError:
        answer.store = "failed"
    answer.ready = answer.edition == answer.store == "open"
    response.status_code = 200 if answer.ready else 503
    return answer
