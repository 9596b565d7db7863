"""Tokens for one's own programs: made, shown once, listed, ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.people.models import ApiToken, User
from app.people.service import roles
from tests.browsers import Browser
from tests.personas import PASSWORD

WANTED = {"name": "Nightly report", "scopes": ["read", "write"], "days": "30"}


def made(browser: Browser, **more: object) -> str:
    page = browser.post("/security/tokens", {**WANTED, **more})
    assert page.status_code == 200
    return re.search(r'value="(heed_[\w-]{43})"', page.text)[1]


def asks_with(app: Flask, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Browser(app).get("/api/v1/boards", headers=headers).status_code


def test_it_is_shown_once_and_works(app: Flask, ada: User) -> None:
    browser = Browser(app).sign_in(ada)
    secret = made(browser)
    assert asks_with(app, secret) == 200
    page = browser.get("/security/tokens").text
    assert "Nightly report" in page
    assert "read, write" in page
    assert secret not in page
    kept = session.scalar(select(ApiToken))
    assert secret not in kept.secret_hash
    assert timedelta(days=29) < kept.expires_at - now() <= timedelta(days=30)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("token.issue", ada.id)


def test_it_says_when_it_was_used_last(app: Flask, ada: User) -> None:
    browser = Browser(app).sign_in(ada)
    secret = made(browser)
    assert "never used" in browser.get("/security/tokens").text
    asks_with(app, secret)
    first = session.scalar(select(ApiToken.last_used_at))
    assert "never used" not in browser.get("/security/tokens").text
    for minutes, is_written in ((1, False), (6, True)):
        with time_machine.travel(first + timedelta(minutes=minutes), tick=False):
            asks_with(app, secret)
        assert (session.scalar(select(ApiToken.last_used_at)) > first) is is_written


def test_it_ends_at_once_and_only_for_its_owner(app: Flask, ada: User, ben: User) -> None:
    browser = Browser(app).sign_in(ada)
    secret = made(browser)
    uid = session.scalar(select(ApiToken.uid))
    stranger = Browser(app).sign_in(ben)
    assert stranger.post("/security/tokens/revoke", {"token": uid}).status_code == 404
    assert asks_with(app, secret) == 200
    assert browser.post("/security/tokens/revoke", {"token": uid}).location == "/security/tokens"
    assert asks_with(app, secret) == 401
    assert browser.post("/security/tokens/revoke", {"token": uid}).status_code == 404
    assert browser.post("/security/tokens/revoke", {"token": "x"}).status_code == 404
    assert "Nightly report" not in browser.get("/security/tokens").text


def test_it_ends_with_its_owners_account(app: Flask, ada: User, root: User) -> None:
    secret = made(Browser(app).sign_in(ada))
    with writing():
        roles.deactivate(ada, actor=root)
    assert asks_with(app, secret) == 401


@pytest.mark.parametrize("scope", ["triage", "admin", "everything"])
def test_a_customer_is_not_offered_what_their_role_may_not(
    app: Flask, ada: User, scope: str
) -> None:
    browser = Browser(app).sign_in(ada)
    assert f'value="{scope}"' not in browser.get("/security/tokens").text
    assert browser.post("/security/tokens", {**WANTED, "scopes": scope}).status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_a_scope_gives_no_right_its_owner_has_not(app: Flask, marta: User, root: User) -> None:
    secret = made(Browser(app).sign_in(marta), scopes=["admin"])
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    sent = {"headers": headers, "data": '{"name": "Northwind"}'}

    def adds() -> int:
        return Browser(app).client.post("/api/v1/organisations", **sent).status_code

    assert adds() == 201
    with writing():
        roles.change_role(marta, type(marta.role)("employee"), version=marta.version, actor=root)
    assert adds() in (401, 403)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Name the program"),
        ({"scopes": []}, "Choose at least one"),
        ({"days": "3650"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said(app: Flask, ada: User, wrong: dict, said: str) -> None:
    page = Browser(app).sign_in(ada).post("/security/tokens", {**WANTED, **wrong})
    assert page.status_code == 422
    assert said in page.text


def test_a_token_is_made_by_whoever_signed_in_a_moment_ago(app: Flask, ada: User) -> None:
    browser = Browser(app).sign_in(ada)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        asked = browser.post("/security/tokens", WANTED)
        assert asked.status_code == 401
        assert 'name="scopes" value="write"' in asked.text
        assert session.scalars(select(ApiToken)).all() == []
        assert "heed_" in browser.post("/security/tokens", {**WANTED, "proof": PASSWORD}).text
