"""Privacy notes: read by anybody, agreed to by whoever comes in, kept with the day and the text."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import change
from app.people.asked_letters import send_asked_letters
from app.people.models import Consent, Purpose, Role, User
from app.people.privacy.erase import erase
from app.people.privacy.rows import rows_of
from app.people.queries import by_email
from app.people.service.consent import agree, edition
from app.people.service.links import make_link
from app.people.service.reset import reset_path
from tests.browsers import Browser
from tests.people.conftest import Letter
from tests.people.fake_provider import Provider
from tests.people.signing_in_elsewhere import connect_portal, sent_back
from tests.personas import PASSWORD, make_person

ADDRESS = "grace@heed.example"
FORM = {"name": "Grace Hopper", "email": ADDRESS, "password": PASSWORD}
NOTES = "We keep your **name** and address, to answer you."


@pytest.fixture
def notes(app: Flask, root: User) -> str:
    """The edition that stands."""
    with writing():
        change(root, privacy_notes=NOTES)
    return edition()


def shown(page: str) -> str:
    found = re.search(r'name="agreed" value="(\w+)"', page)
    assert found is not None
    return found[1]


def consents(person: User | None = None) -> list[str]:
    session.rollback()
    kept = select(Consent.edition)
    return list(session.scalars(kept if person is None else kept.filter_by(user_id=person.id)))


def test_without_notes_nobody_is_asked(browser: Browser, letters: list[Letter]) -> None:
    assert browser.get("/privacy").status_code == 404
    assert "/privacy" not in browser.get("/sign-up").text
    assert browser.post("/sign-up", FORM).status_code == 303
    browser.post(letters[0].path, {"password": PASSWORD})
    assert by_email(ADDRESS).is_active
    assert consents() == []
    assert "What you agreed to" not in browser.get("/me/data").text


def test_anybody_reads_them(browser: Browser, notes: str) -> None:
    page = browser.get("/privacy").text
    assert "<strong>name</strong>" in page
    assert notes in page
    assert 'href="/privacy"' in browser.get("/").text


def test_who_signs_up_agrees_first(browser: Browser, notes: str, letters: list[Letter]) -> None:
    refused = browser.post("/sign-up", FORM)
    assert refused.status_code == 422
    assert "say that you agree" in refused.text
    assert 'value="Grace Hopper"' in refused.text
    assert letters == []

    agreed = shown(browser.get("/sign-up").text)
    assert agreed == notes
    assert browser.post("/sign-up", {**FORM, "agreed": agreed}).status_code == 303
    assert consents() == [], "not before they came in"
    browser.post(letters[0].path, {"password": PASSWORD})
    assert consents(by_email(ADDRESS)) == [notes]
    assert f"as they stand now (edition {notes})" in browser.get("/me/data").text


def test_what_was_agreed_is_what_was_read(
    browser: Browser, notes: str, root: User, letters: list[Letter]
) -> None:
    with writing():
        change(root, privacy_notes="We sell all of it.")
    late = browser.post("/sign-up", {**FORM, "agreed": notes})
    assert late.status_code == 422
    assert "were changed just now" in late.text
    assert letters == []
    assert " checked" not in late.text


def test_a_second_letter_carries_it_too(
    browser: Browser, notes: str, letters: list[Letter]
) -> None:
    browser.post("/sign-up", {**FORM, "agreed": notes})
    browser.post("/confirm", {"email": ADDRESS})
    send_asked_letters()
    assert [each.purpose for each in letters] == ["confirm", "confirm"]
    browser.post(letters[1].path, {"password": PASSWORD})
    assert consents(by_email(ADDRESS)) == [notes]


@pytest.mark.parametrize("purpose", [Purpose.INVITE, Purpose.WELCOME])
def test_who_was_asked_in_agrees_first(
    browser: Browser, notes: str, root: User, purpose: Purpose
) -> None:
    with writing():
        person = User(name="Grace", email=ADDRESS, email_key=ADDRESS)
        session.add(person)
        session.flush()
        path = make_link(person, purpose, role=Role.CUSTOMER.value, by=root.id)
    form = {"name": "Grace Hopper", "password": PASSWORD}
    assert browser.post(path, form).status_code == 422
    assert browser.post(path, {**form, "agreed": shown(browser.get(path).text)}).status_code == 303
    assert consents(by_email(ADDRESS)) == [notes]


def test_who_never_was_in_agrees_before_a_link_lets_them_in(
    app: Flask, browser: Browser, notes: str, ada: User, ben: User
) -> None:
    with writing():
        ada.confirmed_at = None
        first = make_link(ada, Purpose.ENTER, onward="/me")
        again = make_link(ben, Purpose.ENTER, onward="/me")
    assert browser.post(first).status_code == 422
    form = {"agreed": shown(browser.get(first).text)}
    assert browser.post(first, form).location == "/me"
    assert consents(ada) == [notes]
    other = Browser(app)
    assert 'name="agreed"' not in other.get(again).text
    assert other.post(again).location == "/me"
    assert consents(ben) == []


def test_who_never_was_in_agrees_before_a_new_password_lets_them_in(
    app: Flask, browser: Browser, notes: str, ada: User, ben: User
) -> None:
    with writing():
        ada.confirmed_at = None
        first, again = reset_path(ada), reset_path(ben)
    form = {"password": "seven-wooden-herons"}
    assert browser.post(first, form).status_code == 422
    assert not ada.is_active
    form["agreed"] = shown(browser.get(first).text)
    assert browser.post(first, form).location == "/"
    assert consents(ada) == [notes]
    other = Browser(app)
    assert 'name="agreed"' not in other.get(again).text
    assert other.post(again, form).location == "/"
    assert consents(ben) == []


@pytest.mark.parametrize("is_old", [False, True])
def test_who_comes_from_elsewhere_without_having_agreed_stays_outside(
    app: Flask, notes: str, root: User, provider: Provider, is_old: bool
) -> None:
    connect_portal(provider, root)
    with writing():
        change(root, sign_up="anyone")
    browser = Browser(app)
    there = browser.post("/sign-in/elsewhere", {"agreed": notes} if is_old else {})
    with writing():
        change(root, privacy_notes=f"{NOTES} And your votes.")
    back = browser.get(sent_back(there.location), follow_redirects=True)
    assert "were changed just now" in back.text
    assert shown(back.text) == edition() != notes
    assert by_email("ada@heed.example") is None


@pytest.mark.parametrize("was_known", [False, True])
def test_who_comes_from_elsewhere_agrees_on_the_way(
    app: Flask, notes: str, root: User, provider: Provider, was_known: bool
) -> None:
    connect_portal(provider, root)
    with writing():
        change(root, sign_up="anyone")
    person = make_person("Ada Lovelace") if was_known else None
    browser = Browser(app)
    there = browser.post(
        "/sign-in/elsewhere", {"next": "/me", "agreed": shown(browser.get("/sign-in").text)}
    )
    assert browser.get(sent_back(there.location)).location == "/me"
    ada = by_email("ada@heed.example")
    assert person in (None, ada)
    assert consents(ada) == ([] if was_known else [notes])


def test_ones_data_says_when_the_notes_were_changed_since(
    app: Flask, ada: User, root: User, notes: str
) -> None:
    browser = Browser(app).sign_in(ada)
    assert "agreed to none" in browser.get("/me/data").text
    with writing():
        agree(ada, notes)
        agree(ada, notes)
        change(root, privacy_notes=f"{NOTES} And your votes.")
    assert consents(ada) == [notes]
    page = browser.get("/me/data").text
    assert f"of that day (edition {notes})" in page
    assert "changed since" in page
    assert [each["edition"] for each in dict(rows_of(ada))["consents"]] == [notes]
    with writing():
        erase(ada, actor=root)
    assert consents() == []


def test_an_administrator_writes_them_and_puts_them_back(app: Flask, root: User) -> None:
    browser = Browser(app).sign_in(root)
    page = "/manage/settings/privacy"

    def read() -> str:
        return re.search(r'name="read"[^>]*value="(\w+)"', browser.get(page).text)[1]

    long = browser.post(page, {"read": read(), "privacy_notes": "x" * 10_001})
    assert long.status_code == 422
    saved = browser.post(page, {"read": read(), "privacy_notes": f"{NOTES}\r\n\r\nMore."})
    assert saved.location == page
    first = shown(Browser(app).get("/sign-up").text)
    browser.post(page, {"read": read(), "privacy_notes": "Other"})
    changed = browser.get(page).text
    assert "wrote other privacy notes" in changed
    browser.post(re.search(r'action="(/manage/settings/put-back/[\w-]+)"', changed)[1])
    assert shown(Browser(app).get("/sign-up").text) == first, "the same text is the same edition"
