"""Somebody new makes an account, opens the letter and is where they wanted to go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.ideas.models import Board
from tests.journeys.portal import Portal, wait_for
from tests.journeys.steps import heading, sign_in
from tests.personas import PASSWORD

pytestmark = pytest.mark.browser
ADDRESS = "grace@heed.example"


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_sign_up_and_confirm(portal: Portal, board: Board, has_script: bool) -> None:
    page = portal.open_window(java_script_enabled=has_script)
    page.goto("/ideas/new?title=Print+labels")
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    sign_up(page)
    link = link_in_letter(portal)
    page.goto(link)
    heading(page, "Is this you?")
    confirm(page, "not-what-i-chose")
    expect(page.get_by_role("alert")).to_contain_text("not the password that was chosen")
    confirm(page, PASSWORD)
    expect(page.get_by_text("Your address is confirmed.")).to_be_visible()
    expect(page.get_by_label("Your idea in one sentence")).to_have_value("Print labels")

    elsewhere = portal.open_window(java_script_enabled=has_script)
    elsewhere.goto(link)
    heading(elsewhere, "This link no longer works")
    elsewhere.goto("/sign-in")
    sign_in(elsewhere, ADDRESS)


def sign_up(page: Page) -> None:
    form = page.get_by_role("main")
    form.get_by_label("Your name").fill("Grace Hopper")
    form.get_by_label("E-mail").fill(ADDRESS)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign up").click()
    heading(page, "Look in your mail")


def confirm(page: Page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm and sign in").click()


def link_in_letter(portal: Portal) -> str:
    letter = wait_for(lambda: portal.mail_server.mails_to(ADDRESS))[0]
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{re.escape(portal.url)}/confirm/\S+", body.get_content())
    assert found is not None, body.get_content()
    return found[0]
