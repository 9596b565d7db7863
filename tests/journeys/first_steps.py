"""What an administrator does before anybody else comes in: the seven lines of the first steps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.databases import settings_of
from tests.journeys.portal import TOP, wait_for
from tests.journeys.steps import heading, set_up_authenticator
from tests.personas import PASSWORD
from tests.telling.mail_server import MailServer

ADMIN = "root@heed.example"
MANAGER = "marta@heed.example"
ROWS = 200


def set_up(folder: Path) -> str:
    """The path of the link that `flask setup` prints."""
    command = [sys.executable, "-m", "flask", "setup", "--admin-email", ADMIN]
    environment = {**os.environ, **settings_of(folder)}
    said = subprocess.run(
        command, cwd=TOP, env=environment, capture_output=True, text=True, check=True
    )
    return urlsplit(said.stdout.split()[-1]).path


def take_first_steps(
    page: Page, link: str, server: MailServer, sheet: Path, open_window: Callable[..., Page]
) -> Page:
    """From the printed link until all seven lines are ticked; returns the window of the manager
    who was invited on the way."""
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set it and sign in").click()
    set_up_authenticator(page)
    page.goto("/manage/start")
    heading(page, "Before you let people in")
    _save(page, "Choose a name", {"Name": "Larch", "Company": "Larch Accounting"}, "name and look")
    _save(page, "Decide who may come in", {}, "this sentence")
    page.goto("/manage/start")
    page.get_by_role("button", name="Begin with this").first.click()
    _save(page, "Decide what to promise", {"Working days until a first answer": "3"}, "promise")
    page.goto("/manage/start")
    page.get_by_role("button", name="Send a test to me").click()
    wait_for(lambda: server.mails_to(ADMIN))
    _bring_ideas(page, sheet)
    manager = _invite_manager(page, server, open_window)
    page.goto("/manage/start")
    expect(page.get_by_text("All 7 done")).to_be_visible()
    return manager


def write_sheet(path: Path) -> Path:
    rows = (
        f"x-{number},Wish {number} about {_topic(number)},Because of reason {number}.,"
        f"person{number % 40}@elsewhere.example,2026-01-{number % 28 + 1:02}"
        for number in range(1, ROWS + 1)
    )
    path.write_text("\n".join(["id,title,body,author email,created", *rows]) + "\n")
    return path


def _topic(number: int) -> str:
    return ("ledgers", "receipts", "payroll", "stock", "tax returns")[number % 5]


def _save(page: Page, begin: str, fields: dict[str, str], saved: str) -> None:
    page.goto("/manage/start")
    page.get_by_role("link", name=begin).click()
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role(
        "button", name=re.compile(f"Save (this )?{saved.removeprefix('this ')}")
    ).click()
    expect(page.locator("[data-said], .toast").first).to_be_attached()


def _bring_ideas(page: Page, sheet: Path) -> None:
    page.goto("/manage/start")
    page.get_by_role("link", name="Choose a file").click()
    page.get_by_label("Your file").set_input_files(sheet)
    page.get_by_role("button", name="Look at this file").click()
    heading(page, "Say what each column is")
    page.get_by_role("button", name=f"Import {ROWS} rows").click()
    expect(page.get_by_text(f"{ROWS} ideas are here now")).to_be_visible(timeout=20_000)


def _invite_manager(page: Page, server: MailServer, open_window: Callable[..., Page]) -> Page:
    page.goto("/manage/start")
    page.get_by_role("link", name="Invite colleagues").click()
    page.get_by_label("E-mail addresses").fill(MANAGER)
    page.get_by_label("They may").select_option("manager")
    page.get_by_role("button", name="Send the invitations").click()
    letter = wait_for(lambda: server.mails_to(MANAGER))[0].get_body(("plain",))
    assert letter is not None
    found = re.search(r"http://\S+(/invite/\S+)", letter.get_content())
    assert found is not None
    manager = open_window()
    manager.goto(found[1])
    manager.get_by_label("Your name").fill("Marta de Vries")
    manager.get_by_label("Choose a password").fill(PASSWORD)
    manager.get_by_role("button", name="Come in").click()
    expect(manager.get_by_text("Welcome! You are signed in.")).to_be_visible()
    set_up_authenticator(manager)
    return manager
