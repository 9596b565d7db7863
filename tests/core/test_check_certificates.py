"""Whom Heed asks over TLS has to prove its name, by somebody this machine trusts, today."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core import http

DAY = timedelta(days=1)


class Pair(NamedTuple):
    """A key and what vouches for it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Polite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *said: object) -> None:
        """Nothing."""


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """The one this machine trusts, and no other."""
    made = pair("Authority")
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(made.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


def test_a_server_that_proves_its_name_is_asked(authority: Pair, tmp_path: Path) -> None:
    with asked_of(pair("localhost", by=authority), tmp_path) as url:
        assert http.fetch(url) == http.Answer(200, b"ok")


def test_a_server_that_vouches_for_itself_is_not(authority: Pair, tmp_path: Path) -> None:
    refuse(pair("localhost"), tmp_path, "self-signed")


def test_one_of_another_authority_is_not(authority: Pair, tmp_path: Path) -> None:
    refuse(pair("localhost", by=pair("Authority")), tmp_path, "certificate")


def test_one_of_another_name_is_not(authority: Pair, tmp_path: Path) -> None:
    refuse(pair("elsewhere.example", by=authority), tmp_path, "mismatch")


def test_one_whose_time_is_over_or_has_not_come_is_not(authority: Pair, tmp_path: Path) -> None:
    refuse(pair("localhost", by=authority, starts=-9 * DAY, ends=-DAY), tmp_path, "expired")
    refuse(pair("localhost", by=authority, starts=DAY), tmp_path, "not yet valid")


def refuse(served: Pair, folder: Path, why: str) -> None:
    said = f"The certificate of localhost is not valid: .*{why}"
    with asked_of(served, folder) as url, pytest.raises(http.Unreachable, match=said):
        http.fetch(url)


@contextmanager
def asked_of(served: Pair, folder: Path) -> Iterator[str]:
    """The address of a server that shows this certificate, which may be asked."""
    server = HTTPServer(("127.0.0.1", 0), Polite)
    server.handle_error = lambda *_about: None  # type: ignore[method-assign]
    server.socket = _context(served, folder).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    http.install([f"localhost:{server.server_port}"])
    try:
        yield f"https://localhost:{server.server_port}/"
    finally:
        http.install([])
        server.shutdown()
        server.server_close()
        thread.join()


def pair(
    name: str, *, by: Pair | None = None, starts: timedelta = -DAY, ends: timedelta = 9 * DAY
) -> Pair:
    """A certificate for `name`, signed `by` an authority or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    signer = by.key if by else key
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(by.certificate.subject if by else _named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + starts)
        .not_valid_after(today + ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    return Pair(key, built.sign(signer, hashes.SHA256()))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _context(served: Pair, folder: Path) -> ssl.SSLContext:
    key = served.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    shown = folder / "shown.pem"
    shown.write_bytes(served.certificate.public_bytes(serialization.Encoding.PEM) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown)
    return context
