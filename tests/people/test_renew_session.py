"""What signs devices out, and what the one that asks keeps."""

from __future__ import annotations

import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session
from app.people.models import Passkey, Role, User, UserSession
from app.people.session import LONGEST
from tests.browsers import Browser
from tests.people.key import Key
from tests.people.test_sign_in_by_passkey import NOON, PAGE, begin, is_in
from tests.personas import PASSWORD, make_person


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


def test_another_role_is_signed_in_anew(app: Flask, root: User, ada: User, ben: User) -> None:
    """A customer's session lasts 90 days, one of staff a day."""
    phone, stranger = Browser(app).sign_in(ada), Browser(app).sign_in(ben)
    admin = Browser(app).sign_in(root)
    form = {"role": "employee", "version": ada.version}
    assert admin.post(f"/manage/people/{ada.uid}/role", form).status_code == 303
    assert (is_in(phone), is_in(stranger), is_in(admin)) == (False, True, True)
    phone.post("/sign-in", {"email": ada.email, "password": PASSWORD})
    begun = session.scalars(select(UserSession).where(UserSession.user_id == ada.id)).one()
    assert begun.expires_at <= now() + LONGEST[True]

    again = {"role": "employee", "version": ada.version}
    admin.post(f"/manage/people/{ada.uid}/role", again)
    assert is_in(phone), "nothing changed"


def test_who_gives_their_own_role_away_stays_under_another_id(app: Flask, root: User) -> None:
    make_person("Rhea Root", role=Role.ADMIN)
    here, other = Browser(app).sign_in(root), Browser(app).sign_in(root)
    path = f"/manage/people/{root.uid}/role"
    here.post(path, {"role": "admin", "version": root.version})
    assert (is_in(here), is_in(other)) == (True, True), "nothing changed"
    before = session.scalars(select(UserSession.secret_hash)).all()
    assert len(before) == 2
    here.post(path, {"role": "customer", "version": root.version})
    assert root.role is Role.CUSTOMER
    assert (is_in(here), is_in(other)) == (True, False)
    (renewed,) = session.scalars(select(UserSession)).all()
    assert renewed.secret_hash not in before
    assert renewed.expires_at <= now() + LONGEST[True], "it lasts no longer than before"
    assert renewed.is_strong
