"""A browser with a screen, a portal for it to look at, and an eye on what goes wrong in it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)
from werkzeug.serving import make_server

from app.people.models import User
from tests.browsers import Browser
from tests.requirements import missing

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 10_000  # milliseconds
OpenWindow = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One for all tests of a process; each window has cookies and storage of its own."""
    with running_chromium() as browser:
        yield browser


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the test's own portal, served from this process, without its worker."""
    with served_at(app, 0) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def served_at(app: Flask, port: int) -> Iterator[int]:
    """The portal at a port of this machine, at any free one for 0."""
    answering = Answering(app)
    server = make_server("127.0.0.1", port, answering, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()
    answering.wait()


class Answering:
    """Knows how many requests are being answered: a window that closes does not wait for its own,
    and they would hold on to a database that is let go."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._changed = threading.Condition()
        self._requests = 0

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self._count(1)
        try:
            with closing(self._app(environ, start_response)) as answer:
                return list(answer)
        finally:
            self._count(-1)

    def wait(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._requests == 0, PATIENCE / 1000)

    def _count(self, change: int) -> None:
        with self._changed:
            self._requests += change
            self._changed.notify_all()


@pytest.fixture
def open_window(app: Flask, chromium: Chromium, served: str) -> Iterator[OpenWindow]:
    """Opens a window onto the portal, of nobody or of `person`; more options are Chromium's."""
    with watched_windows(chromium, served) as open_any:

        def open_one(person: User | None = None, theme: str = "", **options: Any) -> Page:
            page = open_any(**options)
            page.context.add_cookies(
                [
                    {"name": name, "value": value, "url": served}
                    for name, value in _cookies(app, person, theme)
                ]
            )
            return page

        yield open_one


def _cookies(app: Flask, person: User | None, theme: str) -> Iterator[tuple[str, str]]:
    if person is not None:
        kept = Browser(app).sign_in(person).client.get_cookie("session")
        assert kept is not None
        yield "session", kept.value
    if theme:
        yield "theme", theme


@contextmanager
def watched_windows(chromium: Chromium, url: str) -> Iterator[OpenWindow]:
    """Opens windows of people who share nothing. What the console says in any of them, what
    fails in a script, and a request that leaves the portal fail the test at the end."""
    watch, contexts = Watch(url), []

    def open_one(**options: Any) -> Page:
        context = chromium.new_context(base_url=url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    try:
        yield open_one
    finally:
        for context in contexts:
            context.close()
    if watch.complaints():
        pytest.fail("\n".join(watch.complaints()))


class Watch:
    """What should not have happened in a browser."""

    def __init__(self, url: str) -> None:
        self.home = urlsplit(url).netloc
        self.seen: list[tuple[str, str]] = []
        self.refusals: set[str] = set()

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.seen.append((str(error.error), "")))
        context.on("request", self._check_host)
        context.on("response", self._note_refusal)

    def complaints(self) -> list[str]:
        """Chromium also reports each answer of 404 or 422, which is no fault of a page."""
        return [
            text
            for text, where in self.seen
            if not (where in self.refusals and text.startswith("Failed to load resource"))
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        self.seen.append((message.text, message.location.get("url", "")))

    def _check_host(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self.home:
            self.seen.append((f"{request.url} is another host", ""))

    def _note_refusal(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in ("document", "fetch"):
            self.refusals.add(response.url)
