"""Signing in with a passkey, and every answer that lets nobody in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.people.models import Passkey, PasskeyQuestion, Role, User, UserSession
from app.people.privacy.erase import erase
from app.people.privacy.rows import rows_of
from app.people.service import passkeys as service
from app.people.service import roles
from tests.browsers import Browser
from tests.people.key import PRESENT, VERIFIED, Key
from tests.personas import PASSWORD, make_person

NOON = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)
PAGE = "/security/passkeys"
ENTER = "/sign-in/passkey"


class HalfKey(Key):
    """Says of which kind it is, and not which."""

    def _public(self) -> bytes:
        return cbor2.dumps({1: 2, 3: -7})


def begin(browser: Browser) -> dict[str, Any]:
    answer = browser.post(f"{PAGE}/begin")
    assert answer.status_code == 200, answer.text
    return answer.json


def asked(browser: Browser) -> dict[str, Any]:
    """What a browser that wants to come in is asked."""
    answer = browser.post(f"{ENTER}/begin")
    assert answer.status_code == 200, answer.text
    return answer.json


def add_key(app: Flask, user: User, *, name: str = "Phone", counts: bool = True) -> Key:
    key, browser = Key(counts=counts), Browser(app).sign_in(user)
    form = {"name": name, "answer": key.make(begin(browser))}
    assert browser.post(PAGE, form).location == PAGE
    with writing():
        for each in session.scalars(select(UserSession).where(UserSession.user_id == user.id)):
            session.delete(each)
    return key


def is_in(browser: Browser) -> bool:
    return browser.get("/security").status_code == 200


def kept_sessions() -> int:
    return len(session.scalars(select(UserSession.id)).all())


def test_a_key_is_added_and_signs_in_without_code(app: Flask, ada: User, letters: list) -> None:
    browser, key = Browser(app).sign_in(ada), Key()
    before = session.scalars(select(UserSession.secret_hash)).all()
    options = begin(browser)
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    added = browser.post(PAGE, {"name": "My phone", "answer": key.make(options)})
    assert added.location == PAGE
    assert not set(before) & set(session.scalars(select(UserSession.secret_hash)))
    page = browser.get(PAGE).text
    assert "My phone" in page
    assert "never used" in page
    assert [(each.email, each.purpose) for each in letters] == [(ada.email, "passkey-on")]

    other = Browser(app)
    entered = other.post(ENTER, {"answer": key.answer(asked(other)), "next": "/me"})
    assert entered.location == "/me"
    assert is_in(other)
    assert session.scalars(select(UserSession.is_strong)).all() == [True, True]
    assert "last used" in other.get(PAGE).text
    assert session.scalar(select(Passkey.sign_count)) == key.count


def test_a_key_that_does_not_count_signs_in_again_and_again(app: Flask, ada: User) -> None:
    key = add_key(app, ada, counts=False)
    for _time in range(2):
        browser = Browser(app)
        assert browser.post(ENTER, {"answer": key.answer(asked(browser))}).status_code == 303
        assert is_in(browser)


REFUSED: dict[str, Callable[[Key, dict[str, Any]], str]] = {
    "another origin": lambda key, options: key.answer(options, origin="http://evil.example"),
    "another port": lambda key, options: key.answer(options, origin="http://localhost:81"),
    "another portal's": lambda key, options: key.answer(options, host="evil.example"),
    "another question": lambda key, options: key.answer({"challenge": "A" * 43}),
    "no finger, face or code": lambda key, options: key.answer(options, flags=PRESENT),
    "nobody there": lambda key, options: key.answer(options, flags=VERIFIED),
    "somebody else's handle": lambda key, options: key.answer(options, handle=bytes(16)),
    "no handle": lambda key, options: key.answer(options, handle=b""),
    "a key nobody has": lambda key, options: Key().answer(options, handle=key.handle),
    "nothing": lambda key, options: "",
    "no JSON": lambda key, options: "{",
    "deep JSON": lambda key, options: "[" * 19_000,
    "a list": lambda key, options: "[1]",
    "numbers": lambda key, options: '{"id": 1, "response": {"userHandle": 2}}',
    "very long": lambda key, options: key.answer(options) + " " * 20_000,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_no_session_for(kind: str, app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada), Browser(app)
    answer = browser.post(ENTER, {"answer": REFUSED[kind](key, asked(browser)), "next": "/me"})
    assert answer.status_code == 422
    assert "This passkey was not accepted" in answer.text
    assert 'name="next" value="/me"' in answer.text
    assert not is_in(browser)
    assert kept_sessions() == 0


def test_no_session_for_a_forged_signature(app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada), Browser(app)
    forger = Key()
    forger.id, forger.handle, forger.count = key.id, key.handle, 50
    assert browser.post(ENTER, {"answer": forger.answer(asked(browser))}).status_code == 422
    assert kept_sessions() == 0
    refused = select(AuditEntry.subject).where(AuditEntry.action == "session.refuse_passkey")
    assert len(session.scalars(refused).all()) == 1


def test_no_session_for_what_was_sent_before(app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada, counts=False), Browser(app)
    answer = key.answer(asked(browser))
    assert browser.post(ENTER, {"answer": answer}).status_code == 303
    browser.post("/sign-out")
    assert browser.post(ENTER, {"answer": answer}).status_code == 422
    asked(browser)
    assert browser.post(ENTER, {"answer": answer}).status_code == 422, "to another question"
    assert not is_in(browser)


def test_a_question_is_over_with_its_first_answer_however_bad(app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada), Browser(app)
    options = asked(browser)
    kept = browser.client.get_cookie("session").value
    assert browser.post(ENTER, {"answer": key.answer(options, flags=PRESENT)}).status_code == 422
    browser.client.set_cookie("session", kept)
    assert browser.post(ENTER, {"answer": key.answer(options)}).status_code == 422
    assert kept_sessions() == 0


def test_no_session_for_the_answer_to_what_somebody_else_was_asked(app: Flask, ada: User) -> None:
    key, hers, mine = add_key(app, ada), Browser(app), Browser(app)
    answer = key.answer(asked(hers))
    assert mine.post(ENTER, {"answer": answer}).status_code == 422, "this one was asked nothing"
    asked(mine)
    assert mine.post(ENTER, {"answer": answer}).status_code == 422
    assert kept_sessions() == 0
    assert hers.post(ENTER, {"answer": answer}).status_code == 303


def test_no_session_for_the_question_to_add_a_key(app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada), Browser(app).sign_in(ada)
    options = begin(browser)
    present = kept_sessions()
    assert browser.post(ENTER, {"answer": key.answer(options)}).location is not None
    assert kept_sessions() == present
    assert session.scalar(select(Passkey.last_used_at)) is None


def test_no_session_when_the_key_counts_backwards(app: Flask, ada: User) -> None:
    key, browser = add_key(app, ada), Browser(app)
    key.count = 7
    assert browser.post(ENTER, {"answer": key.answer(asked(browser))}).status_code == 303
    for count in (0, 6, 7):
        key.count, other = count, Browser(app)
        status = other.post(ENTER, {"answer": key.answer(asked(other))}).status_code
        assert status == 422, f"{count + 1} after 8"
        assert not is_in(other)
    key.count = 8
    assert browser.post(ENTER, {"answer": key.answer(asked(browser))}).status_code == 303


def test_a_question_is_open_for_five_minutes(app: Flask, ada: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        key, browser = add_key(app, ada), Browser(app)
        answer = key.answer(asked(browser))
        clock.shift(301)
        assert browser.post(ENTER, {"answer": answer}).status_code == 422
        assert kept_sessions() == 0


def test_whoever_may_not_come_in_does_not_with_a_key_either(
    app: Flask, ada: User, ben: User, root: User
) -> None:
    key, bens = add_key(app, ada), add_key(app, ben)
    with writing():
        roles.deactivate(ada, actor=root)
        erase(ben, actor=root)
    for each in (key, bens):
        browser = Browser(app)
        assert browser.post(ENTER, {"answer": each.answer(asked(browser))}).status_code == 422
        assert not is_in(browser)
    assert session.scalars(select(Passkey.user_id)).all() == [ada.id]


def test_of_two_answers_at_once_one_gets_in(app: Flask, ada: User) -> None:
    """Both looked good when they were looked at; the row decides."""
    key, browser = add_key(app, ada), Browser(app)
    options = asked(browser)
    with writing():
        uid = session.scalar(select(PasskeyQuestion.uid))
        question = service.take_question(uid)
        assert service.take_question(uid) is None
    found = service.recognise(
        key.answer(options), question, service.Place("localhost", "http://localhost", "Heed")
    )
    with writing():
        assert service.accept(found) is not None
    with writing():
        assert service.accept(found) is None


def test_adding_takes_an_answer_to_ones_own_question(app: Flask, ada: User, ben: User) -> None:
    hers, his, key = Browser(app).sign_in(ada), Browser(app).sign_in(ben), Key()
    answer = key.make(begin(hers))
    begin(his)
    wrong = his.post(PAGE, {"name": "Mine now", "answer": answer})
    assert wrong.status_code == 422
    assert 'value="Mine now"' in wrong.text
    weak = hers.post(PAGE, {"name": "Weak", "answer": key.make(begin(hers), flags=PRESENT)})
    assert weak.status_code == 422
    assert hers.post(PAGE, {"name": "Late", "answer": answer}).status_code == 422
    assert hers.post(PAGE, {"name": "Junk", "answer": "{}"}).status_code == 422
    anybodys = {"user": {"id": ""}, **asked(hers)}
    assert hers.post(PAGE, {"name": "Any", "answer": key.make(anybodys)}).status_code == 422
    halved = HalfKey().make(begin(hers))
    assert hers.post(PAGE, {"name": "Half", "answer": halved}).status_code == 422
    assert hers.post(PAGE, {"name": "", "answer": ""}).status_code == 422
    assert session.scalars(select(Passkey)).all() == []


def test_a_key_is_one_persons(app: Flask, ada: User, ben: User) -> None:
    key, his = add_key(app, ada), Browser(app).sign_in(ben)
    taken = his.post(PAGE, {"name": "Copy", "answer": key.make(begin(his))})
    assert taken.status_code == 409
    assert session.scalars(select(Passkey.user_id)).all() == [ada.id]


def test_several_are_kept_and_removed_one_by_one(
    app: Flask, ada: User, ben: User, letters: list
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        add_key(app, ada, name="Phone")
        add_key(app, ada, name="Security key")
        browser = Browser(app).sign_in(ada)
        options = begin(browser)
        assert len(options["excludeCredentials"]) == 2
        uid = session.scalar(select(Passkey.uid).where(Passkey.name == "Phone"))
        assert Browser(app).sign_in(ben).post(f"{PAGE}/remove", {"passkey": uid}).status_code == 404
        assert browser.post(f"{PAGE}/remove", {"passkey": "x"}).status_code == 404
        clock.shift(660)
        assert browser.post(f"{PAGE}/remove", {"passkey": uid}).status_code == 401
        assert browser.post(f"{PAGE}/begin").status_code == 401
        again = {"passkey": uid, "proof": PASSWORD}
        assert browser.post(f"{PAGE}/remove", again).location == PAGE
    assert session.scalars(select(Passkey.name)).all() == ["Security key"]
    assert letters[-1] == (ada.email, "passkey-off", PAGE)
    acts = select(AuditEntry.after).where(AuditEntry.action == "user.passkey")
    assert session.scalars(acts).all() == [{"passkeys": n} for n in (1, 2, 1)]


def test_a_key_proves_again_who_asks(app: Flask, ada: User, ben: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        key, bens = add_key(app, ada), add_key(app, ben)
        browser = Browser(app).sign_in(ada)
        clock.shift(660)
        page = browser.post("/me/erase", {"sure": "no"})
        assert page.status_code == 401
        assert 'data-fills="proof"' in page.text
        assert "publickey-credentials-get=(self)" in page.headers["Permissions-Policy"]
        wrong = {"sure": "no", "proof": bens.answer(asked(browser))}
        assert browser.post("/me/erase", wrong).status_code == 401
        assert browser.post("/me/erase", {**wrong, "proof": "{}"}).status_code == 401
        right = {"sure": "no", "proof": key.answer(asked(browser))}
        assert browser.post("/me/erase", right).status_code == 422
        assert browser.post("/me/erase", right).status_code == 422, "proven for ten minutes"


def weakly_in(app: Flask, user: User) -> Browser:
    browser = Browser(app)
    browser.post("/sign-in", {"email": user.email, "password": PASSWORD})
    return browser


def test_staff_with_a_passkey_need_no_app(app: Flask, marta: User) -> None:
    browser, key = weakly_in(app, marta), Key()
    assert browser.get("/manage/inbox").location == "/security/second-factor"
    assert f'href="{PAGE}"' in browser.get("/security/second-factor").text
    assert browser.post(PAGE, {"name": "Phone", "answer": key.make(begin(browser))}).location
    assert browser.get("/manage/inbox").status_code == 200

    other = Browser(app)
    other.post(ENTER, {"answer": key.answer(asked(other))})
    assert other.get("/manage/inbox").status_code == 200


def test_a_password_alone_changes_nothing_beside_a_staff_passkey(app: Flask, marta: User) -> None:
    key = add_key(app, marta)
    browser = weakly_in(app, marta)
    assert browser.get("/manage/inbox").location == "/security/second-factor"
    page = browser.get("/security/second-factor")
    assert "Use it to go on" in page.text
    assert "/security/second-factor/begin" not in page.text
    uid = session.scalar(select(Passkey.uid))
    for path, form in (
        ("/security/second-factor/begin", {}),
        (f"{PAGE}/begin", {}),
        (f"{PAGE}/remove", {"passkey": str(uid)}),
        ("/security/password", {"present": PASSWORD}),
    ):
        assert browser.post(path, form).status_code in (302, 403), path
    with writing():
        assert session.scalars(select(Passkey.uid)).all() == [uid]

    assert browser.post(ENTER, {"answer": key.answer(asked(browser)), "next": "/manage/inbox"})
    assert browser.get("/manage/inbox").status_code == 200
    assert browser.post(f"{PAGE}/remove", {"passkey": str(uid)}).location == PAGE
    assert browser.get("/manage/inbox").location == "/security/second-factor", "nothing is left"


def test_a_refused_key_leads_who_is_signed_in_back(app: Flask, marta: User) -> None:
    add_key(app, marta)
    browser = weakly_in(app, marta)
    assert browser.post(ENTER, {"answer": "{}"}).location == "/security/second-factor"
    assert "was not accepted" in browser.get("/security/second-factor").text


def test_an_administrator_takes_lost_devices_away(
    app: Flask, ada: User, root: User, letters: list
) -> None:
    key = add_key(app, ada)
    add_key(app, ada, name="Other")
    browser, page = Browser(app).sign_in(root), f"/manage/people/{ada.uid}"
    phone = Browser(app).sign_in(ada)
    assert "Remove their passkeys" in browser.get(page).text
    assert browser.post(f"{page}/passkeys/remove").location == page
    shown = browser.get(page).text
    assert "Remove their passkeys" not in shown
    assert "All devices were signed out" in shown
    assert not is_in(phone)
    assert browser.post(f"{page}/passkeys/remove").status_code == 409
    assert letters[-1] == (ada.email, "passkey-off", PAGE)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("user.passkey", root.id)
    other = Browser(app)
    assert other.post(ENTER, {"answer": key.answer(asked(other))}).status_code == 422
    manager = make_person("Max Vo", role=Role.MANAGER)
    assert Browser(app).sign_in(manager).post(f"{page}/passkeys/remove").status_code == 403


def test_a_copy_of_ones_data_names_the_passkeys(app: Flask, ada: User) -> None:
    add_key(app, ada, name="Kitchen tablet")
    kept = dict(rows_of(ada))["passkeys"]
    assert [each["name"] for each in kept] == ["Kitchen tablet"]
    assert "secret" not in json.dumps(kept, default=str)


def test_only_pages_that_ask_for_one_may_use_passkeys(app: Flask, ada: User) -> None:
    closed = "publickey-credentials-create=(), publickey-credentials-get=()"
    browser = Browser(app).sign_in(ada)
    assert closed in browser.get("/me").headers["Permissions-Policy"]
    assert closed in browser.get("/security").headers["Permissions-Policy"]
    for each, path in ((browser, PAGE), (Browser(app), "/sign-in")):
        policy = each.get(path).headers["Permissions-Policy"]
        assert "publickey-credentials-create=(self), publickey-credentials-get=(self)" in policy
        assert policy.startswith("camera=(), geolocation=()")
