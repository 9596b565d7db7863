from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.people.models import User
from app.people.service import accounts, reset
from tests.browsers import Browser
from tests.conftest import opened
from tests.people.evil_addresses import EVIL_ADDRESSES
from tests.personas import PASSWORD

WRONG = "quiet-harbour-lamppost"


def open_form(browser: Browser, email: str, password: str = PASSWORD, **more: str):
    return browser.post("/sign-in", {"email": email, "password": password, **more})


def test_the_right_password_leads_back_to_where_one_came_from(browser: Browser, ada: User) -> None:
    page = browser.get("/sign-in?next=/ideas/H-1?sort=new")
    assert "Sign in to add your voice" in page.text
    assert 'name="next" value="/ideas/H-1?sort=new"' in page.text

    entered = open_form(browser, "ADA@heed.example ", next="/ideas/H-1?sort=new")

    assert (entered.status_code, entered.location) == (303, "/ideas/H-1?sort=new")
    assert browser.get("/sign-in?next=/updates").location == "/updates"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(app: Flask, ada: User) -> None:
    browser = Browser(app)
    token = browser.token()
    wrong = open_form(browser, "ada@heed.example", WRONG, csrf_token=token)
    unknown = open_form(browser, "eve@heed.example", WRONG, csrf_token=token)

    assert wrong.status_code == unknown.status_code == 422
    assert without_tokens(wrong.text) == without_tokens(unknown.text.replace("eve@", "ada@"))
    assert "do not belong together" in wrong.text
    assert 'value="ada@heed.example"' in wrong.text
    assert WRONG not in wrong.text


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_an_evil_next_stays_ours(app: Flask, ada: User) -> None:
    assert len(EVIL_ADDRESSES) >= 60
    inside, outside = Browser(app).sign_in(ada), Browser(app)
    for number, target in enumerate(EVIL_ADDRESSES):
        place = {"REMOTE_ADDR": f"198.51.100.{number}"}  # so that no limit is reached
        by_link = inside.get("/sign-in", query_string={"next": target})
        by_form = inside.post("/sign-in", {"next": target}, environ_overrides=place)
        for answer in (by_link, by_form):
            assert answer.status_code == 303
            assert is_ours(answer.location), target
        offered = outside.get("/sign-in", query_string={"next": target}).text
        hidden = re.search(r'name="next" value="([^"]*)"', offered)
        assert hidden, target
        assert is_ours(unescape(hidden[1])), target


def is_ours(location: str) -> bool:
    parts = urlsplit(location)
    is_path = location.startswith("/") and not location.startswith(("//", "/\\"))
    return is_path and not parts.scheme and not parts.netloc and "\n" not in location


def test_signing_out_ends_the_session_on_the_server(app: Flask, ada: User) -> None:
    browser = Browser(app)
    open_form(browser, "ada@heed.example")
    with browser.client.session_transaction() as cookie:
        kept = dict(cookie)
    assert browser.post("/sign-out").status_code == 303
    with browser.client.session_transaction() as cookie:
        cookie.update(kept)
    assert browser.get("/sign-in").status_code == 200, "the old cookie opens nothing"


def test_signing_in_changes_the_session_and_the_form_token(browser: Browser, ada: User) -> None:
    token = browser.token()
    open_form(browser, "ada@heed.example", csrf_token=token)
    stale = browser.post("/sign-out", {"csrf_token": token})
    assert stale.status_code == 400


@pytest.mark.parametrize(
    ("who", "alive", "ended"),
    [
        ("ada", timedelta(days=13), timedelta(days=15)),
        ("marta", timedelta(hours=7), timedelta(hours=9)),
    ],
)
def test_an_idle_session_ends(
    request: pytest.FixtureRequest, app: Flask, who: str, alive: timedelta, ended: timedelta
) -> None:
    person = request.getfixturevalue(who)
    start = now()
    early, late = Browser(app).sign_in(person), Browser(app).sign_in(person)
    with time_machine.travel(start + alive, tick=False):
        assert early.get("/sign-in").status_code == 303
    with time_machine.travel(start + ended, tick=False):
        assert late.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("who", "step", "longest"),
    [("ada", timedelta(days=10), timedelta(days=90)), ("marta", timedelta(hours=5), timedelta(1))],
)
def test_a_busy_session_ends_all_the_same(
    request: pytest.FixtureRequest, app: Flask, who: str, step: timedelta, longest: timedelta
) -> None:
    browser = Browser(app).sign_in(request.getfixturevalue(who))
    start, passed = now(), step
    while passed < longest:
        with time_machine.travel(start + passed, tick=False):
            assert browser.get("/sign-in").status_code == 303
        passed += step
    with time_machine.travel(start + longest + timedelta(minutes=1), tick=False):
        assert browser.get("/sign-in").status_code == 200


def test_deactivation_ends_everything_at_once(app: Flask, ada: User) -> None:
    browser = Browser(app).sign_in(ada)
    with writing():
        ada.deactivated_at = now()
    assert browser.get("/sign-in").status_code == 200
    assert "do not belong together" in open_form(Browser(app), "ada@heed.example").text


def test_a_password_changed_between_check_and_entry_counts(app: Flask, ada: User) -> None:
    checked = ada.password_hash
    with writing():
        path = reset.reset_path(ada)
    Browser(app).post(path, {"password": "seven-wooden-herons"})
    with pytest.raises(Conflict), writing():
        accounts.keep_hash(ada, checked, instead_of=checked)


def test_an_older_hash_is_renewed(browser: Browser, ada: User) -> None:
    older = ada.password_hash
    open_form(browser, "ada@heed.example")
    session.expire_all()
    assert ada.password_hash != older
    assert "m=19456,t=2,p=1" in ada.password_hash


def test_the_cookie_is_closed_to_scripts_and_other_sites(app: Flask, ada: User) -> None:
    flags = open_form(Browser(app), "ada@heed.example").headers["Set-Cookie"]
    assert flags.startswith("session=")
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in flags
    assert "Secure" not in flags


def test_over_https_the_cookie_is_bound_to_the_host(data_dir: Path) -> None:
    with opened(data_dir, HEED_BASE_URL="https://ideas.example") as app:
        secure = app.test_client().get("/sign-in", base_url="https://ideas.example")
    flags = secure.headers["Set-Cookie"]
    assert flags.startswith("__Host-session=")
    assert "Secure" in flags


def test_pages_to_read_set_no_cookie(browser: Browser) -> None:
    for path in ("/", "/updates", "/nowhere", "/letter-sent", "/healthz", "/favicon.ico"):
        assert "Set-Cookie" not in browser.get(path).headers
