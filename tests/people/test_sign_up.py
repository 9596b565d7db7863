from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.core.db import session, writing
from app.core.text import email_key
from app.people.asked_letters import send_asked_letters
from app.people.models import OneTimeToken, User
from app.people.queries import by_email
from tests.browsers import Browser
from tests.people.conftest import Letter
from tests.personas import PASSWORD

ADDRESS = "grace@heed.example"
FORM = {"name": "Grace Hopper", "email": ADDRESS, "password": PASSWORD}
STRANGERS = "another-wooden-boat"


def test_someone_new_signs_up_confirms_and_is_in(browser: Browser, letters: list) -> None:
    asked = browser.post("/sign-up", {**FORM, "next": "/ideas/H-1"})
    assert asked.status_code == 303
    assert "Look in your mail" in browser.get(asked.location).text
    assert by_email(ADDRESS).is_active is False

    (letter,) = letters
    assert (letter.email, letter.purpose) == (ADDRESS, "confirm")
    assert ADDRESS in browser.get(letter.path).text
    assert by_email(ADDRESS).is_active is False, "opening the link alone does nothing"

    entered = confirm(browser, letter)
    assert (entered.status_code, entered.location) == (303, "/ideas/H-1")
    assert by_email(ADDRESS).is_active is True
    assert browser.get("/sign-in").status_code == 303, "who is in is sent on"

    stranger = Browser(browser.app)
    assert "no longer works" in confirm(stranger, letter).text


def confirm(browser: Browser, letter: Letter, password: str = PASSWORD) -> TestResponse:
    return browser.post(letter.path, {"password": password})


def test_a_known_address_is_answered_like_an_unknown_one(
    app: Flask, ada: User, letters: list
) -> None:
    known = Browser(app).post("/sign-up", {**FORM, "email": ada.email})
    unknown = Browser(app).post("/sign-up", FORM)

    assert known.status_code == unknown.status_code == 303
    assert known.location == unknown.location
    assert known.text == unknown.text
    assert [(letter.email, letter.purpose) for letter in letters] == [
        (ada.email, "known"),
        (ADDRESS, "confirm"),
    ]
    assert ada.name == "Ada Lovelace"


def test_imported_people_take_over_what_is_theirs(browser: Browser, letters: list) -> None:
    with writing():
        session.add(User(name="grace", email=ADDRESS, email_key=email_key(ADDRESS)))
    imported = by_email(ADDRESS).id

    browser.post("/sign-up", {**FORM, "email": "Grace@Heed.example"})
    confirm(browser, letters[0])

    grace = by_email(ADDRESS)
    assert (grace.id, grace.name, grace.is_active) == (imported, "Grace Hopper", True)
    assert grace.welcomed_at is not None


def test_a_strangers_sign_up_does_not_spoil_the_owners(app: Flask, letters: list) -> None:
    Browser(app).post("/sign-up", {**FORM, "name": "Mallory"})
    Browser(app).post("/sign-up", FORM)
    Browser(app).post("/sign-up", {**FORM, "name": "Mallory", "password": STRANGERS})

    strangers, owners = letters[0], letters[1]
    confirm(Browser(app), owners)
    confirm(Browser(app), strangers)

    assert by_email(ADDRESS).name == "Grace Hopper"
    assert Browser(app).post("/sign-in", FORM).status_code == 303


def test_a_strangers_password_does_not_come_in_with_the_owner(app: Flask, letters: list) -> None:
    Browser(app).post("/sign-up", FORM)
    Browser(app).post("/sign-up", {**FORM, "password": STRANGERS})
    strangers = letters[1]

    owner = Browser(app)
    refused = confirm(owner, strangers)
    assert refused.status_code == 422
    assert "not the password that was chosen" in refused.text
    assert 'href="/forgot"' in refused.text
    assert owner.post(strangers.path).status_code == 422, "nor without any password"
    assert by_email(ADDRESS).is_active is False

    confirm(owner, letters[0])
    assert by_email(ADDRESS).is_active is True
    assert Browser(app).post("/sign-in", {**FORM, "password": STRANGERS}).status_code == 422
    assert Browser(app).post("/sign-in", FORM).status_code == 303


def test_who_did_not_choose_the_password_chooses_their_own(app: Flask, letters: list) -> None:
    Browser(app).post("/sign-up", {**FORM, "password": STRANGERS})
    owner = Browser(app)
    owner.post("/forgot", {"email": ADDRESS})
    send_asked_letters()
    owner.post(letters[1].path, {"password": PASSWORD})

    assert by_email(ADDRESS).is_active is True
    assert confirm(Browser(app), letters[0], STRANGERS).status_code == 404
    assert Browser(app).post("/sign-in", {**FORM, "password": STRANGERS}).status_code == 422


def test_a_link_without_a_password_confirms_nothing(browser: Browser, letters: list) -> None:
    browser.post("/sign-up", FORM)
    with writing():
        session.execute(update(OneTimeToken).values(carries={"name": "Grace", "onward": "/"}))
    assert confirm(browser, letters[0]).status_code == 422
    assert by_email(ADDRESS).is_active is False


def test_signing_in_too_early_offers_the_letter_again(browser: Browser, letters: list) -> None:
    browser.post("/sign-up", FORM)
    early = browser.post("/sign-in", FORM)
    assert "Confirm your address first" in early.text
    assert f'value="{ADDRESS}"' in early.text

    browser.post("/confirm", {"email": ADDRESS})
    send_asked_letters()
    assert [letter.purpose for letter in letters] == ["confirm", "confirm"]
    confirm(browser, letters[1])
    assert by_email(ADDRESS).is_active is True


def test_the_letter_is_not_sent_again_to_people_who_never_signed_up(
    browser: Browser, ada: User, letters: list
) -> None:
    for address in ("nobody@heed.example", ada.email):
        assert browser.post("/confirm", {"email": address}).status_code == 303
    send_asked_letters()
    assert letters == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "  ", "Write your name."),
        ("name", "Buy at https://bad.example", "without addresses"),
        ("name", "x" * 81, "Shorten"),
        ("email", "", "Write your e-mail address."),
        ("email", "grace", "does not look like"),
        ("email", "a@b.example,c@d.example", "does not look like"),
        ("email", "grace@heed.example\r\nBcc: x@y.example", "does not look like"),
        ("password", "short", "at least 12 characters"),
        ("password", "x" * 129, "at most 128 characters"),
        ("password", "Passw0rd1234!", "easy to guess"),
        ("password", "grace-hopper-2024", "easy to guess"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_kept(
    browser: Browser, letters: list, field: str, value: str, says: str
) -> None:
    page = browser.post("/sign-up", {**FORM, field: value})

    assert page.status_code == 422
    assert says in page.text
    assert re.search(r'role="alert" tabindex="-1" autofocus', page.text)
    assert f'href="#{field}"' in page.text
    assert PASSWORD not in page.text
    if field != "name":
        assert "Grace Hopper" in page.text
    assert letters == []
    assert session.scalar(select(User.id)) is None
