"""From an idea to an improvement that shipped, in a browser without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.core.db import session
from app.ideas.models import Idea, Phase
from app.people.models import User
from tests.chromium import OpenWindow
from tests.journeys.steps import heading

pytestmark = pytest.mark.browser
LIST = "/manage/improvements"


def test_promote_rate_rank_and_ship(
    open_window: OpenWindow, idea: Idea, jun: User, marta: User
) -> None:
    page = open_window(marta, java_script_enabled=False)
    page.goto(f"/ideas/{idea.reference}")
    page.get_by_role("link", name="Promote it to an improvement").click()
    heading(page, "Promote 1 idea to an improvement")
    _promote(page)
    heading(page, "Bank links that warn")

    page.get_by_role("link", name="Change what goes into the score").click()
    page.get_by_label("Impact").select_option("2")
    page.get_by_label("Confidence").fill("0.8")
    page.get_by_label("Effort").fill("1.25")
    page.get_by_label("Value").fill("8")
    page.get_by_role("button", name="Keep the ratings").click()
    expect(page.get_by_text("1 × 2 × 0.8 ÷ 1.25")).to_be_visible()

    page.goto(f"{LIST}/new")
    page.get_by_label("Name of the improvement").fill("Something else")
    page.get_by_label("Why there is no owner").fill("Just begun.")
    page.get_by_role("button", name="Make the improvement").click()
    heading(page, "Something else")

    _rank_second_first(page)
    page.goto(f"{LIST}/I-1")
    page.get_by_role("link", name="To “Shipped”").click()
    page.get_by_label("What the people who asked read").fill("It warns a week ahead.")
    page.get_by_role("button", name="Move it and tell 1 person").click()
    expect(page.get_by_text("1 idea is now “Shipped”.")).to_be_visible()

    session.rollback()
    assert session.get_one(Idea, idea.id).status.phase is Phase.SHIPPED


def _promote(page: Page) -> None:
    page.get_by_label("Name of the improvement").fill("Bank links that warn")
    page.get_by_role("button", name="Promote 1 idea").click()
    expect(page.get_by_role("alert")).to_contain_text("Without an owner and a metric")
    page.get_by_label("Who answers for it").select_option("Jun Sato")
    page.get_by_label("Metric it should move").select_option("Organisations asking")
    page.get_by_label("Later").check()
    page.get_by_role("button", name="Promote 1 idea").click()


def _rank_second_first(page: Page) -> None:
    page.goto(LIST)
    rows = page.locator("table.ranking tbody tr[id]")
    expect(rows.first).to_contain_text("Bank links that warn")
    row = page.locator("tr#I-2 + tr")
    expect(row).to_be_hidden()
    page.locator("tr#I-2 summary").click()
    expect(row.get_by_text("Not measured yet: impact, confidence, effort.")).to_be_visible()

    page.get_by_role("link", name="Move Something else up").click()
    expect(page).to_have_url(re.compile("open=I-2&place=1$"))
    form = page.locator("#move-I-2")
    form.get_by_label("Why, in a sentence").fill("The board asked.")
    form.get_by_role("button", name="Move it").click()
    expect(rows.first).to_contain_text("Something else")
    expect(rows.first).to_contain_text("By hand, from 2")
