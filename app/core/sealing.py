"""Secrets that are kept and read again (of an authenticator app, of an identity provider): the
database holds them encrypted, with a key of their own that is derived from HEED_SECRET_KEY."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import Conflict
from app.core.i18n import _

_installed: list[Fernet] = []


def install(secret_key: str) -> None:
    """Derive the key; once, at start."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"heed sealing").derive(secret_key.encode())
    _installed[:] = [Fernet(base64.urlsafe_b64encode(derived))]


def seal(secret: str) -> str:
    return _installed[0].encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Conflict where HEED_SECRET_KEY is another one than when this was sealed."""
    try:
        return _installed[0].decrypt(sealed.encode()).decode()
    except InvalidToken:
        message = _(
            "What was kept here cannot be read: HEED_SECRET_KEY has changed since. "
            "Put the old one back, or enter the secret again."
        )
        raise Conflict(message) from None
