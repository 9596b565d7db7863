"""A program of somebody's, speaking to the API with a token of theirs."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from app.core.db import session, writing
from app.people.models import User
from app.people.service.tokens import issue_token


def token_of(owner: User, *scopes: str) -> str:
    with writing():
        _token, secret = issue_token(owner, scopes=scopes)
    return secret


class Program:
    """Requests run in a context of their own, as in a server. `at` is a path below /api/v1."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, at: str, **more: Any) -> TestResponse:
        return self.ask("GET", at, **more)

    def post(self, at: str, **more: Any) -> TestResponse:
        return self.ask("POST", at, **more)

    def put(self, at: str, **more: Any) -> TestResponse:
        return self.ask("PUT", at, **more)

    def patch(self, at: str, **more: Any) -> TestResponse:
        return self.ask("PATCH", at, **more)

    def delete(self, at: str, **more: Any) -> TestResponse:
        return self.ask("DELETE", at, **more)

    def ask(
        self, method: str, at: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        more |= {"method": method, "headers": {**self.headers, **(headers or {})}}
        response = contextvars.Context().run(self.client.open, f"/api/v1{at}", **more)
        if has_app_context():  # a thread of its own has none
            session.rollback()
        return response
