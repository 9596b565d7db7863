"""Pictures of the pages people meet first, from demonstration data.

python -m tests.journeys.screenshots FOLDER
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.bench.processes import free_port, serving
from tests.chromium import running_chromium
from tests.journeys.steps import sign_in

TOP = Path(__file__).parents[2]
CUSTOMER, ADMIN = "customer@heed.example", "admin@heed.example"
TYPED = "Send payment reminders in the customer’s language"
DETAILS = "My German customers ignore English reminders. Politely, but they do."
WIDTHS = {"desktop": 1280, "mobile": 390}
THEMES = ("light", "dark")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heed-pictures-") as data_dir:
        settings = {"HEED_DATA_DIR": data_dir}
        flask = [sys.executable, "-m", "flask"]
        subprocess.run([*flask, "demo"], check=True, cwd=TOP, env={**os.environ, **settings})
        password = Path(data_dir, "demo_password").read_text().strip()
        port = free_port()
        serve = [*flask, "serve", "--port", str(port), "--workers", "1"]
        with serving(serve, port, cwd=TOP, env=settings), running_chromium() as chromium:
            for size, theme in product(WIDTHS, THEMES):
                url = f"http://127.0.0.1:{port}"
                _take_all(_window(chromium, url, size, theme), password, folder, f"{size}-{theme}")


def _window(chromium: Chromium, url: str, size: str, theme: str) -> Page:
    viewport = {"width": WIDTHS[size], "height": 900 if size == "desktop" else 844}
    context = chromium.new_context(base_url=url, locale="en-GB", viewport=viewport)
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    return context.new_page()


def _take_all(page: Page, password: str, folder: Path, way: str) -> None:
    page.goto("/sign-in")
    _take(page, folder / f"sign-in-{way}.png")
    for reader, pages in PAGES.items():
        page.goto("/sign-in")
        sign_in(page, reader, password=password)
        for name, show in pages.items():
            show(page)
            _take(page, folder / f"{name}-{way}.png")
        page.context.clear_cookies(name="session")
    page.context.close()


def _take(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, animations="disabled")


def _show_board(page: Page) -> None:
    page.goto("/")


def _show_idea(page: Page) -> None:
    page.goto("/?sort=top")
    page.locator(".idea").filter(has=page.locator(".reply-line")).first.get_by_role(
        "link"
    ).first.click()
    expect(page.get_by_role("heading", name="The journey of this idea")).to_be_visible()


def _show_form(page: Page) -> None:
    page.goto("/ideas/new")
    page.get_by_label("Your idea in one sentence").fill(TYPED)
    page.get_by_label("What were you trying to do").fill(DETAILS)
    expect(page.locator("#similar article").first).to_be_visible()


def _show_yours(page: Page) -> None:
    page.goto("/me")


def _open(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


PAGES: dict[str, dict[str, Callable[[Page], None]]] = {
    CUSTOMER: {
        "board": _show_board,
        "idea": _show_idea,
        "submit": _show_form,
        "me": _show_yours,
    },
    ADMIN: {
        "start": _open("/manage/start"),
        "settings": _open("/manage/settings/coming-in"),
        "people": _open("/manage/people"),
    },
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
