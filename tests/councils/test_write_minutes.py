"""Minutes: hosts write them, a chair looks at them, everybody in the council reads them; with the
advice that was given, and who does what."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict, Invalid
from app.councils.models import (
    Action,
    Advice,
    Attendance,
    Confidentiality,
    Council,
    Decision,
    MinutesStage,
    Round,
    Seat,
    SeatKind,
)
from app.councils.queries.meeting import minutes_due_at, minutes_of
from app.councils.queries.rounds import agenda_of, candidates_of
from app.councils.service import candidates, minutes
from app.councils.service.actions import Task, assign
from app.councils.service.advice import Taken
from app.councils.terms import beginning_of, day_of, end_of, today
from app.people.models import User
from app.telling.models import Channel, Delivery
from tests.browsers import Browser
from tests.councils.acts import advise, begin, close, join, publish, say, take_down
from tests.personas import make_person


@pytest.fixture
def met(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """A round that closed, with one point on its agenda."""
    of, (first, _second) = begin(sitting, "More colours", "Fewer clicks", by=marta)
    with writing():
        candidates.add_item(of, candidates.Item("What shipped"))
    say(of, first, seats[0], 9, 3)
    close(of, by=marta)
    return of


def url(sitting: Council, rest: str = "minutes") -> str:
    return f"/councils/{sitting.slug}/rounds/1/{rest}"


def write(browser: Browser, sitting: Council, *present: Seat, version: int = 0, **more: str) -> int:
    item = point_of(sitting)
    form = {"summary": "**Good** talk", f"notes-{item}": "It shipped.", "version": version}
    form |= {"present": [str(seat.uid) for seat in present], **more}
    return browser.post(url(sitting, "minutes/edit"), form).status_code


def point_of(sitting: Council) -> str:
    of = session.scalars(select(Round).where(Round.council_id == sitting.id)).one()
    return str(agenda_of(of)[0].uid)


def test_hosts_write_them_and_members_read_them_once_they_are_published(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User
) -> None:
    with writing():
        sitting.confidentiality = Confidentiality.SHARED
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert write(host, sitting, seats[0]) == 303
    assert member.get(url(sitting)).status_code == 404
    page = host.get(url(sitting)).text
    assert "<strong>Good</strong> talk" in page
    assert host.post(url(sitting, "minutes/stage"), {"do": "publish"}).status_code == 303
    page = member.get(url(sitting)).text
    assert "It shipped." in page
    assert "Ada" in page
    assert "Not there: Ben" in page
    assert session.scalars(select(Attendance.seat_id)).all() == [seats[0].id]
    assert write(host, sitting, version=2) == 409, "published minutes stay as they are"


def test_a_chair_looks_at_them_first(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User
) -> None:
    carla = make_person("Carla Chair")
    join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    host, chair, member = (Browser(app).sign_in(who) for who in (marta, carla, ada))
    move = url(sitting, "minutes/stage")
    write(host, sitting)
    assert chair.get(url(sitting)).status_code == 404, "a draft is the hosts'"
    assert host.post(move, {"do": "publish"}).status_code == 409
    assert host.post(move, {"do": "send"}).status_code == 303
    assert member.post(move, {"do": "approve"}).status_code == 404
    assert host.post(move, {"do": "approve"}).status_code == 403
    assert chair.post(move, {"do": "return"}).status_code == 422, "without a word"
    chair.post(move, {"do": "return", "remark": "Name the date."})
    assert "Name the date." in host.get(url(sitting)).text
    assert write(host, sitting, version=3) == 303
    host.post(move, {"do": "send"})
    assert chair.post(move, {"do": "approve"}).status_code == 303
    assert chair.post(move, {"do": "publish"}).status_code == 403
    assert host.post(move, {"do": "publish"}).status_code == 303
    assert "A chair looked at them" in member.get(url(sitting)).text
    with writing():
        sitting.confidentiality = Confidentiality.SHARED
    assert "Looked at by Carla Chair" in member.get(url(sitting)).text


def test_who_saves_what_somebody_else_changed_keeps_their_words(
    app: Flask, sitting: Council, met: Round, marta: User
) -> None:
    host = Browser(app).sign_in(marta)
    write(host, sitting)
    item = point_of(sitting)
    form = {"summary": "Mine", f"notes-{item}": "My own note", "version": 0}
    page = host.post(url(sitting, "minutes/edit"), form)
    assert page.status_code == 412
    assert "Mine" in page.text
    assert "My own note" in page.text


def test_no_minutes_before_the_round_came_to_an_end(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    begin(sitting, "One", by=marta)
    host = Browser(app).sign_in(marta)
    assert host.get(url(sitting)).status_code == 404
    form = {"summary": "Too early", "version": 0}
    page = host.post(url(sitting, "minutes/edit"), form)
    assert page.status_code == 409
    assert "Too early" in page.text


def test_advice_is_taken_down_with_its_voices_and_answered_before_the_round_is_reported(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User
) -> None:
    host = Browser(app).sign_in(marta)
    first = candidates_of(met)[0]
    form = {
        "candidate": str(first.uid),
        "advice": "go",
        "voices_for": 9,
        "voices_against": 1,
        "voices_withheld": 1,
        "dissent": "It costs too much.",
    }
    assert host.post(url(sitting, "decisions"), form).status_code == 303
    assert host.post(url(sitting, "decisions"), form).status_code == 422, "not offered again"
    taken = session.scalars(select(Decision)).one()
    assert (taken.title, taken.voices) == ("More colours", 11)
    stage = url(sitting, "stage")
    refused = host.post(stage, {"do": "report"})
    assert refused.status_code == 409
    assert "Publish the minutes first" in refused.text, "and there are none yet"
    where = url(sitting, f"decisions/{taken.uid}")
    page = host.post(where, {"adoption": "open", "answer": "We look into it"})
    assert page.status_code == 422
    assert "We look into it" in page.text
    write(host, sitting)
    assert host.post(stage, {"do": "report"}).status_code == 409, "minutes come first"
    host.post(url(sitting, "minutes/stage"), {"do": "publish"})
    refused = host.post(stage, {"do": "report"})
    assert refused.status_code == 409
    assert "1 advice waits" in refused.text
    said = {"adoption": "adopted", "answer": "We start in May."}
    assert host.post(where, said).status_code == 303
    assert host.post(stage, {"do": "report"}).status_code == 303
    assert host.post(where, said).status_code == 409, "it was told"
    page = Browser(app).sign_in(ada).get(url(sitting)).text
    for words in ("9 for it, 1 against, 1 withheld", "It costs too much.", "We start in May."):
        assert words in page


def test_advice_out_of_range_comes_back_with_what_was_typed(
    app: Flask, sitting: Council, met: Round, marta: User
) -> None:
    host = Browser(app).sign_in(marta)
    for wrong in ({"voices_for": "many"}, {"voices_for": 5000}, {"advice": "perhaps"}):
        form = {"title": "Wait a year", "advice": "no_go", "voices_for": 1}
        form |= {"voices_against": 0, "voices_withheld": 0, **wrong}
        page = host.post(url(sitting, "decisions"), form)
        assert page.status_code == 422, wrong
        assert "Wait a year" in page.text
    assert session.scalars(select(Decision)).all() == []


def test_no_advice_while_the_round_is_open(
    sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, (first,) = begin(sitting, "One", by=marta)
    with pytest.raises(Conflict):
        advise(of, Taken(Advice.GO, first.uid), by=marta)


def test_an_action_is_for_somebody_in_the_board(
    app: Flask, sitting: Council, met: Round, marta: User
) -> None:
    form = {"title": "Send figures", "owner": str(uuid4()), "due_on": today().isoformat()}
    with pytest.raises(Invalid) as refused, writing():
        assign(met, Task("Send figures", uuid4(), today()), actor=marta)
    assert "owner" in refused.value.errors
    page = Browser(app).sign_in(marta).post(url(sitting, "actions"), form)
    assert page.status_code == 422
    assert "Send figures" in page.text


@pytest.mark.parametrize("days", [-1, 4 * 365])
def test_an_action_is_due_on_a_day_that_comes(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, days: int
) -> None:
    due = (today() + timedelta(days=days)).isoformat()
    form = {"title": "Send figures", "owner": str(seats[0].uid), "due_on": due}
    page = Browser(app).sign_in(marta).post(url(sitting, "actions"), form)
    assert page.status_code == 422
    assert "within the next three years" in page.text


def test_an_action_is_done_by_whoever_does_it(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User, ben: User
) -> None:
    host = Browser(app).sign_in(marta)
    due = today() + timedelta(days=30)
    form = {"title": "Send figures", "owner": str(seats[0].uid), "due_on": due.isoformat()}
    assert host.post(url(sitting, "actions"), form).status_code == 303
    assert host.post(url(sitting, "actions"), {**form, "due_on": "soon"}).status_code == 422
    early = url(sitting, f"actions/{session.scalars(select(Action.uid)).one()}")
    assert host.post(early).status_code == 303, "before there are minutes"
    assert host.post(early, {"again": "1"}).status_code == 303
    write(host, sitting)
    host.post(url(sitting, "minutes/stage"), {"do": "publish"})
    action = session.scalars(select(Action)).one()
    where = url(sitting, f"actions/{action.uid}")
    assert Browser(app).sign_in(ben).post(where).status_code == 403
    owner = Browser(app).sign_in(ada)
    assert owner.post(where).status_code == 303
    assert "done on" in owner.get(url(sitting)).text
    refused = owner.post(where)
    assert refused.status_code == 409
    assert "Send figures" in refused.text, "on the page of the minutes"
    assert owner.post(where, {"again": "1"}).status_code == 303
    assert host.post(where, {"remove": "1"}).status_code == 409, "the minutes are published"


def test_what_it_was_worth_is_asked_of_members_once_it_closed(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, ada: User, marta: User
) -> None:
    member = Browser(app).sign_in(ada)
    where = url(sitting, "worth")
    assert member.post(where, {"score": "9"}).status_code == 422
    for score in ("4", "5"):
        assert member.post(where, {"score": score}).status_code == 303
    assert 'value="5" checked' in member.get(url(sitting, "results")).text
    assert Browser(app).sign_in(marta).post(where, {"score": "1"}).status_code == 403


def test_those_in_the_council_hear_that_something_is_there_and_nothing_of_it(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User
) -> None:
    host = Browser(app).sign_in(marta)
    write(host, sitting)
    host.post(url(sitting, "minutes/stage"), {"do": "publish"})
    page = Browser(app).sign_in(ada).get("/notices").text
    assert "The minutes of a meeting are there to read." in page
    assert "You are asked to sit in an advisory board." in page
    assert sitting.name not in page
    assert sitting.slug not in page
    owed = select(Delivery.user_id).where(Delivery.channel == Channel.MAIL)
    told = list(session.scalars(owed))
    assert told.count(ada.id) == 3, "asked, opened, minutes"


def test_before_the_meeting_they_are_not_published_and_due_after_it(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, _cards = begin(sitting, "One", by=marta, meets_at=now() + timedelta(days=20))
    close(of, by=marta)
    host = Browser(app).sign_in(marta)
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        take_down(of, "Too early", by=marta)
        due_at = minutes_due_at(of)
        assert due_at is not None
        assert of.meets_at is not None
        assert due_at > of.meets_at
    refused = host.post(url(sitting, "minutes/stage"), {"do": "publish"})
    assert refused.status_code == 409
    assert "The meeting lies ahead" in refused.text
    assert "Publish them" not in host.get(url(sitting)).text
    early = host.post(url(sitting, "stage"), {"do": "report"})
    assert (early.status_code, "Mark it as reported" in early.text) == (409, False)
    assert "Report once it was held" in early.text
    with time_machine.travel(now() + timedelta(days=21), tick=False):
        publish(of, by=marta)


@pytest.mark.parametrize("stage", [MinutesStage.DRAFT, MinutesStage.IN_REVIEW])
def test_after_their_day_they_are_published_without_a_chair_and_say_so(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    met: Round,
    marta: User,
    ada: User,
    stage: MinutesStage,
) -> None:
    join(sitting, make_person("Carla Chair"), by=marta, kind=SeatKind.CHAIR)
    take_down(met, "Short", by=marta)
    with writing():
        written = minutes_of(met)
        assert written is not None
        if stage is MinutesStage.IN_REVIEW:
            minutes.send_to_chair(written, sitting, actor=marta)
    move = url(sitting, "minutes/stage")
    due_at = minutes_due_at(met)
    assert due_at is not None
    with time_machine.travel(beginning_of(day_of(due_at)), tick=False):
        host = Browser(app).sign_in(marta)
        assert "without the chair" not in host.get(url(sitting)).text
        assert host.post(move, {"do": "publish"}).status_code == 409, "their day is not over"
    with time_machine.travel(end_of(day_of(due_at)), tick=False):
        host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
        assert "Publish them without the chair" in host.get(url(sitting)).text
        assert host.post(move, {"do": "publish"}).status_code == 303
        page = member.get(url(sitting)).text
    assert "Not looked at by the chair" in page
    assert "Looked at by" not in page


def test_a_chair_whose_account_is_closed_holds_up_nothing(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, ada: User
) -> None:
    carla = make_person("Carla Chair")
    join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    take_down(met, "Short", by=marta)
    with writing():
        carla.deactivated_at = now()
    host = Browser(app).sign_in(marta)
    assert host.post(url(sitting, "minutes/stage"), {"do": "publish"}).status_code == 303
    assert "Not looked at by the chair" not in Browser(app).sign_in(ada).get(url(sitting)).text


def test_what_a_chair_was_content_with_is_published_late_as_looked_at(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User
) -> None:
    carla = make_person("Carla Chair")
    join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    take_down(met, "Short", by=marta)
    with writing():
        written = minutes_of(met)
        assert written is not None
        minutes.send_to_chair(written, sitting, actor=marta)
        minutes.approve(written, actor=carla)
    with time_machine.travel(now() + timedelta(days=30), tick=False):
        publish(met, by=marta)
    assert not written.skipped_chair


def test_hosts_hear_what_a_chair_says_of_them(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User
) -> None:
    carla = make_person("Carla Chair")
    join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    host, chair, move = Browser(app).sign_in(marta), Browser(app).sign_in(carla), "minutes/stage"
    write(host, sitting)
    host.post(url(sitting, move), {"do": "send"})
    assert "Yes, that is what was said" in chair.get(url(sitting)).text
    chair.post(url(sitting, move), {"do": "return", "remark": "Name the date."})
    host.post(url(sitting, move), {"do": "send"})
    chair.post(url(sitting, move), {"do": "approve"})
    page = host.get("/notices").text
    for words in ("The chair wants something changed", "The chair is content with the minutes"):
        assert words in page
    assert "Name the date." not in page
