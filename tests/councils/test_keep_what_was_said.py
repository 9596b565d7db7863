"""What a chair was content with, and what everybody in the council reads by now, is not changed
behind their backs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.councils.models import (
    Action,
    Advice,
    AgendaItem,
    Council,
    CountsBy,
    Decision,
    MinutesStage,
    Round,
    RoundKind,
    Seat,
    SeatKind,
)
from app.councils.queries.meeting import minutes_of
from app.councils.queries.papers import papers_of
from app.councils.queries.rounds import agenda_of
from app.councils.service import advice, candidates, minutes, papers, rounds
from app.councils.terms import clock_of
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts
from tests.personas import make_person

DAY = timedelta(days=1)
PLAN = {"title": "Moved", "kind": "meeting", "counts_by": "organisation", "quorum": "1"}


@pytest.fixture
def carla(sitting: Council, marta: User) -> User:
    """Who chairs it."""
    carla = make_person("Carla Chair")
    acts.join(sitting, carla, by=marta, kind=SeatKind.CHAIR)
    return carla


@pytest.fixture
def reviewed(sitting: Council, seats: list[Seat], carla: User, marta: User) -> Round:
    """A closed round with a point, an advice and an action; the chair is content with its minutes.
    Its meeting was called off."""
    of, _cards = acts.begin(sitting, "More colours", by=marta, meets_at=now() + DAY)
    with writing():
        candidates.add_item(of, candidates.Item("What shipped"))
    acts.close(of, by=marta)
    acts.take_down(of, "Short", by=marta)
    acts.advise(of, advice.Taken(Advice.GO, None, "Build it", 2), by=marta)
    acts.agree(of, "Send figures", seats[0], by=marta)
    with writing():
        written = minutes_of(of)
        assert written is not None
        minutes.send_to_chair(written, sitting, actor=marta)
        minutes.approve(written, actor=carla)
        rounds.call_off(of, actor=marta)
    return of


def url(sitting: Council, rest: str) -> str:
    return f"/councils/{sitting.slug}/rounds/1/{rest}"


def stage_of(of: Round) -> MinutesStage:
    session.rollback()
    written = minutes_of(of)
    assert written is not None
    return written.stage


def meet(sitting: Council, marta: User, *titles: str) -> Round:
    """A meeting without a ballot in an hour, with these points."""
    more = {"kind": RoundKind.MEETING, "meets_at": now() + timedelta(hours=1), "closes_at": None}
    of = acts.prepare(sitting, by=marta, **more)
    with writing():
        for title in titles:
            candidates.add_item(of, candidates.Item(title))
        rounds.begin_pre_read(of, actor=marta)
    return of


@pytest.mark.parametrize("change", ["decide", "undecide", "assign", "drop"])
def test_what_changes_after_the_chair_was_content_goes_to_the_chair_again(
    app: Flask, sitting: Council, seats: list[Seat], reviewed: Round, marta: User, change: str
) -> None:
    host = Browser(app).sign_in(marta)
    decision = session.scalars(select(Decision)).one()
    (action,) = reviewed_actions(reviewed)
    due = (clock_of(now()) + 9 * DAY).date().isoformat()
    voices = {"voices_for": 0, "voices_against": 2, "voices_withheld": 0}
    sent = {
        "decide": ("decisions", {"title": "Drop it", "advice": "no_go", **voices}),
        "undecide": (f"decisions/{decision.uid}", {"remove": "1"}),
        "assign": ("actions", {"title": "Ask", "owner": str(seats[0].uid), "due_on": due}),
        "drop": (f"actions/{action.uid}", {"remove": "1"}),
    }
    path, form = sent[change]
    assert host.post(url(sitting, path), form).status_code == 303
    assert stage_of(reviewed) is MinutesStage.DRAFT
    assert host.post(url(sitting, "minutes/stage"), {"do": "publish"}).status_code == 409
    assert "Looked at by" not in host.get(url(sitting, "minutes")).text


def reviewed_actions(of: Round) -> list[Action]:
    return list(session.scalars(select(Action).where(Action.round_id == of.id)))


def test_a_chair_is_content_with_what_they_saw_alone(
    app: Flask, sitting: Council, seats: list[Seat], reviewed: Round, carla: User, marta: User
) -> None:
    host, chair, move = Browser(app).sign_in(marta), Browser(app).sign_in(carla), "minutes/stage"
    for title in ("Drop it", "Drop it for good"):
        acts.advise(reviewed, advice.Taken(Advice.NO_GO, None, title, 0, 2), by=marta)
        host.post(url(sitting, move), {"do": "send"})
        page = chair.get(url(sitting, "minutes")).text
    seen = re.search(r'name="version" value="(\d+)"', page)
    assert seen
    before = chair.post(url(sitting, move), {"do": "approve", "version": int(seen[1]) - 1})
    assert before.status_code == 412
    assert "Drop it for good" in before.text
    assert "The hosts changed these minutes since" in before.text
    now_seen = chair.post(url(sitting, move), {"do": "approve", "version": seen[1]})
    assert now_seen.status_code == 303


def test_what_changes_on_the_agenda_goes_to_the_chair_again(
    app: Flask, sitting: Council, seats: list[Seat], reviewed: Round, marta: User
) -> None:
    with writing():
        reviewed.called_off_at = None
    host, (item,) = Browser(app).sign_in(marta), agenda_of(reviewed)
    assert host.post(url(sitting, f"agenda/{item.uid}"), {"do": "remove"}).status_code == 303
    assert stage_of(reviewed) is MinutesStage.DRAFT


def test_nothing_of_published_minutes_changes(
    app: Flask, sitting: Council, seats: list[Seat], reviewed: Round, marta: User, ada: User
) -> None:
    acts.publish(reviewed, by=marta)
    host = Browser(app).sign_in(marta)
    (item,) = agenda_of(reviewed)
    late = {"title": "Late", "kind": "update", "minutes": "5"}
    for path, form in (
        ("agenda", late),
        (f"agenda/{item.uid}", {"do": "remove"}),
        (f"agenda/{item.uid}", {"do": "up"}),
        (f"agenda/{item.uid}", {**late, "do": "save"}),
        ("papers", {"title": "Late", "body": "Words"}),
        ("decisions", {"title": "Late", "advice": "go", "voices_for": 1, "voices_against": 0}),
    ):
        answer = host.post(url(sitting, path), form)
        assert answer.status_code in (409, 422), path
    assert "The minutes are published" in host.post(url(sitting, "agenda"), late).text
    assert "What shipped" in Browser(app).sign_in(ada).get(url(sitting, "minutes")).text
    with pytest.raises(Conflict), writing():
        advice.take_out(session.scalars(select(Decision)).one(), reviewed, actor=marta)


def test_a_meeting_that_was_held_is_not_moved_and_its_agenda_stays(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of = meet(sitting, marta, "What shipped")
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        host, item = Browser(app).sign_in(marta), session.scalars(select(AgendaItem)).one()
        wanted = {**PLAN, "meets_at": clock_of(now() + DAY).strftime("%Y-%m-%dT%H:%M")}
        moved = host.post(url(sitting, "edit"), {**wanted, "version": of.version})
        assert moved.status_code == 409
        assert "The meeting was held" in moved.text
        late = {"title": "Late", "kind": "update", "minutes": "5"}
        assert host.post(url(sitting, "agenda"), late).status_code == 409
        assert host.post(url(sitting, f"agenda/{item.uid}"), {"do": "remove"}).status_code == 409
        page = host.get(url(sitting, "").rstrip("/")).text
        for offer in ("Change this round", "Add a point", "Add a paper", "Take out: What shipped"):
            assert offer not in page
        acts.take_down(of, "We met.", by=marta)
        acts.publish(of, by=marta)
        assert "We met." in Browser(app).sign_in(ada).get(url(sitting, "minutes")).text


def test_a_draft_whose_meeting_was_mistyped_is_put_right(
    app: Flask, sitting: Council, marta: User
) -> None:
    of = acts.prepare(sitting, by=marta, meets_at=now() - DAY, closes_at=None)
    right = {**PLAN, "meets_at": clock_of(now() + DAY).strftime("%Y-%m-%dT%H:%M")}
    host = Browser(app).sign_in(marta)
    assert host.post(url(sitting, "edit"), {**right, "version": of.version}).status_code == 303


def test_between_closing_and_meeting_agenda_and_papers_are_prepared(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, _cards = acts.begin(sitting, "One", by=marta, meets_at=now() + DAY)
    acts.close(of, by=marta)
    host, path = Browser(app).sign_in(marta), url(sitting, "").rstrip("/")
    page = host.get(path).text
    assert "Add a point" in page
    assert "Add a paper" in page
    point = {"title": "What we disagree about", "kind": "discussion", "minutes": "30"}
    assert host.post(f"{path}/agenda", point).status_code == 303
    assert host.post(f"{path}/papers", {"title": "Numbers", "body": "Words"}).status_code == 303
    (paper,), (item,) = papers_of(of), agenda_of(of)
    assert host.post(f"{path}/papers/{paper.uid}").status_code == 303
    assert host.post(f"{path}/agenda/{item.uid}", {"do": "remove"}).status_code == 303
    with time_machine.travel(now() + 2 * DAY, tick=False), writing():
        with pytest.raises(Conflict):
            candidates.add_item(of, candidates.Item("Late"))
        with pytest.raises(Conflict):
            papers.add(of, papers.Written("Late", "Words", "Words"), actor=marta)


def test_what_the_answers_are_far_apart_over_is_put_on_the_agenda_by_one_press(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    more = [
        acts.join(sitting, make_person(name), by=marta)[0] for name in ("Kofi M", "Lena V", "Nia F")
    ]
    of, (torn, agreed) = acts.begin(
        sitting, "Colours", "Clicks", by=marta, meets_at=now() + DAY, counts_by=CountsBy.PERSON
    )
    for seat, score in zip([*seats, *more], (1, 10, 1, 10, 10), strict=True):
        acts.say(of, torn, seat, score, 5)
        acts.say(of, agreed, seat, 7, 5)
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    assert "far apart" not in host.get(path).text
    acts.close(of, by=marta)
    page = host.get(path).text
    assert "Put on the agenda: Colours" in page
    assert "Put on the agenda: Clicks" not in page
    assert "Put on the agenda" not in Browser(app).sign_in(ada).get(path).text
    sent = {"title": "Colours", "kind": "discussion", "minutes": "15"}
    assert host.post(f"{path}/agenda", sent).status_code == 303
    assert "Put on the agenda" not in host.get(path).text
    assert [item.title for item in agenda_of(of)] == ["Colours"]
