"""A meeting as calendars read it: at the right hour, the same event again, and gone once called
off."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import change
from app.councils.models import Council, Round, Seat
from app.councils.service import candidates, rounds
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import prepare

# Each beside a change of the clock, before it and behind it.
MEETINGS = [
    ("Europe/Berlin", "2027-03-27T15:00", "20270327T140000Z"),
    ("Europe/Berlin", "2027-03-28T15:00", "20270328T130000Z"),
    ("America/New_York", "2027-11-06T09:30", "20271106T133000Z"),
    ("America/New_York", "2027-11-07T09:30", "20271107T143000Z"),
    ("Australia/Sydney", "2027-04-03T10:00", "20270402T230000Z"),
    ("Australia/Sydney", "2027-04-04T10:00", "20270404T000000Z"),
]
PLAN = {"title": "Secret plans", "kind": "meeting", "counts_by": "organisation", "quorum": "1"}


def event_in(browser: Browser, path: str) -> tuple[str, Event]:
    """The method of the calendar, and its one event."""
    answer = browser.get(f"{path}/meeting.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    assert calendar.errors == []
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return str(calendar["method"]), event


@pytest.mark.parametrize(("zone", "typed", "written"), MEETINGS)
def test_it_is_at_the_hour_that_was_typed_whatever_clocks_do(
    app: Flask, sitting: Council, marta: User, root: User, zone: str, typed: str, written: str
) -> None:
    with writing():
        change(root, time_zone=zone)
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=ZoneInfo("UTC"))):
        browser, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds"
        made = browser.post(f"{path}/new", {**PLAN, "meets_at": typed, "place": "Hall, 2nd floor"})
        assert made.status_code == 303, made.text
        _method, event = event_in(browser, f"{path}/1")
    assert event["dtstart"].to_ical().decode() == written
    local = event["dtstart"].dt.astimezone(ZoneInfo(zone))
    assert local.strftime("%Y-%m-%dT%H:%M") == typed
    assert event["location"] == "Hall, 2nd floor"


def test_it_is_the_same_event_when_it_moves_and_when_it_is_called_off(
    app: Flask, sitting: Council, marta: User
) -> None:
    browser, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    plan = {**PLAN, "meets_at": "2099-05-04T10:00"}
    browser.post(f"/councils/{sitting.slug}/rounds/new", plan)
    method, first = event_in(browser, path)
    assert (method, str(first["status"])) == ("PUBLISH", "CONFIRMED")

    moved = {**plan, "meets_at": "2099-05-05T11:00", "version": "1"}
    assert browser.post(f"{path}/edit", moved).status_code == 303
    _method, second = event_in(browser, path)
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["dtstart"].dt > first["dtstart"].dt

    assert "Call the meeting off" in browser.get(path).text
    assert browser.post(f"{path}/stage", {"do": "call_off"}).status_code == 303
    method, third = event_in(browser, path)
    assert (method, str(third["status"])) == ("CANCEL", "CANCELLED")
    assert third["uid"] == first["uid"]
    assert third["sequence"] > second["sequence"]
    assert "Called off" in browser.get(path).text
    assert browser.post(f"{path}/stage", {"do": "call_off"}).status_code == 409

    again = {**plan, "meets_at": "2099-06-01T11:00", "version": str(third["sequence"])}
    assert browser.post(f"{path}/edit", again).status_code == 303
    method, fourth = event_in(browser, path)
    assert (method, str(fourth["status"])) == ("PUBLISH", "CONFIRMED")
    assert fourth["uid"] == first["uid"]
    assert fourth["sequence"] > third["sequence"]


def test_it_lasts_as_long_as_its_agenda_and_tells_nothing_of_it(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of = prepare(sitting, "Colours for watches", by=marta, title="What we bring in spring")
    with writing():
        of.meets_at = datetime(2099, 5, 4, 10, tzinfo=ZoneInfo("UTC"))
        for title in ("Hello", "What became of your advice"):
            candidates.add_item(of, candidates.Item(title, minutes=50))
        rounds.begin_pre_read(of, actor=marta)
    browser, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1"
    _method, event = event_in(browser, path)
    assert (event["dtend"].dt - event["dtstart"].dt).total_seconds() == 100 * 60
    text = browser.get(f"{path}/meeting.ics").text
    for secret in ("Colours", "spring", "advice", "Product council"):
        assert secret not in text
    assert "Advisory board: round 1" in text
    assert "meeting.ics" in browser.get(path).text


def test_there_is_none_without_a_meeting_or_a_seat(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, jun: User
) -> None:
    prepare(sitting, "Colours for watches", by=marta)
    path = f"/councils/{sitting.slug}/rounds/1/meeting.ics"
    assert Browser(app).sign_in(marta).get(path).status_code == 404
    with writing():
        session.scalars(select(Round)).one().meets_at = datetime(2099, 5, 4, tzinfo=ZoneInfo("UTC"))
    assert Browser(app).sign_in(marta).get(path).status_code == 200
    assert Browser(app).sign_in(jun).get(path).status_code == 404
