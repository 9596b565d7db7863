"""From the roadmap to an answer whether it helped, without a script running."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.core.db import session
from app.ideas.models import Idea, Phase
from app.improvements.models import Horizon
from app.people.models import User
from app.roadmap.models import Precision
from tests.chromium import OpenWindow
from tests.journeys.steps import sign_in
from tests.roadmap.acts import improve, move, promise
from tests.telling.acts import decide

pytestmark = pytest.mark.browser


def test_want_it_wait_for_it_and_say_whether_it_helped(
    open_window: OpenWindow, idea: Idea, ben: User, marta: User
) -> None:
    improvement = improve("Bank links that warn", idea, horizon=Horizon.NOW, owner_id=marta.id)
    promise(improvement, date(2035, 3, 1), Precision.MONTH, by=marta)
    page = open_window(java_script_enabled=False)

    page.goto("/roadmap")
    expect(page.get_by_text("By March 2035")).to_be_visible()
    page.get_by_role("link", name="I want this too").click()
    sign_in(page, ben)
    page.get_by_role("button", name="I want this too").click()
    expect(page.get_by_text(f"Your vote is with “{idea.title}”")).to_be_visible()
    expect(page.get_by_text("You want this")).to_be_visible()
    expect(page.get_by_text("2 people from 2 organisations asked")).to_be_visible()

    manager = open_window(marta, java_script_enabled=False)
    _move_the_date(manager)
    page.reload()
    expect(page.get_by_text("Was March: the bank is slow")).to_be_visible()

    decide(idea, Phase.SHIPPED, by=marta)
    move(improvement, Horizon.SHIPPED, by=marta)
    session.rollback()
    _tell_of_it(manager)
    page.goto("/updates")
    page.get_by_role("link", name="Warned in time").click()
    expect(page.get_by_text("We ask those who asked.")).to_be_visible()

    page.goto(f"/ideas/{idea.reference}/fixed?answer=yes")
    expect(page.get_by_label("Yes")).to_be_checked()
    page.get_by_role("button", name="Send my answer").click()
    page.goto("/roadmap")
    expect(page.get_by_text("So far 1 yes, 0 partly, 0 no.")).to_be_visible()
    expect(page.get_by_text("June 2035, kept")).to_be_visible()


def _move_the_date(page: Page) -> None:
    page.goto("/roadmap")
    page.get_by_role("link", name="Its date").click()
    page.get_by_label("By", exact=True).fill("2035-06-01")
    page.get_by_label("Why it moves").fill("the bank is slow")
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_text("The date is given.")).to_be_visible()


def _tell_of_it(page: Page) -> None:
    page.goto("/manage/updates/new?improvement=I-1")
    page.get_by_label("What is new").fill("Warned in time")
    page.get_by_label("What people can do now").fill("A note a week ahead.")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Publish and tell 2 people").click()
    expect(page.get_by_text("Published. 2 people hear of it.")).to_be_visible()
