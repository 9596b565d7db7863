"""Secrets that are kept and read again (of an authenticator app, of an identity provider): the
database holds them encrypted, with a key of their own that is derived from HEED_SECRET_KEY. What an
earlier one sealed is read as long as that stands in HEED_SECRET_KEY_FALLBACKS. And what is only to
be known again when it comes back: of that a digest is kept that needs a key."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import Conflict
from app.core.i18n import _

_installed: list[MultiFernet] = []
_earlier: list[Fernet] = []
_marking: list[bytes] = []


def install(secret_keys: Sequence[str]) -> None:
    """Derive the keys; once, at start. The last of them seals and marks."""
    present, *_earlier[:] = (_sealing(each) for each in reversed(secret_keys))
    _installed[:] = [MultiFernet([present, *_earlier])]
    _marking[:] = [_derived(secret_keys[-1], b"heed marking")]


def seal(secret: str) -> str:
    return _installed[0].encrypt(secret.encode()).decode()


def mark_of(text: str) -> str:
    """The same for the same text; without the key nobody finds the text by trying many."""
    return hmac.new(_marking[0], text.encode(), sha256).hexdigest()


def unseal(sealed: str) -> str:
    """Raises Conflict where none of the keys there are now sealed this."""
    try:
        return _installed[0].decrypt(sealed.encode()).decode()
    except InvalidToken:
        message = _(
            "What was kept here cannot be read: HEED_SECRET_KEY has changed since. Put the old one "
            "into HEED_SECRET_KEY_FALLBACKS, or enter the secret again."
        )
        raise Conflict(message) from None


def sealed_anew(sealed: str) -> str | None:
    """The same, sealed by the present key; None where that or none there is now sealed it."""
    if not _earlier:
        return None
    try:
        secret = MultiFernet(_earlier).decrypt(sealed.encode())
    except InvalidToken:
        return None
    return seal(secret.decode())


def _sealing(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(secret_key, b"heed sealing")))


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
