"""One's own way in: the password, and the devices that are signed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.people.devices import device
from app.people.errors import LinkOver
from app.people.models import User, UserSession
from app.people.passwords import fits
from app.people.service import reset
from tests.browsers import Browser
from tests.conftest import opened
from tests.personas import PASSWORD, make_person

NEW = "seven-wooden-herons"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Safari/537.36 Edg/140.0"
)


def came_in(app: Flask, user: User, browser: str) -> Browser:
    """Through the form, as a device that says what it is."""
    signed_in = Browser(app)
    form = {"email": user.email, "password": PASSWORD}
    answer = signed_in.post("/sign-in", form, headers={"User-Agent": browser})
    assert answer.status_code == 303
    return signed_in


def is_in(browser: Browser) -> bool:
    return browser.get("/security").status_code == 200


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.0", "curl/8.0"),
        ("", "An unknown browser"),
    ],
)
def test_a_device_is_called_by_what_people_know(app: Flask, browser: str, words: str) -> None:
    assert device(browser) == words


def test_who_is_not_signed_in_is_led_there(browser: Browser) -> None:
    answer = browser.get("/security")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/security")


def test_each_device_is_listed_and_can_be_signed_out(app: Flask, ada: User, ben: User) -> None:
    desk, phone = came_in(app, ada, FIREFOX), came_in(app, ada, IPHONE)
    stranger = came_in(app, ben, EDGE)
    page = desk.get("/security").text
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "Edge on Windows" not in page
    assert page.count("This device") == 1

    uid = session.scalar(select(UserSession.uid).where(UserSession.browser == IPHONE))
    assert stranger.post("/security/sessions/end", {"session": uid}).status_code == 404
    assert is_in(phone)
    assert desk.post("/security/sessions/end", {"session": uid}).location == "/security"
    assert (is_in(desk), is_in(phone), is_in(stranger)) == (True, False, True)
    assert desk.post("/security/sessions/end", {"session": uid}).status_code == 404
    assert desk.post("/security/sessions/end", {"session": "x"}).status_code == 404


def test_all_others_are_signed_out_at_once(app: Flask, ada: User, ben: User) -> None:
    here, other = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
    stranger = Browser(app).sign_in(ben)
    assert here.post("/security/sessions/end-others").status_code == 303
    assert (is_in(here), is_in(other), is_in(stranger)) == (True, False, True)
    assert "end-others" not in here.get("/security").text


def test_a_new_password_ends_all_other_sessions_and_old_letters(
    app: Flask, ada: User, letters: list
) -> None:
    here, other = came_in(app, ada, FIREFOX), came_in(app, ada, IPHONE)
    before = session.scalars(select(UserSession.secret_hash)).all()
    with writing():
        letter = reset.reset_path(ada)
    sent = {"present": PASSWORD, "password": NEW}
    assert here.post("/security/password", sent).location == "/security"

    assert fits(NEW, ada.password_hash)
    assert (is_in(here), is_in(other)) == (True, False)
    assert not set(before) & set(session.scalars(select(UserSession.secret_hash)))
    assert Browser(app).get(letter).status_code == 404
    with pytest.raises(LinkOver), writing():
        reset.set_password(letter.rpartition("/")[2], password_hash="")
    assert [(each.email, each.purpose) for each in letters] == [(ada.email, "changed")]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.password")).one()
    assert entry.actor_id == ada.id


@pytest.mark.parametrize(
    ("present", "password", "said"),
    [
        ("wrong", NEW, "This is not your password. Nothing was changed."),
        (PASSWORD, "short", "12"),
        (PASSWORD, "", "Choose a password."),
        ("", NEW, "Write your present password."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    app: Flask, ada: User, present: str, password: str, said: str
) -> None:
    here, other = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
    answer = here.post("/security/password", {"present": present, "password": password})
    assert answer.status_code == 422
    assert said in answer.text
    assert NEW not in answer.text
    assert fits(PASSWORD, ada.password_hash)
    assert is_in(other)


def test_guessing_the_present_password_is_limited(data_dir: Path) -> None:
    with opened(data_dir, HEED_LIMITS="off") as app:
        here = Browser(app).sign_in(make_person("Eva Holt"))
        sent = {"present": "wrong", "password": NEW}
        answers = [here.post("/security/password", sent).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
