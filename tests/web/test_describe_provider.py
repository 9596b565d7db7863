"""The page on which an administrator says where people may sign in elsewhere, and tests it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import http
from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.people.models import Group, Provider, User
from tests.browsers import Browser
from tests.people.conftest import provider
from tests.people.fake_provider import CLIENT, SECRET
from tests.people.fake_provider import Provider as Elsewhere
from tests.people.signing_in_elsewhere import come_in

__all__ = ["provider"]
PAGE = "/manage/settings/elsewhere"


@pytest.fixture
def filled_in(provider: Elsewhere) -> dict[str, object]:
    http.install([urlsplit(provider.issuer).netloc])
    return {
        "name": "Larch",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "heed.example\nNorthwind.example",
        "group_claim": "groups",
        "grants": "staff = employee\npm=Manager\ncab = Council",
        "is_on": "y",
        "version": 0,
    }


@pytest.fixture
def admin(app: Flask, root: User) -> Browser:
    with writing():
        session.add(Group(name="Council"))
    return Browser(app).sign_in(root)


def kept() -> Provider:
    session.rollback()
    return session.scalar(select(Provider))


def test_what_is_said_is_kept_and_people_come_in_by_it(
    app: Flask, admin: Browser, ada: User, filled_in: dict, provider: Elsewhere
) -> None:
    assert "People sign in here only" in admin.get(PAGE).text
    assert admin.post(PAGE, filled_in).status_code == 303
    page = admin.get(PAGE).text
    assert "http://localhost/sign-in/elsewhere/back" in page
    assert "cab = Council" in page
    assert kept().domains == ["heed.example", "northwind.example"]
    group = session.scalar(select(Group.id))
    assert kept().grants == {"staff": "employee", "pm": "manager", "cab": f"group:{group}"}
    assert admin.post(f"{PAGE}/test").status_code == 303
    assert "It answers, and is what it says it is" in admin.get(PAGE).text
    assert come_in(Browser(app)).location == "/me"


def test_the_secret_is_sealed_and_shown_nowhere(
    app: Flask, admin: Browser, ada: User, filled_in: dict
) -> None:
    admin.post(PAGE, filled_in)
    assert SECRET not in kept().sealed_secret
    assert SECRET not in admin.get(PAGE).text
    assert SECRET not in str(session.execute(select(AuditEntry.before, AuditEntry.after)).all())
    assert admin.post(PAGE, {**filled_in, "secret": "", "version": 1}).status_code == 303
    assert come_in(Browser(app)).location == "/me", "an empty one leaves what is kept"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "what people know it by"),
        ("issuer", "http://login.example", "has to begin with https://"),
        ("issuer", "https://user@login.example", "name or password"),
        ("issuer", "javascript:alert(1)", "Write an address like"),
        ("issuer", "https://login.example:22", "ports 80 and 443"),
        ("client_id", "", "calls this portal"),
        ("secret", "", "Write the secret"),
        ("domains", "not a domain!", "No domain"),
        ("domains", "gmail.com", "Anybody may have an address"),
        ("grants", "staff = admin", "gives nothing we know"),
        ("grants", "employee", "gives nothing we know"),
        ("group_claim", "", "claim that names"),
        ("version", 7, "Someone changed this"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_lost(
    admin: Browser, filled_in: dict, field: str, value: object, words: str
) -> None:
    answer = admin.post(PAGE, {**filled_in, field: value})
    assert answer.status_code in (412, 422), answer.text
    assert words in answer.text.replace("&#39;", "’")
    assert "staff = " in answer.text or field == "grants"
    assert kept() is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"issuer": "https://other.example"}, "It calls itself https://other.example"),
        ({"jwks_uri": "http://10.0.0.1/keys"}, "has to begin with https://"),
        ({"token_endpoint": None}, "what its “token_endpoint” is"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "Write an address like"),
        ({"response_types_supported": ["id_token"]}, "no authorization code flow"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "no authorization code flow"),
    ],
)
def test_a_test_says_in_words_what_is_wrong(
    admin: Browser, filled_in: dict, provider: Elsewhere, facts: dict, words: str
) -> None:
    admin.post(PAGE, filled_in)
    provider.facts = facts
    answer = admin.post(f"{PAGE}/test")
    assert answer.status_code == 422
    assert words in answer.text
    assert kept().facts == {}


def test_a_test_says_when_nobody_answers_or_there_are_no_keys(
    admin: Browser, filled_in: dict, provider: Elsewhere
) -> None:
    assert admin.post(f"{PAGE}/test").status_code == 404
    admin.post(PAGE, filled_in)
    provider.keys = []
    assert "publishes no keys" in admin.post(f"{PAGE}/test").text
    http.install([])
    assert "ports 80 and 443" in admin.post(f"{PAGE}/test").text


def test_only_administrators_get_here(app: Flask, marta: User, filled_in: dict) -> None:
    browser = Browser(app).sign_in(marta)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, filled_in).status_code == 403
    assert kept() is None
