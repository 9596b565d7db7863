"""A ballot is answered by its numbers: 1 to 9, and 0 for 10, while the focus is in the card."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from app.people.models import User
from tests.chromium import OpenWindow
from tests.councils import acts

pytestmark = pytest.mark.browser
TITLES = ("Hold a return open", "Match bank lines")


@pytest.fixture
def ballot(root: User, marta: User, ada: User) -> str:
    """The address of one of two cards, which Ada may answer."""
    council = acts.council("Product council", marta, by=root)
    acts.join(council, ada, by=marta)
    acts.begin(council, *TITLES, by=marta)
    return f"/councils/{council.slug}/rounds/1/ballot"


def score(page: Page, about: str, number: int) -> Locator:
    scale = page.get_by_role("group", name=about)
    return scale.get_by_role("radio", name=str(number), exact=True)


def test_two_numbers_answer_a_card_and_the_next_one_comes(
    open_window: OpenWindow, ballot: str, ada: User
) -> None:
    page = open_window(ada)
    page.goto(f"{ballot}#card")
    expect(page.get_by_role("region", name="Proposal 1 of 2")).to_be_focused()
    expect(page.get_by_text("Keys 1 to 9 and 0 for 10")).to_be_visible()
    page.keyboard.press("0")
    expect(score(page, "Importance", 10)).to_be_checked()
    expect(page.locator("[data-said]")).to_contain_text("Importance")
    page.keyboard.press("3")
    expect(score(page, "Satisfaction", 3)).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="Proposal 2 of 2")).to_be_focused()
    page.goto(f"{ballot}?card=1")
    expect(score(page, "Importance", 10)).to_be_checked()
    expect(score(page, "Satisfaction", 3)).to_be_checked()


def test_a_number_goes_to_the_scale_that_has_the_focus(
    open_window: OpenWindow, ballot: str, ada: User
) -> None:
    page = open_window(ada)
    page.goto(ballot)
    score(page, "Satisfaction", 1).focus()
    page.keyboard.press("7")
    expect(score(page, "Satisfaction", 7)).to_be_checked()
    expect(score(page, "Satisfaction", 7)).to_be_focused()
    page.keyboard.press("8")
    expect(score(page, "Satisfaction", 8)).to_be_checked()
    expect(
        page.get_by_role("group", name="Importance").get_by_role("radio", checked=True)
    ).to_have_count(0)


def test_numbers_elsewhere_are_no_answers(open_window: OpenWindow, ballot: str, ada: User) -> None:
    """Outside the card, in a text, with another key held, or turned off."""
    page = open_window(ada)
    page.goto(ballot)
    page.keyboard.press("9")
    page.get_by_label("What would you want us to know?").focus()
    page.keyboard.type("90 days")
    expect(page.get_by_label("What would you want us to know?")).to_have_value("90 days")
    page.get_by_label("With my name").first.focus()
    page.keyboard.press("Alt+9")
    page.keyboard.press("Control+9")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("9")
    expect(page.locator("[data-scale] :checked")).to_have_count(0)


def test_without_a_script_no_keys_are_promised(
    open_window: OpenWindow, ballot: str, ada: User
) -> None:
    page = open_window(ada, java_script_enabled=False)
    page.goto(ballot)
    expect(page.get_by_text("Proposal 1 of 2")).to_be_visible()
    expect(page.get_by_text("Keys 1 to 9")).to_be_hidden()
