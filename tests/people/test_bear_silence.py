"""A provider that is down, slow or odd: everybody else signs in, and nobody waits five seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from time import monotonic
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.core import http
from app.core.clock import now
from app.people.models import User
from tests.browsers import Browser
from tests.people.fake_provider import Provider, running_provider
from tests.people.signing_in_elsewhere import (
    come_in,
    connect_portal,
    how_many_sessions,
    sent_back,
    sent_there,
)
from tests.personas import PASSWORD

LONGEST = 5.0
Answer = Callable[[BaseHTTPRequestHandler], None]
DISCOVERY = "/.well-known/openid-configuration"


def says_nothing(provider: Provider) -> Answer:
    return lambda asked: provider.is_over.wait(30) and None


def drips(provider: Provider) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
        while not provider.is_over.wait(0.2):
            try:
                asked.wfile.write(b" ")
            except OSError:
                return

    return answer


def sends(text: bytes, status: int = 200) -> Callable[[Provider], Answer]:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        asked.send_header("Content-Length", str(len(text)))
        asked.send_header("Location", "/secret")
        asked.end_headers()
        asked.wfile.write(text)

    return lambda _provider: answer


def ask(browser: Browser) -> tuple[int, str, float]:
    """Going there, and back if it comes so far: the last answer and how long it took."""
    begun = monotonic()
    answer = browser.post("/sign-in/elsewhere", {"next": "/me"})
    if answer.status_code == 303:
        way = sent_back(answer.location)
        begun = monotonic()
        answer = browser.get(way)
    return answer.status_code, answer.text, monotonic() - begun


FAULTS = {
    "silent": says_nothing,
    "dripping": drips,
    "html": sends(b"<html>"),
    "a list": sends(b"[]"),
    "redirect": sends(b"", 302),
    "failing": sends(b"no", 500),
}
# Each takes its four seconds, and all are handled alike.
LONG = [("silent", "/jwks"), ("dripping", DISCOVERY), ("dripping", "/token")]


def every_fault() -> Iterator[Any]:
    for path in (DISCOVERY, "/token", "/jwks"):
        for name, fault in FAULTS.items():
            marks = [pytest.mark.prove] if (name, path) in LONG else []
            yield pytest.param(path, fault, id=f"{name}-{path}", marks=marks)


@pytest.mark.parametrize(("path", "fault"), list(every_fault()))
def test_whoever_waits_is_shown_the_other_ways_in(
    app: Flask, ada: User, root: User, provider: Provider, path: str, fault: Callable
) -> None:
    connect_portal(provider, root)
    provider.answers[path] = fault(provider)
    browser = Browser(app)
    status, page, took = ask(browser)
    assert status == 503
    assert "does not answer just now" in page
    assert "We could not sign you in" in page
    assert took < LONGEST
    assert provider.asked["/secret"] == 0
    assert how_many_sessions() == 0
    form = {"email": ada.email, "password": PASSWORD, "next": "/me"}
    assert browser.post("/sign-in", form).location == "/me"

    del provider.answers[path]
    later = timedelta(minutes=6) if path == "/jwks" else timedelta()
    with time_machine.travel(now() + later):  # keys are asked for once in five minutes
        assert come_in(Browser(app)).location == "/me"


def test_one_that_is_down_is_said_in_words(app: Flask, root: User) -> None:
    with running_provider() as gone:
        connect_portal(gone, root)
    status, page, took = ask(Browser(app))
    assert (status, took < LONGEST) == (503, True)
    assert "Example login does not answer just now. Sign in another way" in page


def test_one_that_may_not_be_asked_any_more_breaks_no_page(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    http.install([])
    assert Browser(app).get("/sign-in").status_code == 200
    status, page, _took = ask(Browser(app))
    assert (status, "does not answer just now" in page) == (503, True)


def test_it_may_be_silent_about_itself_once_it_is_known(
    app: Flask, ada: User, root: User, provider: Provider
) -> None:
    connect_portal(provider, root)
    sent_there(Browser(app))
    provider.answers[DISCOVERY] = says_nothing(provider)
    assert come_in(Browser(app)).location == "/me"
