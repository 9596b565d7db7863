"""A host invites somebody without an account: as a customer, by a letter that names no board."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.councils.models import Council, Seat, SeatState
from app.councils.terms import today
from app.people.models import Organisation, Role, User
from app.people.queries import by_email
from app.people.service.invitations import invite_to_sit
from app.people.service.roles import deactivate
from tests.browsers import Browser
from tests.councils.acts import council
from tests.people.conftest import Letter, letters
from tests.personas import PASSWORD

__all__ = ["letters"]

GRACE = "grace@northwind.example"
COMING_IN = {"name": "Grace Hopper", "password": PASSWORD}


@pytest.fixture
def hosted(app: Flask, root: User, jun: User) -> Council:
    """By Jun, who is an employee."""
    return council("Product council", jun, by=root)


def form(**more: str) -> dict[str, str]:
    days = {"starts_on": f"{today()}", "ends_on": f"{today() + timedelta(90)}"}
    return {"address": GRACE, "kind": "member", **days, **more}


def seat_of(person: User) -> Seat:
    session.rollback()
    theirs = select(Seat).where(Seat.user_id == person.id).order_by(Seat.id.desc())
    return session.scalars(theirs.limit(1)).one()


def test_an_employee_who_hosts_brings_a_customer_in(
    app: Flask, hosted: Council, letters: list[Letter], jun: User, northwind: Organisation
) -> None:
    host, path = Browser(app).sign_in(jun), f"/councils/{hosted.slug}"
    assert host.post("/manage/people/invite", {"addresses": GRACE}).status_code == 403
    assert host.post(f"{path}/members", form()).status_code == 303
    assert [(each.email, each.purpose) for each in letters] == [(GRACE, "invite")]
    grace = by_email(GRACE)
    assert grace is not None
    assert not grace.is_active
    browser = Browser(app)
    assert "as Customer" in browser.get(letters[0].path).text
    assert browser.post(letters[0].path, COMING_IN).status_code == 303
    session.rollback()
    assert (grace.role, grace.is_active) == (Role.CUSTOMER, True)
    assert "would like you to sit in this board" in browser.get(path).text
    assert browser.post(f"{path}/invitation").status_code == 303
    assert seat_of(grace).organisation_id == northwind.id
    assert browser.get(f"{path}/members").status_code == 200


def test_a_link_is_sent_again_once_the_old_one_is_too_old(
    app: Flask, hosted: Council, letters: list[Letter], jun: User
) -> None:
    host, path = Browser(app).sign_in(jun), f"/councils/{hosted.slug}/members"
    host.post(path, form())
    again = host.post(path, form())
    assert again.status_code == 409
    assert len(letters) == 1
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        host = Browser(app).sign_in(jun)
        assert Browser(app).get(letters[0].path).status_code == 404
        uid = session.scalars(select(Seat.uid).where(Seat.state == SeatState.INVITED)).one()
        assert host.post(f"{path}/{uid}", {"end": "1"}).status_code == 303
        assert host.post(path, form()).status_code == 303
        assert len(letters) == 2
        assert Browser(app).get(letters[1].path).status_code == 200


def test_taking_the_invitation_back_ends_the_link(
    app: Flask, hosted: Council, letters: list[Letter], jun: User
) -> None:
    host, path = Browser(app).sign_in(jun), f"/councils/{hosted.slug}/members"
    host.post(path, form())
    uid = session.scalars(select(Seat.uid).where(Seat.state == SeatState.INVITED)).one()
    assert host.post(f"{path}/{uid}", {"end": "1"}).status_code == 303
    assert Browser(app).post(letters[0].path, COMING_IN).status_code == 404


def test_the_link_is_good_as_long_as_who_sent_it_is_on_staff(
    app: Flask, hosted: Council, letters: list[Letter], jun: User, root: User
) -> None:
    Browser(app).sign_in(jun).post(f"/councils/{hosted.slug}/members", form())
    with writing():
        deactivate(jun, actor=root)
    assert Browser(app).post(letters[0].path, COMING_IN).status_code == 404


def test_nobody_else_brings_anybody_in_so(app: Flask, ada: User) -> None:
    with pytest.raises(Forbidden), writing():
        invite_to_sit(GRACE, actor=ada)
    assert by_email(GRACE) is None
