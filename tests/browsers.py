"""A browser without a screen: cookies, forms with their token, and pages to read."""

from __future__ import annotations

import contextvars
import secrets
from io import BytesIO
from typing import Any

from flask import Flask
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.test import TestResponse, encode_multipart

from app.core.clock import now
from app.core.db import session, writing
from app.people.models import User, UserSession
from app.people.session import KEY, LONGEST, hashed


class Browser:
    """Requests run in a context of their own, as in a server, whatever the test has open."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, user: User) -> Browser:
        """Open a session for `user` without going through the form, as if it had asked for a code
        too. Returns itself."""
        secret = secrets.token_urlsafe(32)
        with writing():
            session.add(
                UserSession(
                    user_id=user.id,
                    secret_hash=hashed(secret),
                    is_strong=True,
                    expires_at=now() + LONGEST[user.is_staff],
                )
            )
        with self.client.session_transaction() as cookie:
            cookie[KEY] = secret
        return self

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._ask("get", path, **more)

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form with what its page would have held, drawn a while ago."""
        return self._ask("post", path, data={**self._held(), **(form or {})}, **more)

    def send(self, path: str, form: dict[str, Any]) -> TestResponse:
        """As `post`, for what weighs megabytes: the client would leave its files open."""
        for each in (file for files in form.values() if isinstance(files, list) for file in files):
            each.stream.seek(0)
        boundary, body = encode_multipart({**self._held(), **form})
        kind = f"multipart/form-data; boundary={boundary}"
        return self._ask("post", path, input_stream=BytesIO(body), content_type=kind)

    def _held(self) -> dict[str, str]:
        a_while_ago = now().timestamp() - 60
        drawn = URLSafeSerializer(self.app.secret_key, salt="form drawn").dumps(a_while_ago)
        return {"csrf_token": self.token(), "drawn_at": drawn, "extra": ""}

    def token(self) -> str:
        with self.client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _ask(self, method: str, path: str, **more: Any) -> TestResponse:
        ask = getattr(self.client, method)
        # Buffered: as a server does, the answer is sent to its end, and its file is closed.
        response = contextvars.Context().run(ask, path, buffered=True, **more)
        session.rollback()
        return response
