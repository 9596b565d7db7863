"""Days of terms are the portal's; hours are shown with the zone they are of and typed by the
portal's clock, and one that no clock shows is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import change
from app.councils.models import Council, Round, Seat, SeatKind
from app.councils.service.seats import Offer
from app.councils.service.seats import invite as offer_seat
from app.people.models import User
from tests.browsers import Browser
from tests.councils.test_prepare_round import PLAN


@pytest.fixture
def berlin(root: User) -> None:
    with writing():
        change(root, time_zone="Europe/Berlin")


@pytest.fixture
def in_london(ada: User) -> User:
    with writing():
        session.get_one(User, ada.id).time_zone = "Europe/London"
    return ada


def test_terms_are_days_of_the_portal_wherever_one_reads(
    app: Flask, berlin: None, sitting: Council, in_london: User, marta: User
) -> None:
    first, last = date(2027, 12, 8), date(2028, 12, 7)
    path = f"/councils/{sitting.slug}"
    with time_machine.travel(datetime(2027, 11, 1, 12, tzinfo=UTC), tick=False):
        with writing():
            offer = Offer(in_london.email or "", SeatKind.MEMBER, first, last)
            uid = offer_seat(sitting, offer, actor=marta).uid
        member = Browser(app).sign_in(in_london)
        page = member.get(path).text
        assert "December 8, 2027" in page
        assert "December 7, 2028" in page
        assert member.post(f"{path}/invitation").status_code == 303
        assert "Your term begins on December 8, 2027" in member.get(path).text
        with writing():
            session.get_one(User, marta.id).time_zone = "America/New_York"
        host = Browser(app).sign_in(marta)
        assert "December 8, 2027" in host.get(f"{path}/members/{uid}").text


def test_hours_are_shown_with_their_zone_and_typed_by_the_portals_clock(
    app: Flask, berlin: None, sitting: Council, seats: list[Seat], in_london: User, marta: User
) -> None:
    path = f"/councils/{sitting.slug}"
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False):
        host, member = Browser(app).sign_in(marta), Browser(app).sign_in(in_london)
        assert "By the clock of Berlin." in host.get(f"{path}/rounds/new").text
        plan = {**PLAN, "closes_at": "2027-03-05T14:00", "meets_at": "2027-03-08T10:00"}
        assert host.post(f"{path}/rounds/new", plan).status_code == 303
        assert host.post(f"{path}/rounds/1/stage", {"do": "pre_read"}).status_code == 303
        for place in (path, f"{path}/rounds/1"):
            assert "Fri 5 Mar 2027, 14:00 (Berlin)" in host.get(place).text
            assert "Fri 5 Mar 2027, 13:00 (London)" in member.get(place).text
            assert "Mon 8 Mar 2027, 09:00 (London)" in member.get(place).text


def test_an_hour_that_clocks_leave_out_is_refused_and_stays_typed(
    app: Flask, berlin: None, sitting: Council, marta: User
) -> None:
    path = f"/councils/{sitting.slug}/rounds/new"
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False):
        host = Browser(app).sign_in(marta)
        answer = host.post(path, {**PLAN, "closes_at": "2027-03-28T02:30"})
        assert answer.status_code == 422
        assert "leave this hour out" in answer.text
        assert "2027-03-28T02:30" in answer.text
        assert session.scalar(select(Round)) is None
        assert host.post(path, {**PLAN, "closes_at": "2027-03-28T03:00"}).status_code == 303


def test_of_an_hour_that_comes_twice_the_first_is_meant_and_that_is_said(
    app: Flask, berlin: None, sitting: Council, marta: User
) -> None:
    path = f"/councils/{sitting.slug}/rounds"
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False):
        host = Browser(app).sign_in(marta)
        assert host.post(f"{path}/new", {**PLAN, "closes_at": "2027-10-31T02:30"})
        assert "02:30 comes twice that day. The first one is meant." in host.get(f"{path}/1").text
        planned = session.scalars(select(Round)).one()
        assert planned.closes_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        version = str(planned.version)
        later = {**PLAN, "closes_at": "2027-10-31T03:30", "version": version}
        assert host.post(f"{path}/1/edit", later).status_code == 303
        assert "comes twice" not in host.get(f"{path}/1").text
