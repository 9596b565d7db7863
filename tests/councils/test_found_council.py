"""Councils are founded, changed and closed by those who may; to everybody else there are none."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session
from app.councils.models import Council, Existence
from app.people.models import Role, User
from tests.browsers import Browser
from tests.councils.acts import council
from tests.personas import make_person
from tests.statements import statements

FORM = {"name": "Product council", "purpose": "To judge what comes next.", "kind": "user"}
FORM |= {"existence": "hidden", "confidentiality": "closed", "target_size": "14"}
REQUEST_ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def the_council() -> Council:
    session.rollback()
    return session.scalars(select(Council)).one()


def bare(text: str, *paths: str) -> str:
    for path in paths:
        text = text.replace(path, "").replace(path.replace("/", "%2F"), "")
    return TOKEN.sub("", REQUEST_ID.sub("", text))


def test_an_administrator_founds_one_and_names_its_host(
    app: Flask, browser: Browser, root: User, marta: User
) -> None:
    assert browser.sign_in(root).get("/councils/new").status_code == 200
    answer = browser.post("/councils/new", {**FORM, "hosts": marta.email})
    assert answer.status_code == 303
    made = the_council()
    assert answer.headers["Location"] == f"/councils/{made.slug}"
    assert (made.name, made.target_size, made.archived_at) == ("Product council", 14, None)
    hosts = Browser(app).sign_in(marta)
    assert "Product council" in hosts.get("/councils").text
    page = hosts.get(f"/councils/{made.slug}")
    assert page.status_code == 200
    assert "Nothing leaves the board" in page.text
    assert "Marta de Vries" in page.text


def test_to_everybody_else_a_hidden_one_is_not_there(
    app: Flask, root: User, ada: User, jun: User, marta: User
) -> None:
    hidden = council("Product council", marta, by=root)
    other = make_person("Mila Manager", role=Role.MANAGER)
    for person in (None, ada, jun, other):
        browser = Browser(app)
        if person:
            browser.sign_in(person)
        for end in ("", "/edit"):
            path, missing = f"/councils/{hidden.slug}{end}", f"/councils/never-was{end}"
            answer, nothing = browser.get(path), browser.get(missing)
            assert (answer.status_code, nothing.status_code) == (404, 404), (person, path)
            assert bare(answer.text, path) == bare(nothing.text, missing)
        answer, nothing = browser.get("/councils"), browser.get("/councillors")
        assert (answer.status_code, nothing.status_code) == (404, 404)
        assert bare(answer.text, "/councils") == bare(nothing.text, "/councillors")
        assert "Product council" not in browser.get("/").text


def test_of_a_public_one_everybody_reads_the_purpose_alone(
    app: Flask, root: User, ada: User, marta: User
) -> None:
    shown = council("Open board", marta, by=root, existence=Existence.PUBLIC, purpose="To listen.")
    for browser in (Browser(app), Browser(app).sign_in(ada)):
        assert "Open board" in browser.get("/councils").text
        page = browser.get(f"/councils/{shown.slug}")
        assert "To listen." in page.text
        assert "Marta de Vries" not in page.text
    assert Browser(app).sign_in(ada).get(f"/councils/{shown.slug}/edit").status_code == 403


def test_hosts_found_others_and_managers_without_one_do_not(
    app: Flask, root: User, jun: User, marta: User
) -> None:
    council("Product council", jun, by=root)
    assert Browser(app).sign_in(jun).post("/councils/new", {**FORM, "hosts": jun.email})
    assert len(session.scalars(select(Council)).all()) == 2
    manager = Browser(app).sign_in(marta)
    assert manager.get("/councils/new").status_code == 403
    assert manager.post("/councils/new", {**FORM, "hosts": marta.email}).status_code == 403
    assert len(session.scalars(select(Council)).all()) == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Write a name"),
        ("hosts", "", "at least one person on staff"),
        ("hosts", "ada@heed.example", "Nobody on staff has the address ada@heed.example"),
        ("sponsor", "who@heed.example", "Nobody on staff has the address who@heed.example"),
        ("target_size", "0", "From 1 to 200 people"),
        ("target_size", "many", "Not a valid integer value"),
        ("kind", "secret", "Invalid Choice"),
        ("purpose", "x" * 2001, "Up to 2000 letters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    browser: Browser, root: User, ada: User, marta: User, field: str, value: str, said: str
) -> None:
    form = {**FORM, "hosts": marta.email, "cadence": "What I typed", field: value}
    answer = browser.sign_in(root).post("/councils/new", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What I typed" in answer.text
    assert session.scalars(select(Council)).all() == []


def test_a_host_changes_it_and_hands_it_on(app: Flask, root: User, jun: User, marta: User) -> None:
    made = council("Product council", marta, by=root)
    path, hosts = f"/councils/{made.slug}/edit", Browser(app).sign_in(marta)
    assert "Product council" in hosts.get(path).text
    form = {**FORM, "name": "Council", "hosts": jun.email, "version": 1}
    assert hosts.post(path, form).status_code == 303
    assert the_council().name == "Council"
    assert hosts.get(path).status_code == 404
    assert Browser(app).sign_in(jun).get(path).status_code == 200
    late = Browser(app).sign_in(root).post(path, {**form, "cadence": "Typed too late"})
    assert late.status_code == 412
    assert "Typed too late" in late.text


def test_a_closed_one_is_read_and_opened_again(app: Flask, root: User, marta: User) -> None:
    made = council("Product council", marta, by=root)
    path, hosts = f"/councils/{made.slug}", Browser(app).sign_in(marta)
    assert hosts.post(f"{path}/closing").status_code == 303
    assert "This board is closed since" in hosts.get(path).text
    assert hosts.post(f"{path}/closing", {"again": "1"}).status_code == 303
    assert "This board is closed since" not in hosts.get(path).text


def test_a_look_by_right_alone_is_kept(app: Flask, root: User, marta: User) -> None:
    made = council("Product council", marta, by=root)
    path, looks = f"/councils/{made.slug}", AuditEntry.action == "council.look"
    assert Browser(app).sign_in(marta).get(path).status_code == 200
    assert session.scalars(select(AuditEntry).where(looks)).all() == []
    assert Browser(app).sign_in(root).get(path).status_code == 200
    entry = session.scalars(select(AuditEntry).where(looks)).one()
    assert (entry.actor_id, entry.subject) == (root.id, f"councils:{made.uid}")


def test_no_page_of_groups_tells_of_one(app: Flask, root: User, marta: User) -> None:
    made = council("Product council", marta, by=root)
    for person in (marta, root):
        page = Browser(app).sign_in(person).get("/manage/settings/groups").text
        assert "council " not in page
    assert made.group_id


def test_the_list_asks_as_often_for_many_as_for_one(app: Flask, root: User, marta: User) -> None:
    council("Council 0", marta, by=root)
    browser = Browser(app).sign_in(marta)
    with statements() as few:
        browser.get("/councils")
    for number in range(1, 5):
        council(f"Council {number}", marta, by=root)
    with statements() as many:
        browser.get("/councils")
    assert len(few) == len(many)
