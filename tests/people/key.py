"""A passkey as a device holds it: answers a portal's question as a browser would send it.

As in W3C's Web Authentication, sections 6.1 (authenticator data) and 5.8.1 (client data).
"""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN, HOST = "http://localhost", "localhost"
PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40


class Key:
    """Counts its uses from 1, as security keys do; `counts=False` as phones do."""

    def __init__(self, *, counts: bool = True) -> None:
        self.id = secrets.token_bytes(32)
        self.handle = b""
        self.count = 0
        self.counts = counts
        self._private = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED) -> str:
        """The answer to the question to make a key."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public()
        attested = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._state(HOST, flags | HOLDS_KEY) + held,
        }
        return self._answer(
            clientDataJSON=_said("webauthn.create", options["challenge"], ORIGIN),
            attestationObject=cbor2.dumps(attested),
        )

    def answer(
        self,
        options: dict[str, Any],
        *,
        origin: str = ORIGIN,
        host: str = HOST,
        flags: int = PRESENT | VERIFIED,
        handle: bytes | None = None,
    ) -> str:
        """The answer to the question who is there."""
        said = _said("webauthn.get", options["challenge"], origin)
        state = self._state(host, flags)
        signed = self._private.sign(state + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said,
            authenticatorData=state,
            signature=signed,
            userHandle=self.handle if handle is None else handle,
        )

    def _state(self, host: str, flags: int) -> bytes:
        self.count += int(self.counts)
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        point = self._private.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )

    def _answer(self, **response: bytes) -> str:
        named = bytes_to_base64url(self.id)
        written = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {
                "id": named,
                "rawId": named,
                "type": "public-key",
                "response": written,
                "clientExtensionResults": {},
            }
        )


def _said(kind: str, challenge: str, origin: str) -> bytes:
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(said).encode()
