"""What people do in more than one journey."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from app.people.models import User
from tests.personas import PASSWORD


def sign_in(page: Page, person: User | str, *, password: str = PASSWORD) -> None:
    """From the sign-in page, wherever it leads on to."""
    address = person if isinstance(person, str) else person.email
    assert address is not None
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Notices")).to_be_visible()


def heading(page: Page, words: str) -> None:
    """The page with this first heading is shown."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def set_up_authenticator(page: Page) -> None:
    """Where whoever looks after a portal is led before anything else."""
    heading(page, "Authenticator app")
    page.get_by_role("button", name="Begin").click()
    key = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("The code your app shows now").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Set it up").click()
    heading(page, "Keep these recovery codes")
    expect(page.locator("main code")).to_have_count(10)
