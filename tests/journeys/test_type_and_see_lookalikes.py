"""While somebody types, ideas like theirs appear beside the form, and nothing jumps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from app.ideas.models import Idea, Phase
from app.people.models import User
from tests.chromium import OpenWindow
from tests.telling.acts import decide

pytestmark = pytest.mark.browser
SIMILAR = "**/ideas/similar?**"


@pytest.fixture
def form(open_window: OpenWindow, idea: Idea, ben: User) -> Page:
    """Ben is about to ask for what Ada asked for."""
    page = open_window(ben)
    page.goto("/ideas/new")
    return page


def test_asks_once_after_a_pause(form: Page) -> None:
    asked: list[str] = []
    form.on("request", lambda request: "/similar" in request.url and asked.append(request.url))
    form.clock.install(time=0)
    form.clock.pause_at(1000)  # on a busy machine typing takes its time
    title = form.get_by_label("Your idea in one sentence")

    title.press_sequentially("Wa")
    form.clock.run_for(1000)
    assert asked == [], "two letters are too few to look for"

    title.press_sequentially("rn me bank")
    form.clock.run_for(299)
    assert asked == [], "somebody who types is not interrupted"

    form.clock.run_for(1)
    expect(card(form)).to_be_visible()
    assert len(asked) == 1


def test_an_answer_that_comes_too_late_is_dropped(form: Page) -> None:
    held: list[Route] = []
    form.route(SIMILAR, lambda route: held.append(route))
    title = form.get_by_label("Your idea in one sentence")
    title.fill("Warn me before the bank link expires")
    with form.expect_event("requestfailed", lambda request: "/similar" in request.url):
        expect(form.locator("#similar as-you-type")).to_have_attribute("aria-busy", "true")
        title.fill("Something about xylophones")
    form.unroute(SIMILAR)
    title.fill("Something about xylophones and zithers")

    expect(form.get_by_role("heading", name="Nobody has asked for this yet")).to_be_visible()
    expect(card(form)).to_have_count(0)


def test_voting_instead_keeps_the_page_and_what_was_typed(form: Page, idea: Idea) -> None:
    form.get_by_label("Your idea in one sentence").fill("Warn me before the bank link ends")
    form.get_by_label("What were you trying to do").fill("Our feed stopped on a Friday.")
    card(form).get_by_role("button", name="Vote for this instead").click()

    expect(card(form).get_by_text("Voted.")).to_be_visible()
    expect(card(form).get_by_role("status")).to_be_focused()
    assert form.url.endswith("/ideas/new")
    form.get_by_role("link", name="Open the idea").click()
    expect(form.get_by_role("button", name="You voted for")).to_be_visible()
    expect(form.get_by_text("Our feed stopped on a Friday.")).to_be_visible()


def test_a_vote_that_comes_too_late_changes_nothing(form: Page, idea: Idea, marta: User) -> None:
    form.get_by_label("Your idea in one sentence").fill("Warn me before the bank link ends")
    vote = card(form).get_by_role("button", name="Vote for this instead")
    expect(vote).to_be_visible()
    decide(idea, Phase.SHIPPED, by=marta)
    vote.click()

    expect(form.locator(".toast")).to_contain_text("clos")
    expect(vote).to_be_enabled()


def test_mine_is_different_folds_the_card_and_undo_brings_it_back(form: Page) -> None:
    title = form.get_by_label("Your idea in one sentence")
    title.fill("Warn me before the bank link ends")
    vote = card(form).get_by_role("button", name="Vote for this instead")
    card(form).get_by_role("button", name="Mine is different").click()
    expect(vote).to_be_hidden()
    expect(card(form).get_by_role("button", name="Undo")).to_be_focused()

    with form.expect_response(SIMILAR):
        title.fill("Warn me before the bank link expires")
    expect(card(form).get_by_role("button", name="Undo")).to_be_visible()
    expect(vote).to_be_hidden()

    card(form).get_by_role("button", name="Undo").click()
    expect(vote).to_be_visible()
    expect(card(form).get_by_role("button", name="Mine is different")).to_be_focused()


def card(form: Page) -> Locator:
    return form.locator("#similar article")
