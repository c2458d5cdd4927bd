"""Open what a service needs and serve it until it is told to stop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from coder.review import open_store
from service.app import create_app
from service.desk import Desk
from service.editions import Editions, load_edition
from service.oidc import bearers_of
from service.secrecy import Passwords
from service.settings import Settings

_SECONDS_TO_FINISH = 10


def open_desk(settings: Settings) -> Desk:
    """Open the store; the edition is opened when the service runs. Raises StoreError, UsageError."""
    where = settings.store
    store = open_store(Path(where) if where is not None and "://" not in where else where, lambda: datetime.now(UTC))
    folder = Path(settings.edition) if settings.edition is not None else None
    return Desk(store, Editions(lambda: load_edition(folder)), settings, Passwords(), bearers_of(settings))


def address_of(settings: Settings) -> str:
    """Where a browser finds the service."""
    scheme = "https" if settings.tls_certificate else "http"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{settings.port}/"


def serve(desk: Desk) -> None:
    """Serve until a signal ends it; requests that are under way are finished. Requests are not logged: who looks at
    which case when stands in the audit trail, where it belongs.
    """
    import uvicorn

    settings, app = desk.settings, create_app(desk)
    desk.editions.start()  # not before: what it loads would hold up the first answer
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=settings.behind_proxy,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
