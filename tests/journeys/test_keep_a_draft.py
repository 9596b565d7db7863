"""What somebody typed outlives sign-in, a reload, an error and a form that was open too long."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.ideas.models import Board
from app.people.models import User
from tests.chromium import OpenWindow
from tests.journeys.steps import sign_in

pytestmark = pytest.mark.browser
TITLE = "Print labels for parcels"
BODY = "We write them by hand every evening."


@pytest.fixture
def written(open_window: OpenWindow, board: Board, ada: User) -> Page:
    """Ada's form, written but not sent; it says that the draft is kept."""
    page = open_window(ada)
    page.goto("/ideas/new")
    write(page)
    return page


def test_a_reload_keeps_it(written: Page) -> None:
    written.reload()
    has_the_draft(written)


def test_signing_in_again_keeps_it(written: Page, ada: User) -> None:
    written.context.clear_cookies()
    written.goto("/ideas/new")
    sign_in(written, ada)
    has_the_draft(written)


def test_a_session_that_ended_meanwhile_keeps_it(written: Page, ada: User) -> None:
    written.context.clear_cookies()
    written.get_by_role("button", name="Post this idea").click()
    written.goto("/ideas/new")
    sign_in(written, ada)
    has_the_draft(written)


def test_posting_ends_it(written: Page) -> None:
    written.get_by_role("button", name="Post this idea").click()
    expect(written.get_by_role("heading", level=1)).to_contain_text("Thank you")
    written.goto("/ideas/new")
    expect(written.get_by_label("Your idea in one sentence")).to_have_value("")


def test_signing_out_ends_it(written: Page, ada: User) -> None:
    """The next person at this device must not read it."""
    written.get_by_role("button", name="Your account").click()
    written.get_by_role("button", name="Sign out").click()
    expect(written.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    written.goto("/ideas/new")
    sign_in(written, ada)
    expect(written.get_by_label("Your idea in one sentence")).to_have_value("")


def test_where_nothing_may_be_stored_the_pages_work_all_the_same(
    open_window: OpenWindow, board: Board, ada: User
) -> None:
    page = open_window(ada)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    page.goto("/ideas/new")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_a_form_that_was_open_too_long_can_be_sent_again(
    open_window: OpenWindow, board: Board, ada: User
) -> None:
    page = open_window(ada, java_script_enabled=False)
    page.goto("/ideas/new")
    page.get_by_label("Your idea in one sentence").fill(TITLE)
    page.get_by_label("What were you trying to do").fill(f"{BODY}\nAnd every morning.")
    page.locator("#idea-form input[name=csrf_token]").evaluate("field => field.value = 'old'")
    page.get_by_role("button", name="Post this idea").click()

    expect(page.get_by_text("This form was open for too long")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_a_session_that_ended_meanwhile_keeps_it_without_a_script(
    open_window: OpenWindow, board: Board, ada: User
) -> None:
    page = open_window(ada, java_script_enabled=False)
    page.goto("/ideas/new")
    page.get_by_label("Your idea in one sentence").fill(TITLE)
    page.context.clear_cookies()
    page.get_by_role("button", name="Post this idea").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in on a new page").click()
    sign_in(opened.value, ada)

    # The new session has a token of its own, so the first press only brings the form up to date.
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Nothing is lost: send it again.")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def write(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill(TITLE)
    page.get_by_label("What were you trying to do").fill(BODY)
    expect(page.get_by_text("Draft saved on this device")).to_be_visible()


def has_the_draft(page: Page) -> None:
    expect(page.get_by_label("Your idea in one sentence")).to_have_value(TITLE)
    expect(page.get_by_label("What were you trying to do")).to_have_value(BODY)
