"""How the service runs: defaults, a TOML file over them, environment variables over both."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from coder.errors import UsageError

_PREFIX = "ICTIP_"
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one service. Each can be given as `ICTIP_` and its name in capitals, or by its name in a TOML file.

    `store` and `edition` None: the user's own store, the built-in edition. `hosts` are the names under which browsers
    may ask; empty: this machine's names on a loopback address, else any. Times are in hours and minutes, sizes in
    megabytes.
    `metrics` lets everybody ask for /metrics who can reach the service; else administrators alone may.
    The `oidc_*` settings switch on bearer tokens of an identity provider; `oidc_keys` is the file or URL of its JWKS.
    """

    store: str | None = None
    edition: str | None = None
    host: str = "127.0.0.1"
    port: int = 8321
    tls_certificate: str | None = None
    tls_key: str | None = None
    behind_proxy: bool = False
    hosts: tuple[str, ...] = ()
    session_hours: float = 12.0
    idle_minutes: float = 60.0
    break_minutes: float = 45.0
    largest_request: float = 4.0
    largest_file: float = 512.0
    metrics: bool = False
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_keys: str | None = None
    oidc_claim: str = "preferred_username"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service over TLS, so that cookies are kept from plain connections."""
        return self.tls_certificate is not None or self.behind_proxy

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Names that a request's Host may have; empty for any."""
        if self.hosts:
            return frozenset(self.hosts)
        return frozenset({"localhost", "127.0.0.1", "[::1]"}) if is_loopback(self.host) else frozenset()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings(environment: Mapping[str, str], file: Path | None = None, **given: Any) -> Settings:
    """Settings from a file, the environment and `given` (None: not given), the later over the earlier; then checked.

    Raises UsageError for a setting that is not known or makes no sense.
    """
    known = {each.name: each for each in fields(Settings)}
    values = _file_values(file) if file is not None else {}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise UsageError(f"{file}: unknown settings: {', '.join(unknown)}")
    values |= {name: environment[_PREFIX + name.upper()] for name in known if environment.get(_PREFIX + name.upper())}
    values |= {name: value for name, value in given.items() if value is not None}
    settings = Settings(**{name: _typed(name, str(known[name].type), value) for name, value in values.items()})
    check_settings(settings)
    return settings


def check_settings(settings: Settings) -> None:
    """Raise UsageError for settings that would serve narratives in the open, or cannot work."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise UsageError("tls_certificate and tls_key go together")
    if not is_loopback(settings.host) and not settings.secure:
        raise UsageError(
            f"{settings.host} can be reached from other machines: give tls_certificate and tls_key, "
            "or set behind_proxy when a proxy in front of it does TLS"
        )
    if not 0 <= settings.port <= 65535:
        raise UsageError("port: from 0 to 65535")
    for name in ("session_hours", "idle_minutes", "break_minutes", "largest_request", "largest_file"):
        if not getattr(settings, name) > 0:
            raise UsageError(f"{name}: more than 0")
    oidc = (settings.oidc_issuer, settings.oidc_audience, settings.oidc_keys)
    if any(oidc) and not all(oidc):
        raise UsageError("oidc_issuer, oidc_audience and oidc_keys go together")


def _file_values(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UsageError(f"{file}: not valid TOML") from None


def _typed(name: str, kind: str, value: Any) -> Any:
    """A setting in its own type, from what a file or the environment holds."""
    try:
        if kind == "bool":
            return value if isinstance(value, bool) else _switch(str(value))
        if kind == "int":
            return int(value)
        if kind == "float":
            return float(value)
        if kind.startswith("tuple"):
            parts = value.split(",") if isinstance(value, str) else value
            return tuple(str(part).strip() for part in parts if str(part).strip())
        return str(value)
    except (TypeError, ValueError):
        raise UsageError(f"{name}: this is no {kind}") from None


def _switch(value: str) -> bool:
    if value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    raise ValueError
