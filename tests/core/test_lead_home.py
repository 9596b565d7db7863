"""Wherever a request says where to go on to, the answer leads to an address of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.web.requests import safe_next
from app.ideas.models import Idea
from app.people.models import User
from tests.browsers import Browser
from tests.conftest import opened
from tests.contract.test_headers_everywhere import path_of
from tests.people.evil_addresses import EVIL_ADDRESSES

HOME = "http://localhost/"
NAMES = ("next", "onward", "url", "target", "to", "return", "back", "redirect", "continue")


def is_ours(location: str | None) -> bool:
    """As a browser reads it: without tabs and line ends, and with \\ as /."""
    if location is None:
        return True
    read = "".join(letter for letter in location.strip() if ord(letter) > 31).replace("\\", "/")
    return urlsplit(urljoin(HOME, read)).netloc == "localhost"


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """Without limits: they would answer before a target is read."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


def addresses(app: Flask, idea: Idea) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if not _is_for_programs(rule):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, path_of(rule, idea)


def _is_for_programs(rule: Rule) -> bool:
    return rule.rule.startswith(("/api/", "/assets/", "/static/"))


def test_the_corpus_becomes_a_path_of_ours() -> None:
    assert len(set(EVIL_ADDRESSES)) >= 60
    assert [target for target in EVIL_ADDRESSES if not is_ours(safe_next(target))] == []
    assert safe_next("/ideas/H-1?sort=new#talk") == "/ideas/H-1?sort=new#talk"


@pytest.mark.parametrize("asker", ["nobody", "root"])
def test_no_address_leads_away(
    app: Flask, idea: Idea, request: pytest.FixtureRequest, asker: str
) -> None:
    """Every address, told under each name that a target goes by."""
    person = None if asker == "nobody" else request.getfixturevalue(asker)
    assert led_away(app, idea, person, ["//evil.example"]) == []


@pytest.mark.prove
@pytest.mark.parametrize("asker", ["nobody", "root"])
def test_no_address_leads_away_whatever_it_is_told(
    app: Flask, idea: Idea, request: pytest.FixtureRequest, asker: str
) -> None:
    person = None if asker == "nobody" else request.getfixturevalue(asker)
    assert led_away(app, idea, person, EVIL_ADDRESSES) == []
    print(f"\nRedirects as {asker}: {len(EVIL_ADDRESSES)} targets, 0 led away")


def led_away(
    app: Flask, idea: Idea, asker: User | None, targets: Sequence[str]
) -> list[tuple[str, str, str]]:
    found = []
    everywhere = [each for each in addresses(app, idea) if each != ("POST", "/sign-out")]
    for number, target in enumerate(targets):
        browser = Browser(app)
        if asker is not None:
            browser.sign_in(asker)
        for method, path in everywhere:
            answer = told(browser, method, path, target, f"198.51.100.{number}")
            if not is_ours(answer.headers.get("Location")):
                found.append((method, path, target))
    return found


def told(browser: Browser, method: str, path: str, target: str, place: str) -> TestResponse:
    """The answer to whom all names of a target lead to `target`, and the page before too."""
    wanted = dict.fromkeys(NAMES, target)
    more = {"query_string": wanted, "environ_overrides": {"REMOTE_ADDR": place}}
    if target.isascii() and target.isprintable():
        more["headers"] = {"Referer": target}
    return browser.get(path, **more) if method == "GET" else browser.post(path, wanted, **more)


def test_the_eye_of_this_test_sees() -> None:
    assert is_ours("/a//b")
    assert is_ours("http://localhost/a")
    for evil in ("//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"):
        assert not is_ours(evil), evil


def test_signing_out_leads_home(app: Flask, ada: User) -> None:
    for target in EVIL_ADDRESSES[:20]:
        answer = Browser(app).sign_in(ada).post("/sign-out", {"next": target})
        assert (answer.status_code, answer.location) == (303, "/")
