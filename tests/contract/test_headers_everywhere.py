"""Every answer, whatever it is and whatever went wrong, carries the headers of trust.md section 5,
and no page holds a script or a style of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.db import writing
from app.core.settings import change
from app.ideas.models import Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.conftest import opened
from tests.roadmap.acts import improve

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\s(?:style|on[a-z]+)=\"", re.IGNORECASE)
JSON = {"Accept": "application/json"}
# Only these pages hold a form that anyone may send, so only they start a session for its token.
DOORS = {"people.sign_in", "people.sign_up", "people.forgot", "core.theme"}


@pytest.fixture
def addresses(app: Flask, idea: Idea) -> list[tuple[str, str, str]]:
    """Method, path and endpoint of everything that is served."""
    return [
        (method, path_of(rule, idea), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    ]


@pytest.mark.parametrize("role", ["nobody", "ada", "root"])
def test_every_address(
    app: Flask,
    browser: Browser,
    addresses: list[tuple[str, str, str]],
    request: pytest.FixtureRequest,
    role: str,
) -> None:
    if role != "nobody":
        browser.sign_in(request.getfixturevalue(role))
    assert len(addresses) > 50
    for method, path, endpoint in addresses:
        response = browser.client.open(path, method=method)
        assert response.status_code < 500 or endpoint == "web.ready", f"{method} {path}"
        if endpoint != "people.sign_out":
            assert_guarded(response, f"{method} {path}")
            assert_kept_by_nobody(response, endpoint, role)


@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (400, "POST", "/sign-in", {"data": {"email": "without a token"}}),
        (400, "POST", "/sign-in", {"data": {"email": "without a token"}, "headers": JSON}),
        (404, "GET", "/nothing-here", {}),
        (404, "GET", "/assets/nothing.css", {}),
        (404, "GET", "/api/v1/nothing", {}),
        (404, "GET", "/ideas/H-999999", {}),
        (405, "DELETE", "/", {}),
        (405, "TRACE", "/", {}),
        (413, "POST", "/sign-in", {"data": {"email": "x" * 1_100_000}}),
        (415, "POST", "/sign-in", {"json": {"email": "x"}}),
        (401, "GET", "/api/v1/boards", {"headers": {"Authorization": "Bearer wrong"}}),
        (422, "GET", "/?sort=sideways", {}),
        (500, "GET", "/progress", {}),
        (500, "GET", "/progress", {"headers": JSON}),
        (500, "GET", "/progress", {"headers": {"Heed-Fragment": "1"}}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_refusal(
    app: Flask,
    browser: Browser,
    board: Board,
    status: int,
    method: str,
    path: str,
    more: dict[str, object],
) -> None:
    app.view_functions["web.progress"] = lambda: 1 // 0
    response = browser.client.open(path, method=method, **more)
    assert response.status_code == status
    assert_guarded(response, path)
    assert "Traceback" not in response.text
    assert "ZeroDivisionError" not in response.text


def test_a_refused_form(browser: Browser, ada: User, board: Board) -> None:
    response = browser.sign_in(ada).post("/ideas", {"title": ""})
    assert response.status_code == 422
    assert_guarded(response, "/ideas")


def test_https_is_kept_and_its_cookie_belongs_to_the_host(data_dir: Path) -> None:
    with opened(data_dir, HEED_BASE_URL="https://ideas.example") as app:
        response = Browser(app).get("/sign-in", base_url="https://ideas.example")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie.split("; ")
    assert "Domain" not in cookie


def test_without_https_no_browser_is_bound_to_it(browser: Browser) -> None:
    response = browser.get("/sign-in")
    assert "Strict-Transport-Security" not in response.headers
    assert response.headers["Set-Cookie"].startswith("session=")


def test_only_sites_an_admin_named_frame_the_roadmap(
    idea: Idea, ada: User, browser: Browser
) -> None:
    improve("Bank links that warn", idea)
    with writing():
        change(None, embed_origins="https://www.example.com\nhttp://localhost:8080/")
    framed = {
        **GUARDS,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": POLICY.replace(
            "frame-ancestors 'none'",
            "frame-ancestors https://www.example.com http://localhost:8080",
        ),
    }
    for reading in (browser, Browser(browser.app).sign_in(ada)):
        answer = reading.get("/embed/roadmap")
        assert answer.status_code == 200
        assert {name: answer.headers[name] for name in framed} == framed
        assert "Set-Cookie" not in answer.headers
        assert INLINE.findall(answer.text) == []
        assert "<script" not in answer.text
        assert "<form" not in answer.text
    assert_guarded(browser.get("/roadmap"), "/roadmap")
    assert_guarded(browser.get("/embed/anything"), "/embed/anything")


def path_of(rule: Rule, idea: Idea) -> str:
    """The rule's address with something in each of its places; an idea that exists."""
    _domain, path = rule.build(dict(_values(rule, idea)), append_unknown=False) or ("", "")
    return path


def _values(rule: Rule, idea: Idea) -> Iterator[tuple[str, object]]:
    for name in rule.arguments:
        if name in ("reference", "idea", "name_of_idea"):
            yield name, idea.reference
        elif name in ("uid", "organisation_id"):
            yield name, idea.uid
        elif name == "kind":
            yield name, "topics"
        elif name == "slug":
            yield name, "product"
        elif name == "number":
            yield name, 1
        elif name == "year":
            yield name, 2026
        else:
            yield name, "something"


def assert_guarded(response: TestResponse, where: str) -> None:
    for name, value in GUARDS.items():
        assert response.headers.get(name) == value, f"{where}: {name}"
    assert "camera=()" in response.headers["Permissions-Policy"], where
    assert response.headers.get("Cache-Control"), f"{where}: Cache-Control"
    assert "Werkzeug" not in response.headers.get("Server", "")
    if response.mimetype == "text/html":
        assert INLINE.findall(response.text) == [], where


def assert_kept_by_nobody(response: TestResponse, endpoint: str, role: str) -> None:
    """What somebody signed in reads stays out of every cache, and a mere reader gets no cookie.
    Only the favicon is the same for everyone."""
    if endpoint == "assets.serve" and response.status_code == 200:
        assert "Set-Cookie" not in response.headers
    elif role != "nobody":
        assert response.headers["Cache-Control"] == "no-store", endpoint
    elif endpoint not in DOORS:
        assert "Set-Cookie" not in response.headers, endpoint
