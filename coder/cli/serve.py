"""`ictip serve`: the review desk and its service, until it is stopped."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.desk import StoreOption
from coder.cli.options import EditionOption
from coder.errors import UsageError

Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings; options and ICTIP_ variables win.")
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on; left out, this machine alone.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on.  [default: 8321]")]
Certificate = Annotated[str | None, typer.Option("--tls-certificate", metavar="FILE", help="Certificate chain, PEM.")]
TlsKey = Annotated[str | None, typer.Option("--tls-key", metavar="FILE", help="Private key of the certificate, PEM.")]
Proxy = Annotated[bool | None, typer.Option("--behind-proxy", help="A proxy in front does TLS.")]
Demo = Annotated[bool, typer.Option("--demo", help="A store of its own with a demonstration project, gone afterwards.")]


def serve(
    store: StoreOption = None,
    edition: EditionOption = None,
    config: Config = None,
    host: Host = None,
    port: Port = None,
    tls_certificate: Certificate = None,
    tls_key: TlsKey = None,
    behind_proxy: Proxy = None,
    demo: Demo = False,
) -> None:
    """Serve the review desk: pages and an HTTP API.

    The first start prints a one-time token with which the first administrator signs up in the browser. The edition is
    opened in the background; /ready tells when it is there.
    """
    try:
        from service.settings import read_settings
    except ImportError:
        raise UsageError("the review desk needs the extra: pip install 'ictip-coder[service]'") from None
    with tempfile.TemporaryDirectory(prefix="ictip-demo-") as folder:
        given = {
            "store": f"{folder}/demo.sqlite" if demo else store,
            "edition": None if edition is None else str(edition),
            "host": host,
            "port": port,
            "tls_certificate": tls_certificate,
            "tls_key": tls_key,
            "behind_proxy": behind_proxy,
        }
        _run(read_settings(os.environ, config, **given), demo=demo)


def _run(settings: object, *, demo: bool) -> None:
    from service.demo import LEAD, PEOPLE, seed
    from service.running import address_of, open_desk
    from service.running import serve as run
    from service.settings import Settings
    from service.signing_in import first_token

    assert isinstance(settings, Settings)
    desk = open_desk(settings)
    try:
        password = seed(desk) if demo else None
        say(f"review desk: {address_of(settings)}")
        if password is not None:
            say(f"sign in as {LEAD} (lead), {', '.join(f'{name} ({role})' for name, role in PEOPLE.items())}")
            say(f"password of all of them: {password}")
        token = first_token(desk)
        if token is not None:
            say(f"one-time token for the first administrator: {token}")
        run(desk)
    finally:
        desk.store.close()
