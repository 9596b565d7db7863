"""What signs devices out, and what the one that asks keeps."""

from __future__ import annotations

import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.people.models import Passkey, User
from tests.browsers import Browser
from tests.people.key import Key
from tests.people.test_sign_in_by_passkey import NOON, PAGE, begin, is_in


def test_other_devices_are_signed_out_when_a_key_comes_or_goes(
    app: Flask, ada: User, ben: User
) -> None:
    here, other = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
    stranger = Browser(app).sign_in(ben)
    here.post(PAGE, {"name": "Phone", "answer": Key().make(begin(here))})
    assert "Other devices were signed out." in here.get(PAGE).text
    assert (is_in(here), is_in(other), is_in(stranger)) == (True, False, True)
    other.sign_in(ada)
    here.post(f"{PAGE}/remove", {"passkey": session.scalar(select(Passkey.uid))})
    assert "Other devices were signed out." in here.get(PAGE).text
    assert (is_in(here), is_in(other), is_in(stranger)) == (True, False, True)


def test_a_key_makes_no_old_session_fresh(app: Flask, ada: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser(app).sign_in(ada)
        clock.shift(540)
        form = {"name": "Phone", "answer": Key().make(begin(browser))}
        assert browser.post(PAGE, form).location == PAGE
        clock.shift(61)
        assert browser.post("/me/erase", {"sure": "no"}).status_code == 401
