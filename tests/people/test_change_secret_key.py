"""HEED_SECRET_KEY is another one from now on, with the old one to fall back on or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.people.models import Erasure, User
from app.people.privacy.erase import erase
from app.people.privacy.jobs import take_out_names
from app.people.sealed import seal_anew
from app.people.service import second_factor
from app.telling.mail.opt_out import opt_out_path
from tests.browsers import Browser
from tests.conftest import opened
from tests.people.test_use_second_factor import PAGE, at_the_door, set_up
from tests.personas import make_person

OLD, NEW = "an-old-key-" * 4, "a-new-key-" * 4
FALLBACK = {"HEED_SECRET_KEY_FALLBACKS": f"{'older-key-' * 4}, {OLD}"}


class Before(NamedTuple):
    """What was made with the old key."""

    app: pyotp.TOTP
    codes: list[str]
    cookie: str
    form: str
    opt_out: str


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(now(), tick=False) as moved:
        yield moved


@pytest.fixture
def before(data_dir: Path, clock: time_machine.Coordinates) -> Before:
    with with_key(data_dir, OLD) as app:
        eva, finn, gil = (make_person(name) for name in ("Eva Holt", "Finn Berg", "Gil Ode"))
        made, codes = set_up(eva)
        browser = Browser(app).sign_in(eva)
        form, kept = browser.token(), browser.client.get_cookie("session", domain="localhost")
        assert kept is not None
        with writing():
            second_factor.begin(gil)
            erase(finn, actor=finn)
        before = Before(made, codes, kept.value, form, opt_out_path(eva.uid, None))
    clock.shift(30)
    return before


def with_key(folder: Path, key: str, **more: str) -> AbstractContextManager[Flask]:
    return opened(folder, HEED_SECRET_KEY=key, HEED_LIMITS="off", **more)


def named(name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def with_cookie(app: Flask, before: Before) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("session", before.cookie, domain="localhost")
    return browser


def waiting() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Erasure.id).where(Erasure.ended_at.is_(None))))


def test_recovery_codes_go_on_when_the_app_cannot_be_read(data_dir: Path, before: Before) -> None:
    with with_key(data_dir, NEW) as app:
        door = at_the_door(app, named("Eva Holt"))
        assert door.post("/sign-in/code", {"code": before.app.now()}).status_code == 422
        assert door.post("/sign-in/code", {"code": before.codes[0]}).location == "/me"
        assert door.get(PAGE).status_code == 200
        assert door.post(f"{PAGE}/remove").status_code == 303
        assert door.post(f"{PAGE}/begin").status_code == 303, "another app can be set up"


def test_an_app_that_was_only_begun_is_begun_again(data_dir: Path, before: Before) -> None:
    with with_key(data_dir, NEW) as app:
        browser = Browser(app).sign_in(named("Gil Ode"))
        assert f'action="{PAGE}/begin"' in browser.get(PAGE).text
        browser.post(f"{PAGE}/begin")
        assert "data:image/svg+xml" in browser.get(PAGE).text


def test_an_erasure_that_cannot_be_read_keeps_no_other_waiting(
    data_dir: Path, before: Before
) -> None:
    with with_key(data_dir, NEW):
        (first,) = waiting()
        with writing():
            gil = named("Gil Ode")
            erase(gil, actor=gil)
        take_out_names()
        assert waiting() == [first]
    with with_key(data_dir, OLD):
        take_out_names()
        assert waiting() == [], "tried again"


def test_what_an_earlier_key_signed_and_sealed_is_read(data_dir: Path, before: Before) -> None:
    with with_key(data_dir, NEW, **FALLBACK) as app:
        door = at_the_door(app, named("Eva Holt"))
        assert door.post("/sign-in/code", {"code": before.app.now()}).location == "/me"
        browser = with_cookie(app, before)
        assert browser.get("/security").status_code == 200
        ended = browser.post("/security/sessions/end-others", {"csrf_token": before.form})
        assert ended.status_code == 303, "a page that was open goes on"
        assert Browser(app).get(before.opt_out).status_code == 200
        take_out_names()
        assert waiting() == []


def test_what_is_signed_and_sealed_now_needs_no_earlier_key(
    data_dir: Path, before: Before, clock: time_machine.Coordinates
) -> None:
    with with_key(data_dir, NEW, **FALLBACK) as app:
        made, _codes = set_up(named("Gil Ode"))
        browser = Browser(app).sign_in(named("Eva Holt"))
        kept = browser.client.get_cookie("session", domain="localhost")
        assert kept is not None
        after = before._replace(
            cookie=kept.value, opt_out=opt_out_path(named("Eva Holt").uid, None)
        )
    clock.shift(30)
    with with_key(data_dir, NEW) as app:
        door = at_the_door(app, named("Gil Ode"))
        assert door.post("/sign-in/code", {"code": made.now()}).location == "/me"
        assert with_cookie(app, after).get("/security").status_code == 200
        assert Browser(app).get(after.opt_out).status_code == 200


def test_what_an_earlier_key_sealed_needs_it_no_more_within_the_hour(
    data_dir: Path, before: Before
) -> None:
    with with_key(data_dir, NEW, **FALLBACK):
        seal_anew()
    with with_key(data_dir, NEW) as app:
        door = at_the_door(app, named("Eva Holt"))
        assert door.post("/sign-in/code", {"code": before.app.now()}).location == "/me"
        take_out_names()
        assert waiting() == []


def test_what_no_key_reads_stays_as_it_is(data_dir: Path, before: Before) -> None:
    with with_key(data_dir, NEW, HEED_SECRET_KEY_FALLBACKS="another-key-" * 4):
        seal_anew()
    with with_key(data_dir, OLD) as app:
        door = at_the_door(app, named("Eva Holt"))
        assert door.post("/sign-in/code", {"code": before.app.now()}).location == "/me"


def test_without_it_nothing_that_it_signed_is_read(data_dir: Path, before: Before) -> None:
    with with_key(data_dir, NEW) as app:
        assert with_cookie(app, before).get("/security").status_code == 302
        assert Browser(app).get(before.opt_out).status_code == 404
