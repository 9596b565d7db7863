"""An authenticator app beside the password: set up, asked for, lost, and asked of staff."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.settings import change
from app.people.models import Authenticator, RecoveryCode, Role, User, UserSession
from app.people.service import reset, second_factor
from tests.browsers import Browser
from tests.conftest import opened
from tests.personas import PASSWORD, make_person

NOON = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)
NEW = "seven-wooden-herons"
PAGE = "/security/second-factor"


@pytest.fixture
def at_noon() -> time_machine.Coordinates:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def set_up(user: User) -> tuple[pyotp.TOTP, list[str]]:
    """Their app, whose first code was taken, and their recovery codes."""
    with writing():
        second_factor.begin(user)
    app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(user)))
    with writing():
        codes = second_factor.confirm(user, app.now())
    return app, codes


def at_the_door(app: Flask, user: User, password: str = PASSWORD) -> Browser:
    browser = Browser(app)
    answer = browser.post("/sign-in", {"email": user.email, "password": password, "next": "/me"})
    assert answer.location == "/sign-in/code"
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/security").status_code == 200


def test_it_is_set_up_with_a_code_and_recovery_codes_are_shown_once(
    app: Flask, ada: User, letters: list, at_noon: time_machine.Coordinates
) -> None:
    browser = Browser(app).sign_in(ada)
    before = session.scalars(select(UserSession.secret_hash)).all()
    assert browser.post("/security/second-factor/begin").location == "/security/second-factor"
    page = browser.get("/security/second-factor").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in page
    assert secret not in session.scalar(select(Authenticator.sealed_secret))

    wrong = browser.post("/security/second-factor", {"code": "000000"})
    assert wrong.status_code == 422
    assert "does not fit" in wrong.text
    assert secret in wrong.text.replace(" ", ""), "the app may have read it already"
    assert not second_factor.has_second_factor(ada)

    done = browser.post("/security/second-factor", {"code": pyotp.TOTP(secret).now()})
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", done.text)
    assert len(set(codes)) == 10
    kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(kept)
    again = browser.get("/security/second-factor").text
    assert secret not in again.replace(" ", "")
    assert codes[0] not in again
    assert "10 recovery codes" in again
    assert not set(before) & set(session.scalars(select(UserSession.secret_hash)))
    assert [(each.email, each.purpose) for each in letters] == [(ada.email, "second-factor-on")]
    assert browser.post("/security/second-factor/begin").status_code == 409


def test_an_app_makes_no_old_session_fresh(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    browser = Browser(app).sign_in(ada)
    at_noon.shift(660)
    assert browser.post(f"{PAGE}/begin").status_code == 401
    assert session.scalars(select(Authenticator)).all() == []
    assert browser.post(f"{PAGE}/begin", {"proof": PASSWORD}).status_code == 303
    their_app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(ada)))
    at_noon.shift(540)
    until = session.scalar(select(UserSession.expires_at))
    assert browser.post(PAGE, {"code": their_app.now()}).status_code == 200
    renewed = session.scalars(select(UserSession)).one()
    assert renewed.expires_at == until, "it lasts no longer either"
    at_noon.shift(61)
    asked = browser.post("/me/erase", {"sure": "no"})
    assert asked.status_code == 401, "ten minutes after the password, not after the app"


def test_who_has_no_password_is_told_how_to_prove_who_they_are(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    browser = Browser(app).sign_in(ada)
    at_noon.shift(660)
    assert "You have no password here." not in browser.post(f"{PAGE}/begin").text
    with writing():
        ada.password_hash = None
    assert "You have no password here." in browser.post(f"{PAGE}/begin").text


def test_an_app_is_confirmed_with_a_fresh_proof(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    browser = Browser(app).sign_in(ada)
    browser.post(f"{PAGE}/begin")
    their_app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(ada)))
    at_noon.shift(660)
    form = {"code": their_app.now()}
    asked = browser.post(PAGE, form)
    assert asked.status_code == 401
    assert f'name="code" value="{form["code"]}"' in asked.text
    assert not second_factor.has_second_factor(ada)
    assert browser.post(PAGE, {**form, "proof": PASSWORD}).status_code == 200


def test_other_devices_are_signed_out_when_an_app_comes_or_goes(
    app: Flask, ada: User, ben: User, at_noon: time_machine.Coordinates
) -> None:
    here, other = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
    stranger = Browser(app).sign_in(ben)
    here.post(f"{PAGE}/begin")
    their_app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(ada)))
    done = here.post(PAGE, {"code": their_app.now()})
    assert "Other devices were signed out." in done.text
    assert (is_in(here), is_in(other), is_in(stranger)) == (True, False, True)

    other.sign_in(ada)
    assert here.post(f"{PAGE}/remove").status_code == 303
    assert "Other devices were signed out." in here.get("/security").text
    assert (is_in(here), is_in(other), is_in(stranger)) == (True, False, True)
    weak = session.scalars(select(UserSession.is_strong).where(UserSession.user_id == ada.id))
    assert weak.all() == [False]


def test_nobody_is_signed_in_before_the_code_fits(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    their_app, _codes = set_up(ada)
    at_noon.shift(30)
    browser = at_the_door(app, ada)
    assert not is_in(browser)
    assert session.scalars(select(UserSession)).all() == []
    assert browser.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert browser.post("/sign-in/code", {"code": ""}).status_code == 422
    assert not is_in(browser)

    assert browser.post("/sign-in/code", {"code": their_app.now()}).location == "/me"
    assert is_in(browser)
    assert session.scalar(select(UserSession.is_strong)) is True


def test_a_code_is_good_a_step_early_and_late_and_once(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    their_app, _codes = set_up(ada)
    at_noon.shift(600)
    moment = NOON + timedelta(minutes=10)

    def takes(steps: int) -> bool:
        session.rollback()
        with writing():
            return second_factor.accept(ada, their_app.at(moment + timedelta(seconds=30 * steps)))

    assert not takes(2)
    assert not takes(-2)
    assert takes(-1)
    assert not takes(-1), "each step once"
    assert takes(1)
    assert not takes(0), "nothing older than what was taken"


def test_the_door_closes_after_ten_minutes_and_with_another_password(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    their_app, _codes = set_up(ada)
    late, changed = at_the_door(app, ada), at_the_door(app, ada)
    with writing():
        link = reset.reset_path(ada)
    Browser(app).post(link, {"password": NEW})
    at_noon.shift(60)
    answer = changed.post("/sign-in/code", {"code": their_app.now()})
    assert answer.location == "/sign-in?next=/me"
    late = at_the_door(app, ada, NEW)
    at_noon.shift(601)
    assert late.post("/sign-in/code", {"code": their_app.now()}).location == "/sign-in?next=/me"
    assert not is_in(late)


def test_a_new_password_by_mail_does_not_skip_the_code(
    app: Flask, ada: User, at_noon: time_machine.Coordinates
) -> None:
    their_app, _codes = set_up(ada)
    at_noon.shift(60)
    with writing():
        link = reset.reset_path(ada, onward="/me")
    browser = Browser(app)
    assert browser.post(link, {"password": NEW}).location == "/sign-in/code"
    assert not is_in(browser)
    assert browser.post("/sign-in/code", {"code": their_app.now()}).location == "/me"


def test_a_recovery_code_stands_in_once_however_it_is_written(app: Flask, ada: User) -> None:
    _app, codes = set_up(ada)
    written = codes[0].upper().replace("-", " ")
    assert at_the_door(app, ada).post("/sign-in/code", {"code": written}).location == "/me"
    assert at_the_door(app, ada).post("/sign-in/code", {"code": codes[0]}).status_code == 422
    assert second_factor.codes_left(ada) == 9
    used = select(AuditEntry.after).where(AuditEntry.action == "user.recovery-code")
    assert session.scalars(used).all() == [{"left": 9}]


def test_few_codes_left_are_said_and_new_ones_end_the_old(app: Flask, ada: User) -> None:
    _app, codes = set_up(ada)
    for code in codes[:6]:
        with writing():
            assert second_factor.accept(ada, code)
    browser = at_the_door(app, ada)
    browser.post("/sign-in/code", {"code": codes[6]})
    assert "You have 3 recovery codes left" in browser.get("/me").text

    renewed = re.findall(r"<code>([a-z0-9-]{19})</code>", browser.post(f"{PAGE}/codes").text)
    assert len(renewed) == 10
    with writing():
        assert not second_factor.accept(ada, codes[7])
        assert second_factor.accept(ada, renewed[0])


def test_guessing_codes_is_limited_however_many_browsers(data_dir: Path) -> None:
    with opened(data_dir, HEED_LIMITS="off") as app:
        eva = make_person("Eva Holt")
        _app, codes = set_up(eva)
        answers = [
            at_the_door(app, eva).post("/sign-in/code", {"code": "000000"}).status_code
            for _ in range(4)
        ]
        last = at_the_door(app, eva)
        answers += [last.post("/sign-in/code", {"code": c}).status_code for c in ("1", codes[0])]
    assert answers == [422] * 5 + [429]


def test_removing_it_asks_for_a_fresh_proof_and_says_so(
    app: Flask, ada: User, letters: list, at_noon: time_machine.Coordinates
) -> None:
    their_app, _codes = set_up(ada)
    browser = Browser(app).sign_in(ada)
    at_noon.shift(660)
    assert browser.post(f"{PAGE}/remove").status_code == 401
    assert second_factor.has_second_factor(ada)
    assert browser.post(f"{PAGE}/remove", {"proof": their_app.now()}).status_code == 303
    assert not second_factor.has_second_factor(ada)
    assert session.scalars(select(RecoveryCode)).all() == []
    assert letters[-1].purpose == "second-factor-off"


def test_staff_without_an_app_are_led_to_it_before_anything_else(
    app: Flask, marta: User, at_noon: time_machine.Coordinates
) -> None:
    browser = Browser(app)
    browser.post("/sign-in", {"email": marta.email, "password": PASSWORD})
    for address in ("/manage", "/manage/inbox", "/", "/me"):
        assert browser.get(address).location == PAGE
    assert browser.post("/manage/people/invite", {"addresses": "x@y.example"}).status_code in (
        302,
        403,
    )
    assert browser.get("/", headers={"Heed-Fragment": "1"}).status_code == 403
    assert browser.get(PAGE).status_code == 200
    assert browser.get("/security").status_code == 200

    browser.post(f"{PAGE}/begin")
    their_app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(marta)))
    assert browser.post(PAGE, {"code": their_app.now()}).status_code == 200
    assert browser.get("/manage/inbox").status_code == 200

    browser.post(f"{PAGE}/remove")
    assert browser.get("/manage/inbox").location == PAGE


@pytest.mark.parametrize(("role", "is_asked"), [(Role.EMPLOYEE, False), (Role.ADMIN, True)])
def test_who_is_asked(app: Flask, role: Role, is_asked: bool) -> None:
    person = make_person("Eva Holt", role=role)
    browser = Browser(app)
    browser.post("/sign-in", {"email": person.email, "password": PASSWORD})
    assert (browser.get("/me").status_code == 302) is is_asked


def test_a_portal_may_leave_it_to_its_staff(app: Flask, marta: User, root: User) -> None:
    with writing():
        change(root, second_factor_for_staff=False)
    browser = Browser(app)
    browser.post("/sign-in", {"email": marta.email, "password": PASSWORD})
    assert browser.get("/manage/inbox").status_code == 200


def test_an_administrator_takes_a_lost_app_away(
    app: Flask, ada: User, root: User, letters: list
) -> None:
    set_up(ada)
    browser, phone = Browser(app).sign_in(root), Browser(app).sign_in(ada)
    page = f"/manage/people/{ada.uid}"
    assert "Remove their app" in browser.get(page).text
    assert browser.post(f"{page}/second-factor/remove").location == page
    assert not second_factor.has_second_factor(ada)
    shown = browser.get(page).text
    assert "Remove their app" not in shown
    assert "All devices were signed out." in shown
    assert not is_in(phone)
    assert letters[-1] == (ada.email, "second-factor-off", "/security")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("user.second-factor", root.id)


def test_an_administrator_takes_their_own_app_away_and_stays(
    app: Flask, root: User, at_noon: time_machine.Coordinates
) -> None:
    set_up(root)
    browser, phone = Browser(app).sign_in(root), Browser(app).sign_in(root)
    browser.post(f"/manage/people/{root.uid}/second-factor/remove")
    assert (is_in(browser), is_in(phone)) == (True, False)
    assert browser.get("/manage/people").location == PAGE, "another has to be set up"


def test_a_code_that_stands_in_for_an_app_is_its_owners_alone(ada: User, ben: User) -> None:
    set_up(ada)
    _app, bens = set_up(ben)
    with writing():
        assert not second_factor.accept(ada, bens[0])
        assert second_factor.accept(ben, bens[0])


def test_an_app_that_was_never_confirmed_opens_nothing(ada: User) -> None:
    with writing():
        second_factor.begin(ada)
    app = pyotp.TOTP(second_factor.secret_of(second_factor.authenticator_of(ada)))
    with writing():
        assert not second_factor.accept(ada, app.now())
