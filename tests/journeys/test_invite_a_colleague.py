"""An administrator asks a colleague in; the colleague opens the letter and is in, as what they were
asked to be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.ideas.models import Board
from app.people.models import User
from tests.journeys.portal import Portal, wait_for
from tests.journeys.steps import heading, sign_in
from tests.personas import PASSWORD

pytestmark = pytest.mark.browser
ADDRESS = "grace@heed.example"


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_invite_and_come_in(portal: Portal, root: User, board: Board, has_script: bool) -> None:
    desk = portal.open_window(java_script_enabled=has_script)
    desk.goto("/manage/start")
    sign_in(desk, root)
    heading(desk, "Before you let people in")
    desk.get_by_role("link", name="Invite colleagues").click()
    invite(desk, f"{ADDRESS}\nnot an address")
    expect(desk.get_by_role("alert")).to_contain_text("nothing was sent yet: not an address")
    expect(desk.get_by_label("E-mail addresses")).to_have_value(f"{ADDRESS}\nnot an address")
    invite(desk, ADDRESS)
    expect(desk.get_by_role("link", name=ADDRESS)).to_be_visible()

    colleague = portal.open_window(java_script_enabled=has_script)
    link = link_in_letter(portal)
    colleague.goto(link)
    heading(colleague, "You are invited to Heed")
    colleague.get_by_label("Your name").fill("Grace Hopper")
    colleague.get_by_label("Choose a password").fill("short")
    colleague.get_by_role("button", name="Come in").click()
    expect(colleague.get_by_role("alert")).to_be_visible()
    expect(colleague.get_by_label("Your name")).to_have_value("Grace Hopper")
    colleague.get_by_label("Choose a password").fill(PASSWORD)
    colleague.get_by_role("button", name="Come in").click()
    expect(colleague.get_by_text("Welcome! You are signed in.")).to_be_visible()

    stranger = portal.open_window(java_script_enabled=has_script)
    stranger.goto(link)
    heading(stranger, "This link no longer works")
    desk.goto("/manage/people?show=staff")
    expect(desk.get_by_role("row", name="Grace Hopper")).to_contain_text("Employee")


def invite(page: Page, addresses: str) -> None:
    page.get_by_label("E-mail addresses").fill(addresses)
    page.get_by_label("They may").select_option("employee")
    page.get_by_role("button", name="Send the invitations").click()


def link_in_letter(portal: Portal) -> str:
    letter = wait_for(lambda: portal.mail_server.mails_to(ADDRESS))[0]
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{re.escape(portal.url)}/invite/\S+", body.get_content())
    assert found is not None, body.get_content()
    return found[0]
