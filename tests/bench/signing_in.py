"""Signed-in voters for a load test: sessions written into the database, cookies signed here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

import config
from app.core.clock import now
from app.core.db import database, session, writing
from app.people.models import Role, User, UserSession
from app.people.session import KEY, LONGEST, hashed
from app.web import create_app

VOTERS = 100


class Voter(NamedTuple):
    """What a browser sends: its cookie, and the body of a vote's form."""

    cookie: str
    form: str


def make_voters(settings: dict[str, str], count: int = VOTERS) -> list[Voter]:
    """The newest `count` customers of the portal in the data folder, each signed in."""
    app = create_app(config.load(settings))
    with app.app_context():
        customers = select(User.id).where(User.role == Role.CUSTOMER)
        newest = customers.order_by(User.id.desc()).limit(count)
        voters = sign_all_in(app, list(session.scalars(newest)))
        session.remove()
        database.engine.dispose()
    return voters


def sign_all_in(app: Flask, people: Sequence[int]) -> list[Voter]:
    """A signed-in browser for each of these ids of users."""
    cookies = SecureCookieSessionInterface().get_signing_serializer(app)
    tokens = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
    voters = []
    with app.app_context(), writing():
        for person in people:
            secret, raw = secrets.token_urlsafe(32), secrets.token_hex(20)
            session.add(
                UserSession(
                    user_id=person,
                    secret_hash=hashed(secret),
                    is_strong=True,
                    expires_at=now() + LONGEST[False],
                )
            )
            cookie = cookies.dumps({KEY: secret, "csrf_token": raw, "_permanent": True})
            form = urlencode({"csrf_token": tokens.dumps(raw)})
            voters.append(Voter(f"session={cookie}", form))
    return voters
