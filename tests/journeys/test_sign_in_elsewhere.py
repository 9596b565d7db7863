"""The whole way in Chromium: an administrator names a provider, and a customer comes in by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.core.db import writing
from app.core.settings import change
from app.people.models import User
from tests.journeys.portal import running_portal
from tests.journeys.steps import sign_in
from tests.people.fake_provider import CLIENT, SECRET, Provider, running_provider
from tests.telling.mail_server import MailServer

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere() -> Iterator[Provider]:
    with running_provider() as running:
        running.shows_page = True
        yield running


def test_an_administrator_names_a_provider_and_a_customer_comes_in_by_it(
    app: Flask,
    ada: User,
    root: User,
    chromium: Chromium,
    data_dir: Path,
    mail_server: MailServer,
    elsewhere: Provider,
) -> None:
    with writing():
        change(None, second_factor_for_staff=False)
    inside, said = urlsplit(elsewhere.issuer).netloc, []
    with running_portal(data_dir, mail_server, HEED_INSIDE=inside) as url:
        windows = [chromium.new_context(base_url=url, locale="en-GB") for _each in range(2)]
        admin, customer = (window.new_page() for window in windows)
        for page in (admin, customer):
            page.on("console", lambda message: said.append(message.text))
        name_provider(admin, elsewhere, root)
        come_in(customer)
        disconnect(customer)
        for window in windows:
            window.close()
    assert said == []
    assert elsewhere.faults == []


def name_provider(page: Page, elsewhere: Provider, root: User) -> None:
    page.goto("/sign-in?next=/manage/settings/elsewhere")
    sign_in(page, root)
    page.get_by_label("Name on the button").fill("Larch")
    page.get_by_label("Issuer").fill(elsewhere.issuer)
    page.get_by_label("Client ID").fill(CLIENT)
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_label("Domains it speaks for").fill("heed.example")
    page.get_by_label("Show the button").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("It answers, and is what it says it is")).to_be_visible()


def come_in(page: Page) -> None:
    page.goto("/sign-in?next=/me")
    page.get_by_role("button", name="Continue with Larch").click()
    page.get_by_role("link", name="Go on as Ada").click()
    expect(page).to_have_url(re.compile("/me$"))
    expect(page.get_by_role("link", name="Notices")).to_be_visible()


def disconnect(page: Page) -> None:
    """And connect again, from inside."""
    page.goto("/security")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("It is not connected any more")).to_be_visible()
    page.get_by_role("button", name="Connect Larch").click()
    page.get_by_role("link", name="Go on as Ada").click()
    expect(page.get_by_text("From now on you may sign in with Larch")).to_be_visible()
