"""Asking people in: who may, what the link does, and that it does it once."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.people.models import OneTimeToken, Organisation, Role, User
from app.people.queries import by_email
from app.people.service.invitations import invite
from tests.browsers import Browser
from tests.people.conftest import Letter
from tests.personas import PASSWORD
from tests.telling.mail_server import MailServer

GRACE = "grace@northwind.example"
COMING_IN = {"name": "Grace Hopper", "password": PASSWORD}


def asked_in(actor: User, role: Role = Role.CUSTOMER, email: str = GRACE) -> str:
    with writing():
        return invite([email], role=role, actor=actor)[0].path


def test_a_colleague_is_invited_and_comes_in(
    app: Flask, root: User, letters: list[Letter], mail_server: MailServer
) -> None:
    form = {"addresses": f"{GRACE}\n, Joe <joe@heed.example>; {GRACE}", "role": "employee"}
    answer = Browser(app).sign_in(root).post("/manage/people/invite", form)
    assert (answer.status_code, answer.location) == (303, "/manage/people?show=invited")
    assert [(each.email, each.purpose) for each in letters] == [
        (GRACE, "invite"),
        ("joe@heed.example", "invite"),
    ]
    grace = by_email(GRACE)
    assert (grace.role, grace.is_active) == (Role.CUSTOMER, False), "not before they come in"

    browser = Browser(app)
    page = browser.get(letters[0].path)
    assert "as Employee" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    refused = browser.post(letters[0].path, {"name": "Grace Hopper", "password": "short"})
    assert refused.status_code == 422
    assert 'value="Grace Hopper"' in refused.text
    assert browser.post(letters[0].path, COMING_IN).status_code == 303
    assert (grace.name, grace.role, grace.is_active) == ("Grace Hopper", Role.EMPLOYEE, True)
    assert grace.welcomed_at is not None
    assert browser.get("/sign-in").status_code == 303, "they are signed in"

    again = Browser(app).post(letters[0].path, COMING_IN)
    assert (again.status_code, "no longer works" in again.text) == (404, True)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == root.id))
    assert list(actions) == ["user.invite", "user.invite", "user.come_in"]


def test_bad_addresses_are_named_and_all_stay_in_the_form(
    app: Flask, root: User, letters: list[Letter]
) -> None:
    typed = "grace@northwind.example\nnot an address\nalso@@wrong"
    form = {"addresses": typed, "role": "customer"}
    answer = Browser(app).sign_in(root).post("/manage/people/invite", form)
    assert answer.status_code == 422
    assert "2 of these are no addresses, so nothing was sent yet: not an address, also@@wrong" in (
        answer.text
    )
    assert typed in answer.text.replace("\r", "")
    assert letters == []
    assert by_email(GRACE) is None


@pytest.mark.parametrize(
    "content",
    [
        b"name,E-Mail\nGrace Hopper,grace@heed.example\n",
        b"\xef\xbb\xbfemail;role\r\ngrace@heed.example;admin\r\n",
        b"grace@heed.example\n",
        "name,email\nGr\xfce,grace@heed.example\n".encode("cp1252"),
    ],
)
def test_a_file_of_addresses_is_invited_with_those_typed(
    app: Flask, root: User, letters: list[Letter], content: bytes
) -> None:
    browser = Browser(app).sign_in(root)
    form = {"addresses": "linus@heed.example", "role": "customer"}
    file = (io.BytesIO(content), "people.csv")
    assert browser.post("/manage/people/invite", {**form, "file": file}).status_code == 200
    assert sorted(letter.email for letter in letters) == [
        "grace@heed.example",
        "linus@heed.example",
    ]
    assert by_email("grace@heed.example").role is Role.CUSTOMER


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,address\nGrace,grace@heed.example\n", "No column of this file is called email"),
        (b"x" * 100_001, "larger than 100 kB"),
        (b"email\ngrace@heed.example\nnobody\n", "1 of these is no address"),
        (b"\0\1\2", "There is no address in this file"),
    ],
)
def test_a_file_that_cannot_be_read_invites_nobody_and_loses_nothing(
    app: Flask, root: User, letters: list[Letter], content: bytes, said: str
) -> None:
    browser = Browser(app).sign_in(root)
    form = {"addresses": "linus@heed.example", "role": "customer"}
    page = browser.post(
        "/manage/people/invite", {**form, "file": (io.BytesIO(content), "people.csv")}
    )
    assert page.status_code == 422
    assert said in page.text
    assert "linus@heed.example" in page.text
    assert ("grace@heed.example" in page.text) == (b"nobody" in content)
    assert letters == []


def test_a_known_address_is_named_and_nobody_is_invited(
    app: Flask, root: User, ada: User, letters: list[Letter]
) -> None:
    form = {"addresses": f"{GRACE}\n{ada.email}", "role": "customer"}
    answer = Browser(app).sign_in(root).post("/manage/people/invite", form)
    assert answer.status_code == 409
    assert f"There is already an account for {ada.email}" in answer.text
    assert GRACE in answer.text
    assert by_email(GRACE) is None, "all or none"


def test_managers_invite_customers_only(app: Flask, marta: User, jun: User, ada: User) -> None:
    browser = Browser(app).sign_in(marta)
    assert "Administrator" not in browser.get("/manage/people/invite").text
    form = {"addresses": GRACE, "role": "admin"}
    assert browser.post("/manage/people/invite", form).status_code == 422
    for role in (Role.EMPLOYEE, Role.MANAGER, Role.ADMIN):
        with pytest.raises(Forbidden), writing():
            invite([GRACE], role=role, actor=marta)
    assert browser.post("/manage/people/invite", {**form, "role": "customer"}).status_code == 200
    for other in (jun, ada):
        assert Browser(app).sign_in(other).get("/manage/people/invite").status_code == 403


def test_a_manager_cannot_pass_on_an_invitation_of_a_colleague(
    app: Flask, root: User, marta: User
) -> None:
    path = asked_in(root, Role.ADMIN)
    grace = by_email(GRACE)
    browser = Browser(app).sign_in(marta)
    for what in ("invite", "withdraw"):
        answer = browser.post(f"/manage/people/{grace.uid}/{what}", {"way": "link"})
        assert answer.status_code == 403
    assert Browser(app).get(path).status_code == 200, "it still works"


def test_after_ten_minutes_the_password_is_asked_for_and_nothing_is_lost(
    app: Flask, root: User, letters: list[Letter]
) -> None:
    browser = Browser(app).sign_in(root)
    form = {"addresses": "linus@heed.example, grace@heed.example", "role": "admin"}

    def file() -> dict[str, tuple[io.BytesIO, str]]:
        return {"file": (io.BytesIO(b"email\njoe@heed.example\n"), "people.csv")}

    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        asked = browser.post("/manage/people/invite", {**form, **file()})
        assert asked.status_code == 401
        assert "Is it still you?" in asked.text
        assert form["addresses"] in asked.text
        assert 'name="role" value="admin"' in asked.text
        assert "Choose “people.csv” again" in asked.text
        assert 'enctype="multipart/form-data"' in asked.text
        assert letters == []
        assert by_email("linus@heed.example") is None
        proven = {**form, **file(), "proof": PASSWORD}
        assert browser.post("/manage/people/invite", proven).status_code == 200
    assert {each.email for each in letters} == {
        "grace@heed.example",
        "joe@heed.example",
        "linus@heed.example",
    }


@pytest.mark.parametrize("what", ["invite", "withdraw"])
def test_an_open_invitation_is_changed_with_a_fresh_proof_too(
    app: Flask, root: User, what: str
) -> None:
    asked_in(root, Role.ADMIN)
    path = f"/manage/people/{by_email(GRACE).uid}/{what}"
    browser = Browser(app).sign_in(root)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        asked = browser.post(path, {"way": "link"})
        assert asked.status_code == 401
        assert "/invite/" not in asked.text.replace(path, "")
        assert browser.post(path, {"way": "link", "proof": PASSWORD}).status_code in (200, 303)


def test_links_are_shown_once_where_mail_stays_in_files(app: Flask, root: User) -> None:
    form = {"addresses": GRACE, "role": "customer"}
    answer = Browser(app).sign_in(root).post("/manage/people/invite", form)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (link,) = re.findall(r'value="http://localhost(/invite/[\w-]+)"', answer.text)
    assert Browser(app).get(link).status_code == 200
    kept = session.scalars(select(OneTimeToken)).one()
    assert link.rpartition("/")[2] not in str(vars(kept)), "only its hash is kept"


def test_links_are_shown_on_request(app: Flask, root: User, mail_server: MailServer) -> None:
    form = {"addresses": GRACE, "role": "customer", "wants_links": "y"}
    answer = Browser(app).sign_in(root).post("/manage/people/invite", form)
    assert "/invite/" in answer.text
    assert "They were sent by mail too." in answer.text


def test_a_new_link_ends_the_one_before(app: Flask, root: User, letters: list[Letter]) -> None:
    first = asked_in(root, Role.MANAGER)
    grace = by_email(GRACE)
    browser = Browser(app).sign_in(root)
    shown = browser.post(f"/manage/people/{grace.uid}/invite", {"way": "link"})
    (second,) = re.findall(r'value="http://localhost(/invite/[\w-]+)"', shown.text)
    assert Browser(app).get(first).status_code == 404
    assert "as Manager" in Browser(app).get(second).text, "in the role chosen first"
    assert browser.post(f"/manage/people/{grace.uid}/withdraw").status_code == 303
    assert Browser(app).get(second).status_code == 404


def test_a_link_lives_seven_days(app: Flask, root: User) -> None:
    path = asked_in(root)
    with time_machine.travel(now() + timedelta(days=6, hours=23), tick=False):
        assert Browser(app).get(path).status_code == 200
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=False):
        assert Browser(app).post(path, COMING_IN).status_code == 404


def test_an_invitation_is_worth_what_its_inviter_may(app: Flask, root: User, marta: User) -> None:
    """Whoever was an administrator when they asked may not be one any more."""
    path = asked_in(root, Role.ADMIN)
    with writing():
        root.role = Role.EMPLOYEE
    assert Browser(app).post(path, COMING_IN).status_code == 404
    assert by_email(GRACE).confirmed_at is None


def test_who_comes_in_joins_the_organisation_of_their_address(
    app: Flask, root: User, northwind: Organisation
) -> None:
    Browser(app).post(asked_in(root), COMING_IN)
    assert by_email(GRACE).organisation_id == northwind.id


def test_colleagues_join_no_customer(app: Flask, root: User, northwind: Organisation) -> None:
    Browser(app).post(asked_in(root, Role.EMPLOYEE), COMING_IN)
    assert by_email(GRACE).organisation_id is None
