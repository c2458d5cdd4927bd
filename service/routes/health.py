"""Whether the service lives, and whether it is ready. Open to everybody: a watchdog has no account."""

from __future__ import annotations

from fastapi import APIRouter, Response

from coder.errors import StoreError
from service.answers import Ready
from service.desk import DeskHere

router = APIRouter(tags=["service"])


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the service answers."""
    return {"status": "ok"}


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
