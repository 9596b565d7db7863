"""Whoever is about to ask for what was asked before sees why it is alike, votes in its place, and
the portal counts that it was found."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.ideas.models import Idea
from app.people.models import User
from tests.chromium import OpenWindow

pytestmark = pytest.mark.browser
TYPED = "Tell me before the link to my bank expires"
QUALITY = "/manage/duplicates/quality"


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_duplicate_becomes_a_vote_and_is_counted(
    open_window: OpenWindow, idea: Idea, ben: User, marta: User, has_script: bool
) -> None:
    page = open_window(ben, java_script_enabled=has_script)
    page.goto("/ideas/new")
    page.get_by_label("Your idea in one sentence").fill(TYPED)
    if not has_script:
        page.get_by_role("button", name="Post").click()
    card = page.locator("#similar article")
    expect(card).to_contain_text("You share:")
    expect(card.locator("mark", has_text="expires").first).to_be_visible()

    card.get_by_role("button", name="Vote for this instead").click()
    expect(page.get_by_text("Voted.").first).to_be_visible()
    page.goto(f"/ideas/{idea.reference}")
    expect(page.get_by_role("button", name="You voted for")).to_be_visible()

    quality = open_window(marta, java_script_enabled=has_script)
    quality.goto(QUALITY)
    figure = quality.locator("dl.progress > div", has_text="voted instead of posting a copy")
    expect(figure).to_contain_text("1 of 1")
