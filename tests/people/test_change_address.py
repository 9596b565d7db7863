"""Another e-mail address: asked for, confirmed from its own mailbox, and what it brings along."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Conflict
from app.core.settings import change
from app.people.models import OneTimeToken, Organisation, Purpose, Role, User, UserSession
from app.people.queries import by_email
from app.people.service import address as service
from app.people.service import security
from app.people.service.accounts import add_person
from app.people.service.links import make_link
from app.telling.jobs import send_outbox
from tests.browsers import Browser
from tests.conftest import opened
from tests.people.conftest import Letter
from tests.personas import PASSWORD, make_person
from tests.telling.mail_server import MailServer

NOON = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)
PAGE = "/security/address"
NEW = "ada@contoso.example"


def asked(browser: Browser, email: str = NEW) -> None:
    assert browser.post(PAGE, {"email": email}).location == PAGE


def link(letters: list[Letter]) -> str:
    return [each.path for each in letters if each.purpose == "address"][-1]


def test_it_changes_once_the_new_mailbox_confirms_it(
    app: Flask, ada: User, letters: list[Letter]
) -> None:
    browser, other = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
    before = session.scalars(select(UserSession.secret_hash)).all()
    asked(browser, "Ada@Contoso.example")
    assert "Open the link in that letter" in browser.get(PAGE).text
    assert by_email(NEW) is None
    page = browser.get(link(letters))
    assert "Ada@contoso.example" in page.text
    assert ada.email in page.text
    assert by_email(NEW) is None, "opening the link alone does nothing"

    assert browser.post(link(letters)).location == "/security"
    assert by_email(NEW).id == ada.id
    assert browser.get("/security").status_code == 200
    assert other.get("/security").status_code == 302, "signed out"
    assert not set(before) & set(session.scalars(select(UserSession.secret_hash)))
    assert [each.purpose for each in letters] == ["address", "address-asked", "address-changed"]
    assert "no longer works" in browser.get(link(letters)).text
    kept = select(AuditEntry.before, AuditEntry.after).where(AuditEntry.action == "user.address")
    assert session.execute(kept).one() == ({}, {}), "no address in what cannot be changed"
    entered = Browser(app).post("/sign-in", {"email": NEW, "password": PASSWORD})
    assert entered.status_code == 303


def test_the_letter_makes_no_old_session_fresh(
    app: Flask, ada: User, letters: list[Letter]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser(app).sign_in(ada)
        asked(browser)
        clock.shift(660)
        assert browser.post(link(letters)).location == "/security"
        assert browser.post(PAGE, {"email": "ada@fabrikam.example"}).status_code == 401


def test_who_is_written_to(app: Flask, ada: User, ben: User, mail_server: MailServer) -> None:
    browser, before = Browser(app).sign_in(ada), ada.email
    asked(browser, ben.email)
    asked(browser)
    with writing():
        secret = make_link(ada, Purpose.ADDRESS, email=NEW).rpartition("/")[2]
    with writing():
        service.change(ada, secret)
    send_outbox()
    told = {
        address: sorted(mail["subject"] for mail in mail_server.mails_to(address))
        for address in (ben.email, before, NEW)
    }
    assert told == {
        ben.email: ["This address has an account already"],
        NEW: ["Confirm your new e-mail address"],
        before: [
            "Your account has another e-mail address now",
            "Your account is to have another e-mail address",
            "Your account is to have another e-mail address",
        ],
    }


def test_a_taken_address_is_answered_like_a_free_one(
    app: Flask, ada: User, ben: User, letters: list[Letter]
) -> None:
    texts = []
    for email in (ben.email, NEW):
        browser = Browser(app).sign_in(ada)
        answer = browser.post(PAGE, {"email": email})
        texts.append((answer.status_code, answer.location, answer.text))
        assert f"We wrote to {email}" in browser.get(PAGE).text
    assert texts[0] == texts[1]
    assert [(each.email, each.purpose) for each in letters] == [
        (ben.email, "address-taken"),
        (ada.email, "address-asked"),
        (ada.email, "address"),
        (ada.email, "address-asked"),
    ]


def test_whom_others_wrote_down_is_told_of_no_account(
    app: Flask, ada: User, letters: list[Letter]
) -> None:
    """They may not know that they are; the key decides once they confirm that they are Ada."""
    with writing():
        add_person(NEW, name="Dana Represented")
    browser = Browser(app).sign_in(ada)
    asked(browser)
    assert [(each.email, each.purpose) for each in letters] == [
        (ada.email, "address"),
        (ada.email, "address-asked"),
    ]
    refused = browser.post(link(letters))
    assert refused.status_code == 409
    assert "of somebody who never came in" in refused.text
    assert by_email(NEW).name == "Dana Represented"


@pytest.mark.parametrize("email", ["", "somewhere", "a@b", "x" * 300 + "@heed.example"])
def test_what_is_no_address_is_given_back(app: Flask, ada: User, email: str) -> None:
    answer = Browser(app).sign_in(ada).post(PAGE, {"email": email})
    assert answer.status_code == 422
    assert "Your address is as it was" in answer.text


def test_the_present_address_is_no_other_one(app: Flask, ada: User) -> None:
    answer = Browser(app).sign_in(ada).post(PAGE, {"email": ada.email.upper()})
    assert answer.status_code == 422
    assert "This is your address already" in answer.text


def test_it_asks_for_a_fresh_proof(app: Flask, ada: User, letters: list[Letter]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser(app).sign_in(ada)
        clock.shift(660)
        assert browser.post(PAGE, {"email": NEW}).status_code == 401
        assert letters == []
        assert browser.post(PAGE, {"email": NEW, "proof": PASSWORD}).location == PAGE


def test_the_link_is_for_a_day_and_a_newer_one_ends_it(
    app: Flask, ada: User, letters: list[Letter]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser(app).sign_in(ada)
        asked(browser, "first@heed.example")
        first = link(letters)
        asked(browser)
        assert browser.post(first).status_code == 404
        clock.shift(24 * 3600 + 1)
        assert browser.post(link(letters)).status_code == 404
    assert by_email(NEW) is None


def test_who_gets_the_letter_by_a_slip_takes_over_nothing(
    app: Flask, ada: User, ben: User, letters: list[Letter]
) -> None:
    asked(Browser(app).sign_in(ada))
    assert Browser(app).post(link(letters)).status_code in (302, 303)
    assert Browser(app).sign_in(ben).post(link(letters)).status_code == 404
    assert by_email(NEW) is None


def test_another_password_stops_it(app: Flask, ada: User, letters: list[Letter]) -> None:
    browser = Browser(app).sign_in(ada)
    asked(browser)
    with writing():
        security.change_password(ada, "y")
    assert Browser(app).sign_in(ada).post(link(letters)).status_code == 404


def test_of_two_who_want_the_same_address_one_gets_it(data_dir: Path) -> None:
    with opened(data_dir) as app:
        people = [make_person("Ada Lovelace"), make_person("Ben Okri")]
        with writing():
            secrets = {
                person.id: make_link(person, Purpose.ADDRESS, email=NEW).rpartition("/")[2]
                for person in people
            }
        together, outcomes = threading.Barrier(2), []

        def confirm(person_id: int) -> None:
            with app.app_context():
                together.wait()
                try:
                    with writing():
                        service.change(session.get_one(User, person_id), secrets[person_id])
                    outcomes.append("changed")
                except Conflict:
                    outcomes.append("taken")

        threads = [threading.Thread(target=confirm, args=[each]) for each in secrets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.rollback()
        assert sorted(outcomes) == ["changed", "taken"]
        assert len(session.scalars(select(User).where(User.email == NEW)).all()) == 1


def moved_to(user: User, email: str) -> str | None:
    """The organisation they belong to with another address."""
    with writing():
        secret = make_link(user, Purpose.ADDRESS, email=email).rpartition("/")[2]
        service.change(user, secret)
    session.rollback()
    return user.organisation.name if user.organisation else None


def test_the_organisation_goes_with_the_domain(
    app: Flask, northwind: Organisation, contoso: Organisation
) -> None:
    by_domain = make_person("Eva Holt", organisation=northwind, email="eva@northwind.example")
    assert moved_to(by_domain, "eva@contoso.example") == "Contoso"
    assert moved_to(by_domain, "eva@mail.example") is None
    assert moved_to(by_domain, "eva@northwind.example") == "Northwind"
    chosen = make_person("Ian Chosen", organisation=northwind, email="ian@mail.example")
    assert moved_to(chosen, "ian@contoso.example") == "Northwind"
    colleague = make_person("Jun Sato", role=Role.EMPLOYEE, email="jun@heed.example")
    assert moved_to(colleague, "jun@contoso.example") is None


def test_who_came_in_by_a_domain_stays_within_the_domains(
    app: Flask, ada: User, root: User, letters: list[Letter]
) -> None:
    with writing():
        change(root, sign_up="domains", sign_up_domains=["heed.example", "larch.example"])
    refused = Browser(app).sign_in(ada).post(PAGE, {"email": NEW})
    assert refused.status_code == 422
    assert "larch.example" in refused.text
    asked(Browser(app).sign_in(ada), "ada@larch.example")
    invited = make_person("Ida Guest", email="ida@elsewhere.example")
    asked(Browser(app).sign_in(invited), "ida@mail.example")
    assert session.scalars(select(OneTimeToken.user_id)).all() == [ada.id, invited.id]
