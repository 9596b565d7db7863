"""The log of what was changed, as administrators read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import audit
from app.core.audit import AuditEntry, broken_link, record
from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import Idea
from app.people.models import User
from tests.browsers import Browser
from tests.personas import PASSWORD
from tests.statements import statements

PAGE = "/manage/settings/audit"


@pytest.fixture
def log(app: Flask, idea: Idea, ada: User, marta: User, root: User) -> None:
    with writing():
        change(root, name="Ledgerly")
        record(marta, "idea.status", idea, before={"status": "new"}, after={"status": "planned"})
        record(None, "user.create", ada, after={"role": "customer"})


def shown(browser: Browser, **asked: str) -> str:
    answer = browser.get(PAGE, query_string=asked)
    assert answer.status_code == 200
    return answer.text


def test_it_says_who_did_what_to_what_and_what_was_before(
    app: Flask, log: None, idea: Idea, ada: User, root: User
) -> None:
    page = shown(Browser(app).sign_in(root))
    assert "Marta de Vries</strong> changed a status" in page
    assert idea.title in page
    assert "<del>new</del> → planned" in page
    assert "Ruth Root</strong> changed a setting" in page
    assert "The system</strong> made an account" in page
    assert f"/manage/people/{ada.uid}" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "marta"}, {"changed a status"}),
        ({"who": "nobody of that name"}, set()),
        ({"what": "settings"}, {"changed a setting"}),
        ({"what": "user"}, {"made an account"}),
        ({"from": "2999-01-01"}, set()),
        ({"to": "1999-01-01"}, set()),
        ({"from": "1999-01-01", "to": "2998-12-31", "what": "idea"}, {"changed a status"}),
    ],
)
def test_it_is_narrowed_in_the_address(
    app: Flask, log: None, root: User, asked: dict[str, str], found: set[str]
) -> None:
    page = shown(Browser(app).sign_in(root), **asked)
    said = {"changed a status", "changed a setting", "made an account"}
    assert {words for words in said if f"</strong> {words}" in page} == found


def test_all_that_was_done_to_one_thing(app: Flask, log: None, idea: Idea, root: User) -> None:
    page = shown(Browser(app).sign_in(root), about=audit.name_of(idea))
    assert "changed a status" in page
    assert "</strong> changed a setting" not in page


@pytest.mark.parametrize("asked", [{"from": "yesterday"}, {"to": "9999-12-31"}, {"cursor": "x"}])
def test_what_is_no_day_is_said(app: Flask, root: User, asked: dict[str, str]) -> None:
    assert Browser(app).sign_in(root).get(PAGE, query_string=asked).status_code == 422


def test_it_is_read_in_pages_of_a_constant_cost(app: Flask, ada: User, root: User) -> None:
    with writing():
        for number in range(120):
            record(root, "user.role", ada, after={"number": number})
    browser = Browser(app).sign_in(root)
    with statements() as first:
        page = shown(browser)
    assert "<code>number</code> 119" in page
    assert "<code>number</code> 69" not in page
    with statements() as narrowed:
        shown(browser, who="root", what="user")
    assert len(first) <= 9
    assert len(narrowed) <= 10


def test_only_administrators_read_it(app: Flask, log: None, marta: User, ada: User) -> None:
    assert Browser(app).get(PAGE).status_code == 302
    for person in (ada, marta):
        assert Browser(app).sign_in(person).get(PAGE).status_code == 403


def test_what_was_refused_is_noted_once_an_hour(app: Flask, marta: User) -> None:
    browser = Browser(app).sign_in(marta)
    for _ in range(3):
        browser.get(PAGE)
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "access.denied")).all()
    assert [(each.actor_id, each.after["address"]) for each in noted] == [(marta.id, PAGE)]


def test_who_came_in_and_who_did_not(app: Flask, ada: User) -> None:
    for password in ("wrong", PASSWORD):
        Browser(app).post("/sign-in", {"email": ada.email, "password": password})
    Browser(app).post("/sign-in", {"email": "nobody@x.example", "password": "wrong"})
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(each.action, each.actor_id) for each in entries[-3:]] == [
        ("user.sign_in_failed", None),
        ("user.sign_in", ada.id),
        ("user.sign_in_failed", None),
    ]
    failed = entries[-3]
    assert ada.email not in f"{failed.subject} {failed.before} {failed.after}"
    assert broken_link() is None


@pytest.mark.sqlite("the triggers of PostgreSQL are dropped in another way")
def test_an_entry_altered_behind_our_back_shows(app: Flask, log: None, root: User) -> None:
    entry = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).first()
    with writing():
        for name in session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
            {"table": "audit_entries"},
        ).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        moved = now() - timedelta(days=1)
        session.execute(
            AuditEntry.__table__.update().where(AuditEntry.id == entry).values(created_at=moved)
        )
    assert broken_link() == entry
