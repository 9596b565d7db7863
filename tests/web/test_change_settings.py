"""What an administrator changes holds at once, for everybody, and can be put back."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.core.db import session, writing
from app.core.errors import Forbidden, Invalid, Stale
from app.core.settings import as_read, change, change_as_read, portal
from app.ideas.models import Board, Idea
from app.people.models import User
from app.people.service.accounts import sign_up
from app.people.service.reset import ask_for_reset
from tests.browsers import Browser
from tests.people.conftest import Letter, letters
from tests.personas import make_person, password_hash
from tests.statements import statements

__all__ = ["letters"]
LOOK = {"name": "Larch", "company": "Larch Ltd", "accent_hue": "145", "locale": "en"}
LOOK |= {"time_zone": "Europe/Amsterdam"}
PAGES = [
    "look",
    "coming-in",
    "privacy",
    "keeping",
    "promise",
    "starters",
    "embedding",
    "mail",
    "boards",
    "groups",
    "statuses",
]
PAGES += ["topics", "tags", "steps", "parts", "touchpoints", "searching"]
KEEPERS = ("boards", "groups", "statuses", "topics", "tags", "steps", "parts", "touchpoints")
KEEPERS += ("searching",)


def save(browser: Browser, page: str, form: dict[str, str]) -> object:
    drawn = browser.get(f"/manage/settings/{page}").text
    read = re.search(r'name="read"[^>]*value="(\w+)"', drawn)
    assert read is not None
    return browser.post(f"/manage/settings/{page}", {"read": read[1], **form})


def test_name_and_look_hold_at_once(browser: Browser, root: User, board: Board) -> None:
    browser.sign_in(root)
    assert save(browser, "look", LOOK).status_code == 303
    page = Browser(browser.app).get("/").text
    assert "Larch Ltd" in page
    assert "/assets/accent-145." in page
    assert portal().time_zone == "Europe/Amsterdam"
    assert "Ruth Root</strong> named it “Larch”. Before: “Heed”." in (
        browser.get("/manage/settings/look").text
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "A portal needs a name"),
        ("accent_hue", "400", "from 0 to 359"),
        ("accent_hue", "red", "Not a valid integer"),
        ("time_zone", "Mars/Base", "There is no time zone of this name"),
        ("locale", "xx", "Not a valid choice"),
    ],
)
def test_what_cannot_be_meant_is_said_and_stays_typed(
    browser: Browser, root: User, field: str, value: str, said: str
) -> None:
    form = {**LOOK, "company": "What I typed", field: value}
    answer = save(browser.sign_in(root), "look", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What I typed" in answer.text
    assert portal().name == "Heed"


def test_of_two_administrators_the_second_sees_the_first(app: Flask, root: User) -> None:
    other = make_person("Otto Other", role=root.role)
    read = {"read": as_read("answer_within_days")}
    first = (
        Browser(app)
        .sign_in(root)
        .post("/manage/settings/promise", {**read, "answer_within_days": "5"})
    )
    second = (
        Browser(app)
        .sign_in(other)
        .post("/manage/settings/promise", {**read, "answer_within_days": "9"})
    )
    assert (first.status_code, second.status_code) == (303, 412)
    assert "within 5 working days" in second.text
    assert 'value="9"' in second.text, "their own choice stays"
    with pytest.raises(Stale), writing():
        change_as_read(root, read["read"], answer_within_days=9)


def test_a_change_can_be_put_back_once(browser: Browser, root: User, marta: User) -> None:
    browser.sign_in(root)
    save(browser, "promise", {"answer_within_days": "5"})
    page = browser.get("/manage/settings/promise").text
    (path,) = re.findall(r"/manage/settings/put-back/[\w-]+", page)
    assert Browser(browser.app).sign_in(marta).post(path).status_code == 403
    assert browser.post(path).status_code == 303
    assert portal().answer_within_days == 3
    assert browser.post(path).status_code == 412, "somebody changed it since"


def test_no_promise_is_said_nowhere(browser: Browser, root: User, board: Board) -> None:
    browser.sign_in(root)
    assert "working days" in Browser(browser.app).get("/b/product").text
    save(browser, "promise", {"answer_within_days": "0"})
    assert "working day" not in Browser(browser.app).get("/b/product").text
    assert "working day" not in Browser(browser.app).get("/progress").text
    assert save(browser, "promise", {"answer_within_days": "-1"}).status_code == 422


def test_a_private_portal_shows_public_boards_to_who_signed_in(
    app: Flask, root: User, ada: User, idea: Idea
) -> None:
    browser, stranger, customer = (
        Browser(app).sign_in(root),
        Browser(app),
        Browser(app).sign_in(ada),
    )
    paths = ["/b/product", f"/ideas/{idea.reference}", "/b/product/feed.atom"]
    assert [stranger.get(path).status_code for path in paths] == [200, 200, 200]
    form = {"is_private": "yes", "sign_up": "anyone", "sign_up_domains": "", "second_factor": "yes"}
    assert save(browser, "coming-in", form).status_code == 303
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert f"/ideas/{idea.reference}" not in stranger.get("/search?q=bank+link").text
    assert "Disallow: /\n" in stranger.get("/robots.txt").text
    assert [customer.get(path).status_code for path in paths[:2]] == [200, 200]
    save(browser, "coming-in", {**form, "is_private": "no"})
    assert stranger.get("/b/product").status_code == 200


def test_only_some_domains_come_in_by_themselves(
    app: Flask, root: User, letters: list[Letter]
) -> None:
    browser = Browser(app).sign_in(root)
    form = {"is_private": "no", "sign_up": "domains", "sign_up_domains": "", "second_factor": "yes"}
    refused = save(browser, "coming-in", form)
    assert (refused.status_code, "at least one domain" in refused.text) == (422, True)
    assert (
        save(browser, "coming-in", {**form, "sign_up_domains": "@Larch.example"}).status_code == 303
    )

    stranger, someone = Browser(app), {"name": "Grace", "password": "quiet-harbour-lantern"}
    assert "addresses of larch.example" in stranger.get("/sign-up").text
    elsewhere = stranger.post("/sign-up", {**someone, "email": "grace@else.example"})
    assert elsewhere.status_code == 422
    assert 'value="grace@else.example"' in elsewhere.text
    assert letters == []
    assert stranger.post("/sign-up", {**someone, "email": "g@larch.example"}).status_code == 303
    with pytest.raises(Invalid), writing():
        sign_up("Grace", "grace@else.example", password_hash=password_hash())


def test_by_invitation_only(app: Flask, root: User, ada: User, letters: list[Letter]) -> None:
    with writing():
        change(root, sign_up="invited")
        waiting = User(email="put@down.example", email_key="put@down.example")
        session.add(waiting)
    stranger = Browser(app)
    assert "by invitation" in stranger.get("/sign-up").text
    assert ">Sign up<" not in stranger.get("/sign-in").text
    someone = {"name": "Grace", "password": "quiet-harbour-lantern", "email": "g@heed.example"}
    assert stranger.post("/sign-up", someone).status_code == 403
    known = stranger.post("/sign-up", {**someone, "email": ada.email})
    assert known.status_code == 403, "alike for an address that has an account"
    with pytest.raises(Forbidden), writing():
        sign_up("Grace", "g@heed.example", password_hash=password_hash())
    with writing():
        ask_for_reset("put@down.example")
    assert letters == [], "a new password is no way around it"
    with writing():
        ask_for_reset(ada.email)
    assert len(letters) == 1


def test_starters_are_the_portals_own(browser: Browser, root: User, board: Board) -> None:
    browser.sign_in(root)
    stranger = Browser(browser.app)
    assert "What do you still keep in a spreadsheet?" in stranger.get("/b/product").text
    save(browser, "starters", {"starters": "What hurts?\n\n What <b>else</b>?"})
    page = stranger.get("/b/product").text
    assert "What hurts?" in page
    assert "What &lt;b&gt;else&lt;/b&gt;?" in page
    assert "spreadsheet" not in page
    assert save(browser, "starters", {"starters": "a\n" * 6}).status_code == 422


def test_sites_are_named_before_they_frame_the_roadmap(
    browser: Browser, root: User, board: Board
) -> None:
    browser.sign_in(root)
    wrong = save(browser, "embedding", {"embed_origins": "https://a.example\n*"})
    assert wrong.status_code == 422
    assert "“*” is no site." in wrong.text
    assert Browser(browser.app).get("/embed/roadmap").status_code == 404

    sites = {"embed_origins": "https://A.example/\n http://localhost:8080"}
    assert save(browser, "embedding", sites).status_code == 303
    policy = Browser(browser.app).get("/embed/roadmap").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://a.example http://localhost:8080")
    page = browser.get("/manage/settings/embedding").text
    assert "2 sites may show your public roadmap" in page
    assert "lets these sites show the roadmap: https://a.example, http://localhost:8080." in page

    save(browser, "embedding", {"embed_origins": ""})
    assert Browser(browser.app).get("/embed/roadmap").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_who_may_and_what_it_costs(
    app: Flask, ada: User, jun: User, marta: User, root: User, board: Board, page: str
) -> None:
    path = f"/manage/settings/{page}"
    expected = 200 if page in KEEPERS else 403
    assert Browser(app).sign_in(marta).get(path).status_code == expected
    for person in (ada, jun):
        assert Browser(app).sign_in(person).get(path).status_code == 403
    browser = Browser(app).sign_in(root)
    with statements() as sent:
        assert browser.get(path).status_code == 200
    assert len(sent) <= 14, page
