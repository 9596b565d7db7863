"""Makes every secret that is handed out, and says what is kept of it."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits as 43 characters that are safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret of 256 random bits: a plain hash is enough for those."""
    return hashlib.sha256(secret.encode()).hexdigest()
