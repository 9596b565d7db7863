"""The inbox in a browser: with keys, on a phone, with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.ideas.models import Board, Idea
from app.people.models import User
from tests.chromium import OpenWindow
from tests.ideas.many import make_ideas

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def test_what_one_wants_to_do_fills_the_form_and_keeps_the_words(
    open_window: OpenWindow, idea: Idea, marta: User
) -> None:
    page = open_window(marta)
    page.goto("/manage/inbox")
    page.get_by_label("Your answer").fill("Which bank is it?")
    page.get_by_role("link", name="Ask", exact=True).click()

    expect(page.get_by_label("Your answer")).to_have_value("Which bank is it?")
    expect(page.get_by_label("Status then")).to_have_value("needs_information")
    expect(page.get_by_label("Ada only")).to_be_checked()
    expect(page.get_by_role("button", name="Send to Ada only")).to_be_visible()

    page.get_by_label("everyone following").check()
    expect(page.get_by_role("button", name="Send to 1 person")).to_be_visible()
    page.get_by_label("Status then").select_option("planned")
    expect(page.get_by_label("everyone following")).to_be_checked()
    page.get_by_label("Status then").select_option("needs_information")
    expect(page.get_by_label("Ada only")).to_be_checked()
    expect(page.locator(".verdicts [aria-current]")).to_have_text("Ask")


def test_without_a_script_the_same_is_a_page(
    open_window: OpenWindow, idea: Idea, marta: User
) -> None:
    page = open_window(marta, java_script_enabled=False)
    page.goto("/manage/inbox")
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.get_by_label("Status then")).to_have_value("needs_information")
    page.get_by_label("Your answer").fill("Which bank is it?")
    page.get_by_role("button", name="Send to Ada only").click()
    expect(page.get_by_text("Sent to Ada only.")).to_be_visible()
    expect(page.get_by_role("heading", name="Everyone has an answer")).to_be_visible()


def test_keys_move_through_the_list_and_open(
    open_window: OpenWindow, board: Board, ada: User, marta: User
) -> None:
    make_ideas(board, ada, 3)
    page = open_window(marta)
    page.goto("/manage/inbox")
    expect(page.locator("#item-title")).to_have_text("Idea 1")
    page.keyboard.press("j")
    expect(page.locator(".queue").get_by_role("link", name="Idea 2")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#item-title")).to_have_text("Idea 2")


def test_a_phone_shows_the_list_then_the_idea_and_keeps_the_filter(
    open_window: OpenWindow, board: Board, ada: User, marta: User
) -> None:
    make_ideas(board, ada, 3)
    page = open_window(marta, viewport=PHONE)
    page.goto("/manage/inbox?show=open&board=product")
    expect(page.locator("#item-title")).to_be_hidden()
    page.get_by_role("link", name="Idea 2").click()
    expect(page.get_by_label("Your answer")).to_be_visible()
    expect(page.locator(".queue")).to_be_hidden()
    expect(page).to_have_url("/manage/inbox/H-2?show=open&board=product")
    page.get_by_role("main").get_by_role("link", name="Inbox").click()
    expect(page.locator(".queue")).to_be_visible()
    expect(page).to_have_url("/manage/inbox?idea=H-2&show=open&board=product")
