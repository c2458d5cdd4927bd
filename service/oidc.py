"""Bearer tokens of an identity provider: JSON Web Tokens, checked by its keys (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt

from coder.errors import UsageError
from service.settings import Settings

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by key pairs alone: a shared secret would let every reader of tokens write them too."""
_LEEWAY_SECONDS = 30

Keys = Callable[[str], Any]
"""Gives the key that a token names."""


class Bearers:
    """Checks tokens for one issuer and audience; `claim` names the account."""

    def __init__(self, issuer: str, audience: str, claim: str, keys: Keys) -> None:
        self._issuer = issuer
        self._audience = audience
        self._claim = claim
        self._keys = keys

    def name_in(self, token: str) -> str | None:
        """The name of the account a token stands for; None for a token that is not valid."""
        try:
            claims = jwt.decode(
                token,
                self._keys(token),
                algorithms=_ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError):
            return None
        name = claims.get(self._claim)
        return name if isinstance(name, str) else None


def bearers_of(settings: Settings) -> Bearers | None:
    """The check that the settings ask for; None without one. Raises UsageError for a file of keys that is none."""
    if settings.oidc_keys is None or settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    if settings.oidc_keys.startswith(("https://", "http://")):
        client = jwt.PyJWKClient(settings.oidc_keys, cache_keys=True, timeout=5)
        return Bearers(
            settings.oidc_issuer,
            settings.oidc_audience,
            settings.oidc_claim,
            lambda token: client.get_signing_key_from_jwt(token).key,
        )
    return Bearers(settings.oidc_issuer, settings.oidc_audience, settings.oidc_claim, _keys_in(settings.oidc_keys))


def _keys_in(file: str) -> Keys:
    try:
        known = jwt.PyJWKSet.from_dict(json.loads(Path(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, jwt.PyJWTError):
        raise UsageError(f"oidc_keys: {file} cannot be read as a set of keys (JWKS)") from None
    return lambda token: known[jwt.get_unverified_header(token)["kid"]].key
