"""A manager's decision through the panel on the idea's page."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session
from app.ideas.models import Idea, StatusChange
from app.ideas.urls import idea_url
from app.people.models import User
from tests.browsers import Browser


def status_of(idea: Idea) -> str:
    session.rollback()
    return session.get_one(Idea, idea.id).status.key


def test_the_panel_says_how_many_will_be_told(
    browser: Browser, app: Flask, idea: Idea, ben: User, marta: User
) -> None:
    Browser(app).sign_in(ben).post(f"/ideas/{idea.reference}/vote")

    page = browser.sign_in(marta).get(idea_url(idea)).text

    assert "everyone following (2)" in page
    assert "Send to 2 people" in page
    assert "Send to Ada only" in page


def test_a_manager_changes_the_status_with_a_word(
    browser: Browser, idea: Idea, marta: User
) -> None:
    browser.sign_in(marta)
    form = {"status": "reviewing", "body": "We look at it this month."}
    answer = browser.post(f"/ideas/{idea.reference}/reply", form)

    assert (answer.status_code, answer.location) == (303, idea_url(idea))
    assert status_of(idea) == "reviewing"
    page = browser.get(idea_url(idea)).text
    assert "We look at it this month." in page
    assert "The status is now “Under review”." in page
    assert "idea.status" in set(session.scalars(select(AuditEntry.action)))


def test_a_decision_that_needs_a_reason_is_refused_without(
    browser: Browser, idea: Idea, marta: User
) -> None:
    browser.sign_in(marta)
    page = browser.post(f"/ideas/{idea.reference}/reply", {"status": "declined", "body": " "})

    assert page.status_code == 422
    assert "People deserve a reason here" in page.text
    assert '<option selected value="declined">' in page.text
    assert status_of(idea) == "new"


def test_the_same_status_again_needs_something_new_to_say(
    browser: Browser, idea: Idea, marta: User
) -> None:
    page = browser.sign_in(marta).post(f"/ideas/{idea.reference}/reply", {"status": "new"})

    assert page.status_code == 409
    assert "The idea already has this status." in page.text


def test_an_unknown_status_keeps_the_note(browser: Browser, idea: Idea, marta: User) -> None:
    form = {"status": "dreaming", "body": "It will come"}
    page = browser.sign_in(marta).post(f"/ideas/{idea.reference}/reply", form)

    assert page.status_code == 422
    assert "There is no status called “dreaming”." in page.text
    assert "It will come" in page.text


def test_a_decision_sent_twice_is_one(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    form = {"status": "planned", "body": "For spring."}
    for _ in range(2):
        assert browser.post(f"/ideas/{idea.reference}/reply", form).status_code == 303
    assert len(list(session.scalars(select(StatusChange)))) == 1


def test_nobody_else_decides(
    browser: Browser, app: Flask, idea: Idea, ada: User, jun: User
) -> None:
    form = {"status": "planned"}
    for person in (ada, jun):
        reader = Browser(app).sign_in(person)
        assert reader.post(f"/ideas/{idea.reference}/reply", form).status_code == 403
        assert "Send to" not in reader.get(idea_url(idea)).text
    assert browser.post(f"/ideas/{idea.reference}/reply", form).status_code == 401
    assert status_of(idea) == "new"


def test_the_answer_says_how_many_hear_of_it(
    browser: Browser, app: Flask, idea: Idea, ada: User, ben: User, marta: User
) -> None:
    Browser(app).sign_in(ben).post(f"/ideas/{idea.reference}/vote")
    address = f"/ideas/{idea.reference}/reply"

    browser.sign_in(marta).post(address, {"status": "planned", "body": "For spring."})
    assert "The status is now “Planned”. 2 people hear of it." in browser.get(idea_url(idea)).text

    for person in (ada, ben):
        Browser(app).sign_in(person).post(f"/ideas/{idea.reference}/unfollow")
    browser.post(address, {"status": "in_progress", "body": "Begun."})
    page = browser.get(idea_url(idea)).text
    assert "The status is now “In progress”." in page
    assert "hear of it" not in page
