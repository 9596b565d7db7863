"""A manager gives an improvement its date, on a page with all the dates it had."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session
from app.ideas.models import Idea
from app.improvements.models import Horizon, Improvement
from app.people.models import User
from app.roadmap.models import Precision
from app.roadmap.queries.promises import history_of, open_promise
from tests.browsers import Browser
from tests.roadmap.acts import at, improve, promise
from tests.statements import statements

PATH = "/manage/improvements/I-1/promise"
MONDAY = at("2026-11-02T09:00:00+00:00")
pytestmark = pytest.mark.usefixtures("_on_monday")


@pytest.fixture
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def improvement(idea: Idea) -> Improvement:
    return improve("Bank links that warn", idea, horizon=Horizon.NOW)


def test_a_date_is_given_and_moved_with_a_reason(
    improvement: Improvement, marta: User, browser: Browser
) -> None:
    browser.sign_in(marta)
    assert "Why it moves" not in browser.get(PATH).text
    answer = browser.post(PATH, {"due_on": "2027-01-10", "precision": "month"})
    assert (answer.status_code, answer.location) == (303, PATH)

    held = open_promise(improvement)
    page = browser.get(PATH).text
    assert "Why it moves" in page
    assert "January 2027" in page
    moved = {"due_on": "2027-03-10", "precision": "month", "reason": "Bank audit", "seen": held.uid}
    assert browser.post(PATH, moved).status_code == 303

    page = browser.get(PATH).text
    assert "Moved" in page
    assert "Bank audit" in page
    assert [each.due_on for each in history_of(improvement)] == [
        date(2027, 3, 31),
        date(2027, 1, 31),
    ]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["promise.give", "promise.move"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"due_on": "soon", "precision": "month"}, "Give a day, as in 2027-03-31."),
        ({"due_on": "2027-01-10", "precision": "era"}, "Give a day, as in 2027-03-31."),
        ({}, "Give a day, as in 2027-03-31."),
        ({"due_on": "2020-01-10", "precision": "day"}, "This date has passed."),
    ],
)
def test_what_is_no_date_comes_back_with_the_reason(
    improvement: Improvement, marta: User, browser: Browser, form: dict[str, str], said: str
) -> None:
    answer = browser.sign_in(marta).post(PATH, form)
    assert answer.status_code == 422
    assert said in answer.text
    if form.get("due_on"):
        assert f'value="{form["due_on"]}"' in answer.text
    assert history_of(improvement) == []


def test_the_second_sees_what_the_first_decided_and_keeps_their_text(
    improvement: Improvement, marta: User, root: User, browser: Browser
) -> None:
    promise(improvement, date(2026, 12, 1), Precision.MONTH, by=root)
    form = {"due_on": "2027-02-01", "precision": "month", "reason": "The bank is slow"}
    answer = browser.sign_in(marta).post(PATH, {**form, "seen": ""})
    assert answer.status_code == 409
    assert "Someone gave another date meanwhile." in answer.text
    assert "The bank is slow" in answer.text
    held = open_promise(improvement)
    assert f'value="{held.uid}"' in answer.text, "the next press decides on what is shown"
    assert browser.post(PATH, {**form, "seen": held.uid}).status_code == 303


def test_only_managers_give_dates(
    improvement: Improvement, ada: User, jun: User, browser: Browser
) -> None:
    for person in (ada, jun):
        asking = Browser(browser.app).sign_in(person)
        assert asking.get(PATH).status_code == 403
        assert asking.post(PATH, {"due_on": "2027-01-10"}).status_code == 403
    assert browser.get(PATH).status_code == 302
    assert history_of(improvement) == []


def test_no_date_for_what_is_closed_or_not_there(
    improvement: Improvement, marta: User, browser: Browser
) -> None:
    improve("Shipped", horizon=Horizon.SHIPPED)
    browser.sign_in(marta)
    path = "/manage/improvements/I-2/promise"
    assert "takes no date" in browser.get(path).text
    assert browser.post(path, {"due_on": "2027-01-10", "precision": "day"}).status_code == 409
    assert browser.get("/manage/improvements/I-9/promise").status_code == 404


def test_a_long_history_costs_no_more(
    improvement: Improvement, marta: User, browser: Browser
) -> None:
    browser.sign_in(marta)
    promise(improvement, date(2027, 1, 1), by=marta)
    costs = []
    for _ in range(2):
        with statements() as sent:
            browser.get(PATH)
        costs.append(len(sent))
        for day in range(2, 9):
            promise(improvement, date(2027, 1, day), by=marta, reason="Later")
    assert costs[0] == costs[1] <= 10
