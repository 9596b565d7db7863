"""A passkey from its first day to its last, in a browser with a device of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import select

from app.core.db import session, writing
from app.people.models import User, UserSession
from tests.bench.processes import free_port
from tests.chromium import OpenWindow, served_at
from tests.conftest import opened


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def app(data_dir: Path, port: int) -> Iterator[Flask]:
    """Browsers make passkeys for names only."""
    with opened(data_dir, HEED_BASE_URL=f"http://localhost:{port}") as made:
        yield made


@pytest.fixture
def served(app: Flask, port: int) -> Iterator[str]:
    with served_at(app, port):
        yield f"http://localhost:{port}"


class Device:
    """What asks for a finger in this window, and gets it unless `refuses`."""

    def __init__(self, page: Page) -> None:
        self.tools: CDPSession = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        self.id = self._do(
            "addVirtualAuthenticator",
            options={
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            },
        )["authenticatorId"]

    def refuses(self, *, does: bool = True) -> None:
        self._do("setUserVerified", authenticatorId=self.id, isUserVerified=not does)

    def keys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._do("getCredentials", authenticatorId=self.id)[
            "credentials"
        ]
        return found

    def _do(self, what: str, **more: Any) -> Any:
        return self.tools.send(f"WebAuthn.{what}", more)


def test_a_passkey_is_added_signs_in_and_is_removed(ada: User, open_window: OpenWindow) -> None:
    page = open_window(ada)
    device = Device(page)
    page.goto("/security")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("Ada's laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("From now on it signs you in")).to_be_visible()
    expect(page.get_by_text("Ada's laptop").first).to_be_visible()
    (key,) = device.keys()
    assert key["rpId"] == "localhost"

    page.get_by_label("What you call it").fill("The same again")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("A passkey of this device is here already.")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/sign-in?next=/me")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"\d/me$"))
    assert device.keys()[0]["signCount"] > key["signCount"]

    page.goto("/security/passkeys")
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey was not accepted").first).to_be_visible()


def test_a_device_that_refuses_signs_nobody_in(ada: User, open_window: OpenWindow) -> None:
    page = open_window(ada)
    device = Device(page)
    page.goto("/security/passkeys")
    page.get_by_label("What you call it").fill("Laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("From now on it signs you in")).to_be_visible()
    page.context.clear_cookies()
    device.refuses()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey came from your device")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_says_again_who_it_is(ada: User, open_window: OpenWindow) -> None:
    page = open_window(ada)
    Device(page)
    page.goto("/security/passkeys")
    page.get_by_label("What you call it").fill("Laptop")
    grow_old()
    page.get_by_role("button", name="Add it").click()
    page.get_by_label("Your password").fill("quiet-harbour-lantern")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Press the button once more").first).to_be_visible()
    expect(page.get_by_label("What you call it")).to_have_value("Laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("From now on it signs you in")).to_be_visible()

    grow_old()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


def test_nothing_is_offered_without_script(open_window: OpenWindow) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)


def test_nothing_is_offered_where_the_browser_knows_none(open_window: OpenWindow) -> None:
    page = open_window()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)


def grow_old() -> None:
    """Every session was proven long ago."""
    with writing():
        for each in session.scalars(select(UserSession)):
            each.proven_at = each.proven_at.replace(year=2020)
