"""Open what a service needs and serve it until it is told to stop."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coder.review import open_store
from service.app import create_app
from service.desk import Desk
from service.editions import Editions, load_edition
from service.secrecy import Passwords
from service.settings import Settings

if TYPE_CHECKING:
    import socket

    from service.oidc import Bearers

_SECONDS_TO_FINISH = 10


def open_desk(settings: Settings) -> Desk:
    """Open the store; the edition is opened when the service runs. Raises StoreError, UsageError."""
    where = settings.store
    store = open_store(Path(where) if where is not None and "://" not in where else where, lambda: datetime.now(UTC))
    folder = Path(settings.edition) if settings.edition is not None else None
    return Desk(store, Editions(lambda: load_edition(folder)), settings, Passwords(), _bearers(settings))


def _bearers(settings: Settings) -> Bearers | None:
    """Tokens of an identity provider are looked at only where one is set: the library takes its time to load."""
    if settings.oidc_issuer is None:
        return None
    from service.oidc import bearers_of

    return bearers_of(settings)


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

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            desk.editions.start()  # not before: what it loads would hold up the first answer

    settings = desk.settings
    config = uvicorn.Config(
        create_app(desk),
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
    with suppress(KeyboardInterrupt):
        Server(config).run()
