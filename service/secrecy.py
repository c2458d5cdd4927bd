"""Secrets: made here, shown once, kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coder.errors import UsageError

TOKEN_PREFIX = "ictip_"  # noqa: S105 - it marks tokens, so that scanners for leaked secrets find them
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def new_token() -> str:
    """A secret of 256 random bits, for sessions, programs and the first start."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_password() -> str:
    """A password of 95 random bits for somebody else's account, to be shown once."""
    return "-".join(secrets.token_urlsafe(3) for _ in range(4))


def hash_token(token: str) -> str:
    """SHA-256 of a token, 64 hexadecimal digits. A random token needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(session_token: str) -> str:
    """The token that pages of a session send back with every write; it follows from the session's own."""
    return hmac.new(session_token.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


class Passwords:
    """Hash and check passwords by argon2id, with the library's parameters unless told otherwise."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """The hash of a new password. Raises UsageError for one that is too short or too long."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise UsageError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        return self._hasher.hash(password)

    def right(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password. Takes as long for an account that is not there (`hashed` None)."""
        try:
            return self._hasher.verify(hashed or self._nobody, password) and hashed is not None
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made under weaker parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)
