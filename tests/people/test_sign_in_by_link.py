"""Signing in with a link sent by mail, which carries a vote along."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import Audience, Idea
from app.people.asked_letters import send_asked_letters
from app.people.models import User
from app.people.service import roles, second_factor
from app.people.service.accounts import sign_up
from app.votes.models import Vote
from tests.browsers import Browser
from tests.personas import PASSWORD, password_hash


def asked(app: Flask, email: str, letters: list, onward: str = "/me") -> str:
    """The path of the link that is sent."""
    answer = Browser(app).post("/sign-in/link", {"email": email, "next": onward})
    assert answer.location == "/letter-sent"
    send_asked_letters()
    assert letters[-1].purpose == "enter"
    return letters[-1].path


def is_in(browser: Browser) -> bool:
    return browser.get("/security").status_code == 200


def voters_of(idea: Idea) -> list[int]:
    session.rollback()
    return sorted(session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)))


def test_the_link_signs_in_once_and_only_when_asked_to(
    app: Flask, ada: User, letters: list
) -> None:
    assert "link sent by mail" in Browser(app).get("/sign-in").text
    path = asked(app, ada.email, letters)
    browser = Browser(app)
    page = browser.get(path)
    assert ada.email in page.text
    assert not is_in(browser), "programs follow links in mails too"
    assert browser.post(path).location == "/me"
    assert is_in(browser)
    other = Browser(app)
    assert other.post(path).status_code == 404
    assert not is_in(other)


def test_unknown_addresses_are_answered_alike(app: Flask, ada: User, letters: list) -> None:
    answers = [
        Browser(app).post("/sign-in/link", {"email": email})
        for email in (ada.email, "nobody@heed.example")
    ]
    send_asked_letters()
    assert len({(each.status_code, each.location, each.text) for each in answers}) == 1
    assert [letter.email for letter in letters] == [ada.email]


def test_it_is_over_after_ten_minutes_and_with_the_account(
    app: Flask, ada: User, ben: User, root: User, letters: list
) -> None:
    path, closed = asked(app, ada.email, letters), asked(app, ben.email, letters)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert Browser(app).get(path).status_code == 404
        assert Browser(app).post(path).status_code == 404
    with writing():
        roles.deactivate(ben, actor=root)
    assert Browser(app).post(closed).status_code == 404
    Browser(app).post("/sign-in/link", {"email": ben.email})
    send_asked_letters()
    assert len(letters) == 2


def test_it_does_not_skip_the_second_factor(
    app: Flask, ben: User, idea: Idea, letters: list
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        with writing():
            second_factor.begin(ben)
        secret = second_factor.secret_of(second_factor.authenticator_of(ben))
        with writing():
            second_factor.confirm(ben, pyotp.TOTP(secret).now())
        browser = Browser(app)
        heading = f"/ideas/{idea.reference}/vote"
        path = asked(app, ben.email, letters, heading)
        assert browser.post(path).location == "/sign-in/code"
        assert not is_in(browser)
        assert ben.id not in voters_of(idea), "nothing is done for whoever has not proven enough"
        clock.shift(60)
        code = pyotp.TOTP(secret).now()
        assert browser.post("/sign-in/code", {"code": code}).location == heading


def test_it_casts_the_vote_they_came_for_wherever_it_is_opened(
    app: Flask, ben: User, idea: Idea, letters: list
) -> None:
    led = Browser(app).get(f"/ideas/{idea.reference}/vote").location
    assert led.startswith("/sign-in?next=")
    path = asked(app, ben.email, letters, f"/ideas/{idea.reference}/vote?next=/")
    assert "The vote you were about to give" in Browser(app).get(path).text
    assert ben.id not in voters_of(idea)
    phone = Browser(app)
    way = phone.post(path).location
    assert ben.id in voters_of(idea)
    assert phone.get(way).status_code == 302, "on to the idea: nothing is left to press"


@pytest.mark.parametrize("reason", ["hidden", "none"])
def test_a_vote_that_cannot_be_cast_leaves_them_signed_in(
    app: Flask, ben: User, idea: Idea, letters: list, reason: str
) -> None:
    reference = idea.reference if reason == "hidden" else "H-999"
    path = asked(app, ben.email, letters, f"/ideas/{reference}/vote")
    with writing():
        idea.board.audience = Audience.EMPLOYEES
    before = voters_of(idea)
    browser = Browser(app)
    way = browser.post(path).location
    assert is_in(browser)
    assert browser.get(way).status_code == 404
    assert voters_of(idea) == before


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(app: Flask, ada: User, letters: list, onward: str) -> None:
    path = asked(app, ada.email, letters, onward)
    assert Browser(app).post(path).location == "/"


def test_who_was_never_in_comes_in_as_the_portal_allows(
    app: Flask, ada: User, root: User, letters: list
) -> None:
    with writing():
        ada.confirmed_at = None
    path = asked(app, ada.email, letters)
    assert is_in_after(app, path)
    assert ada.confirmed_at is not None
    with writing():
        ada.confirmed_at = None
        change(root, sign_up="invited")
    Browser(app).post("/sign-in/link", {"email": ada.email})
    send_asked_letters()
    assert len(letters) == 1


def test_a_strangers_sign_up_with_the_address_does_not_keep_its_password(
    app: Flask, root: User, letters: list
) -> None:
    with writing():
        change(root, sign_up="anyone")
        sign_up("Mallory", "ada@heed.example", password_hash=password_hash())
    path = asked(app, "ada@heed.example", letters)
    assert is_in_after(app, path)
    form = {"email": "ada@heed.example", "password": PASSWORD}
    assert Browser(app).post("/sign-in", form).status_code == 422


def is_in_after(app: Flask, path: str) -> bool:
    browser = Browser(app)
    browser.post(path)
    return is_in(browser)
