"""A portal with a provider, and browsers that go there and come back."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core import http
from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.people.models import Identity, User, UserSession
from app.people.models import Provider as Kept
from app.people.service.providers import Described, describe, the_provider
from tests.browsers import Browser
from tests.people.fake_provider import CLIENT, SECRET, Provider


def connect_portal(provider: Provider, root: User, **more: Any) -> Kept:
    """Named by an administrator, as on its page."""
    http.install([urlsplit(provider.issuer).netloc])
    said = {"name": "Example login", "issuer": provider.issuer, "client_id": CLIENT}
    said |= {"secret": SECRET, "is_on": True, "domains": ["heed.example"], **more}
    known = the_provider()
    with writing():
        return describe(Described(**said), version=known.version if known else 0, actor=root)


def sent_there(browser: Browser, onward: str = "/me") -> str:
    answer = browser.post("/sign-in/elsewhere", {"next": onward})
    assert answer.status_code == 303, answer.text
    return answer.location


def sent_back(location: str) -> str:
    """The provider's answer to a browser that comes to this address: where it is sent."""
    parts = urlsplit(location)
    line = HTTPConnection(parts.hostname, parts.port, timeout=5)
    line.request("GET", f"{parts.path}?{parts.query}")
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == 302
    way = answer.headers["Location"]
    assert way.startswith("http://localhost/sign-in/elsewhere/back?")
    return way.removeprefix("http://localhost")


def come_in(browser: Browser, onward: str = "/me") -> TestResponse:
    return browser.get(sent_back(sent_there(browser, onward)))


def how_many_sessions() -> int:
    session.rollback()
    return session.scalar(select(func.count(UserSession.id)))


def how_many_identities() -> int:
    return session.scalar(select(func.count(Identity.id)))


def reasons() -> list[str]:
    """Why nobody was let in, as the log says."""
    refused = AuditEntry.action == "session.refuse-elsewhere"
    entries = session.scalars(select(AuditEntry.after).where(refused).order_by(AuditEntry.id))
    return [after["reason"] for after in entries]
