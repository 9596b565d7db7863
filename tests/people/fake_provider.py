"""A provider of OpenID Connect on loopback that speaks the real protocol, and lies when told to."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from app.core.clock import now

CLIENT, SECRET = "heed at/example", "a secret: with+odd letters"


@cache
def first_key() -> RSAKey:
    """One for all: its primes take time to find."""
    return RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})


class Provider:
    """`who` signs in next. `claims` go over the honest ones (None takes one out); `sign` makes the
    token instead of the honest way; `answers` are sent for a path instead of what is true."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.keys: list[RSAKey | ECKey] = [first_key()]
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] | None = None
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.facts: dict[str, Any] = {}
        self.asked: Counter[str] = Counter()
        self.codes: dict[str, dict[str, str]] = {}
        self.faults: list[str] = []
        self.shows_page = False
        self.is_over = Event()

    def discovered(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            **self.facts,
        }

    def rotate(self, kid: str = "second") -> None:
        self.keys = [ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})]

    def back(self, asked: dict[str, str]) -> str:
        """Where the browser goes once somebody signed in."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> str:
        moment = int(now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "248289761001",
            "aud": CLIENT,
            "exp": moment + 300,
            "iat": moment,
            "nonce": asked["nonce"],
            "email": "ada@heed.example",
            "email_verified": True,
            "name": "Ada Lovelace",
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        key = self.keys[0]
        algorithm = "RS256" if key.key_type == "RSA" else "ES256"
        header = {"alg": algorithm, "kid": key.kid, **self.header}
        return jwt.encode(header, claims, key, algorithms=[algorithm])

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        given = b64decode(authorization.removeprefix("Basic ")).decode().split(":")
        if asked is None:
            self.faults.append("code")
        elif [unquote_plus(each) for each in given] != [CLIENT, SECRET]:
            self.faults.append("client")
        elif create_s256_code_challenge(form["code_verifier"]) != asked["code_challenge"]:
            self.faults.append("verifier")
        elif form["redirect_uri"] != asked["redirect_uri"]:
            self.faults.append("redirect_uri")
        else:
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)}
        return None


class Handler(BaseHTTPRequestHandler):
    """One request; `provider` is who answers it."""

    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked[parts.path] += 1
        if parts.path in self.provider.answers:
            self.provider.answers[parts.path](self)
        elif parts.path == "/.well-known/openid-configuration":
            self.say(self.provider.discovered())
        elif parts.path == "/jwks":
            self.say({"keys": [key.as_dict(private=False) for key in self.provider.keys]})
        elif parts.path == "/favicon.ico":
            self.write(b"", "image/png")
        elif parts.path == "/authorize":
            self.sign_in({name: value[0] for name, value in parse_qs(parts.query).items()})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.provider.asked[self.path] += 1
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path in self.provider.answers:
            self.provider.answers[self.path](self)
            return
        form = {name: value[0] for name, value in parse_qs(sent).items()}
        answer = self.provider.exchange(form, self.headers.get("Authorization", ""))
        self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def sign_in(self, asked: dict[str, str]) -> None:
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        way = self.provider.back(asked)
        if self.provider.shows_page:
            page = f'<!doctype html><title>Provider</title><a href="{way}">Go on as Ada</a>'
            self.write(page.replace("&state", "&amp;state").encode(), "text/html")
            return
        self.send_response(302)
        self.send_header("Location", way)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def say(self, said: Any, status: int = 200) -> None:
        self.write(json.dumps(said).encode(), "application/json", status)

    def write(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def running_provider() -> Iterator[Provider]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        provider = Provider(server.server_port)
        server.RequestHandlerClass = type("Answering", (Handler,), {"provider": provider})
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.is_over.set()
            server.shutdown()
            thread.join(5)
