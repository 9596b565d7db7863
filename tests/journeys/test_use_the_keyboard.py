"""Everything can be done without a mouse, in an order that follows the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.ideas.models import Board, Idea
from app.people.models import User
from tests.chromium import OpenWindow

pytestmark = pytest.mark.browser


def test_the_skip_link_leads_past_the_bar(open_window: OpenWindow, idea: Idea) -> None:
    page = open_window()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_tab_order_follows_the_form(open_window: OpenWindow, board: Board, ada: User) -> None:
    page = open_window(ada)
    page.goto("/ideas/new")
    title = page.get_by_label("Your idea in one sentence")
    title.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("What were you trying to do")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Images")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Post this idea")).to_be_focused()


def test_what_has_the_focus_is_framed(open_window: OpenWindow, idea: Idea, ben: User) -> None:
    page = open_window(ben)
    page.goto("/")
    stops = walk(page)
    assert len(stops) > 10
    assert [words for words, is_framed in stops if not is_framed] == []


def test_vote_and_withdraw_by_keyboard(open_window: OpenWindow, idea: Idea, ben: User) -> None:
    page = open_window(ben)
    page.goto("/")
    page.get_by_role("button", name="1 person. Vote for").focus()
    page.keyboard.press("Enter")
    voted = page.get_by_role("button", name="2 people. You voted for")
    expect(voted).to_be_focused()
    expect(page.get_by_text("Voted. 2 people.")).to_be_attached()

    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="1 person. Vote for")).to_be_focused()


def test_single_keys_lead_through_the_list(open_window: OpenWindow, idea: Idea, ben: User) -> None:
    page = open_window(ben)
    page.goto("/")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=idea.title)).to_be_focused()
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="2 people. You voted for")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jkv")
    expect(page.get_by_role("searchbox")).to_have_value("jkv")


def test_suggestions_open_and_close_by_keyboard(open_window: OpenWindow, idea: Idea) -> None:
    page = open_window()
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("bank link")
    suggestion = page.locator(".suggest a").first
    expect(suggestion).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(suggestion).to_be_focused()
    page.keyboard.press("Escape")
    expect(suggestion).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_have_value("bank link")
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    open_window: OpenWindow, board: Board, has_script: bool
) -> None:
    page = open_window(java_script_enabled=has_script)
    page.goto("/sign-in")
    page.get_by_label("E-mail").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("ada@heed.example")
    expect(page.get_by_label("E-mail")).to_have_value("ada@heed.example")


def walk(page: Page) -> list[tuple[str, bool]]:
    """What Tab stops at from the top to the end of the page, and whether it shows a frame."""
    stops: list[tuple[str, bool]] = []
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        stops.append(
            page.evaluate(
                """() => {
                    const focused = document.activeElement;
                    const framed = [focused, focused.parentElement, focused.closest("form")];
                    const shown = (each) => each && (getComputedStyle(each).outlineStyle !== "none"
                        || getComputedStyle(each).boxShadow !== "none");
                    return [focused.outerHTML.slice(0, 120), framed.some(shown)];
                }"""
            )
        )
        page.keyboard.press("Tab")
    return stops
