from __future__ import annotations

import threading

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.people.asked_letters import send_asked_letters
from app.people.errors import LinkOver
from app.people.models import AskedLetter, User
from app.people.passwords import fits
from app.people.service import reset
from app.web.audit_words import said
from tests.browsers import Browser
from tests.personas import PASSWORD

NEW = "seven-wooden-herons"


def test_the_letter_leads_to_a_new_password_once(app: Flask, ada: User, letters: list) -> None:
    phone = Browser(app).sign_in(ada)
    browser = Browser(app)
    assert browser.post("/forgot", {"email": ada.email}).location == "/letter-sent"
    send_asked_letters()
    (letter,) = letters
    assert letter.purpose == "reset"
    assert "Choose a new password" in browser.get(letter.path).text

    refused = browser.post(letter.path, {"password": "short"})
    assert refused.status_code == 422
    assert browser.post(letter.path, {"password": NEW}).status_code == 303

    assert fits(NEW, ada.password_hash)
    assert not fits(PASSWORD, ada.password_hash)
    kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.reset_password"))
    entry = kept.one()
    assert (entry.actor_id, entry.subject) == (ada.id, f"users:{ada.uid}")
    assert said(entry) == "Set another password by a link sent to them."
    assert phone.get("/sign-in").status_code == 200, "other devices are signed out"
    again = browser.post(letter.path, {"password": "eight-wooden-herons"})
    assert again.status_code == 404
    assert "no longer works" in again.text
    assert fits(NEW, ada.password_hash)


def test_asking_is_answered_alike_for_unknown_addresses(
    app: Flask, ada: User, letters: list
) -> None:
    known = Browser(app).post("/forgot", {"email": ada.email})
    unknown = Browser(app).post("/forgot", {"email": "nobody@heed.example"})
    send_asked_letters()

    assert (known.status_code, known.location, known.text) == (
        unknown.status_code,
        unknown.location,
        unknown.text,
    )
    assert [letter.email for letter in letters] == [ada.email]


def test_the_door_looks_nobody_up_and_the_worker_writes_once(
    app: Flask, ada: User, letters: list
) -> None:
    for email in (ada.email, "nobody@heed.example"):
        Browser(app).post("/forgot", {"email": email})
    assert letters == []
    assert len(session.scalars(select(AskedLetter)).all()) == 2
    send_asked_letters()
    send_asked_letters()
    assert [letter.email for letter in letters] == [ada.email]
    assert session.scalars(select(AskedLetter)).all() == []


def test_the_link_dies_after_half_an_hour(browser: Browser, ada: User) -> None:
    with writing():
        path = reset.reset_path(ada)
    with time_machine.travel(now().timestamp() + 29 * 60, tick=False):
        assert browser.get(path).status_code == 200
    with time_machine.travel(now().timestamp() + 31 * 60, tick=False):
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"password": NEW}).status_code == 404


def test_the_link_dies_with_the_address_and_the_account(browser: Browser, ada: User) -> None:
    with writing():
        path = reset.reset_path(ada)
    with writing():
        ada.email_key = "ada@elsewhere.example"
    assert browser.get(path).status_code == 404
    with writing():
        ada.email_key = "ada@heed.example"
        ada.deactivated_at = now()
    assert browser.get(path).status_code == 404


def test_a_new_password_makes_older_links_worthless(browser: Browser, ada: User) -> None:
    with writing():
        older, newer = reset.reset_path(ada), reset.reset_path(ada)
    browser.post(newer, {"password": NEW})
    assert Browser(browser.app).get(older).status_code == 404


def test_setting_a_password_confirms_the_address(browser: Browser, ada: User) -> None:
    with writing():
        ada.confirmed_at = ada.welcomed_at = None
        path = reset.reset_path(ada)
    browser.post(path, {"password": NEW})
    assert ada.is_active
    assert browser.get("/sign-in").status_code == 303


def test_of_50_parallel_redeems_one_succeeds(app: Flask, ada: User) -> None:
    with writing():
        secret = reset.reset_path(ada).rpartition("/")[2]
    session.rollback()
    outcomes: list[str] = []
    together = threading.Barrier(50)

    def redeem(number: int) -> None:
        together.wait()
        try:
            with app.app_context(), writing():
                reset.set_password(secret, password_hash=f"hash {number}")
            outcomes.append("set")
        except LinkOver:
            outcomes.append("over")

    threads = [threading.Thread(target=redeem, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["over"] * 49 + ["set"]


def test_a_link_never_made_is_refused(app: Flask) -> None:
    with pytest.raises(LinkOver), writing():
        reset.set_password("x" * 43, password_hash="any")
