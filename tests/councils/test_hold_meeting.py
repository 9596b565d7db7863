"""A meeting without a ballot goes its whole way: advice, actions, minutes, and being reported."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import Adoption, Advice, Council, Decision, Round, RoundKind, Seat, Stage
from app.councils.queries.rounds import first_year
from app.councils.queries.scorecard import closed_rounds, scorecard_of
from app.councils.service import rounds
from app.councils.service.advice import Taken
from app.councils.terms import today
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def meeting(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """In an hour; members read of it."""
    more = {"kind": RoundKind.MEETING, "meets_at": now() + HOUR, "closes_at": None}
    of = acts.prepare(sitting, by=marta, title="We meet", **more)
    with writing():
        rounds.begin_pre_read(of, actor=marta)
    return of


def test_it_goes_from_its_agenda_to_what_became_of_its_advice(
    app: Flask, sitting: Council, seats: list[Seat], meeting: Round, marta: User, ada: User
) -> None:
    path = f"/councils/{sitting.slug}/rounds/1"
    voices = {"voices_for": 2, "voices_against": 0, "voices_withheld": 0}
    advised = {"title": "Build it", "advice": "go", **voices}
    early = Browser(app).sign_in(marta)
    assert early.post(f"{path}/decisions", advised).status_code == 404
    assert early.post(f"{path}/stage", {"do": "report"}).status_code == 409
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
        page = host.get(f"{path}/minutes").text
        assert "Write down an advice" in page
        assert host.post(f"{path}/decisions", advised).status_code == 303
        written = {"summary": "We met.", "version": 0, "present": str(seats[0].uid)}
        assert host.post(f"{path}/minutes/edit", written).status_code == 303
        page = member.get(path).text
        assert "The meeting was held" in page
        assert "Read the minutes" not in page
        assert host.post(f"{path}/minutes/stage", {"do": "publish"}).status_code == 303
        page = member.get(path).text
        for words in (">Held<", "Read the minutes"):
            assert words in page
        assert "See the results" not in page
        assert member.get(f"{path}/results").status_code == 404, "nobody was asked to judge"
        decision = session.scalars(select(Decision)).one()
        said = {"adoption": "adopted", "answer": "In May."}
        assert host.post(f"{path}/decisions/{decision.uid}", said).status_code == 303
        assert "Mark it as reported" in host.get(path).text
        assert host.post(f"{path}/stage", {"do": "report"}).status_code == 303
        assert ">Reported<" in member.get(path).text
        page = member.get(f"/councils/{sitting.slug}/report/{today().year}").text
        for words in ("We meet", "Build it", "In May.", "Met on"):
            assert words in page
        for do in ("report", "open"):
            assert host.post(f"{path}/stage", {"do": do}).status_code == 409
        assert host.post(f"{path}/candidates", {"title": "Late"}).status_code == 409
        assert host.get(f"/councils/{sitting.slug}/export.json").status_code == 200


def test_it_counts_in_what_the_board_comes_to(
    sitting: Council, seats: list[Seat], meeting: Round, marta: User
) -> None:
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        acts.take_down(meeting, "We met.", *seats, by=marta)
        taken = acts.advise(meeting, Taken(Advice.GO, None, "Build it", 2), by=marta)
        acts.answer(taken, meeting, Adoption.ADOPTED, "In May.", by=marta)
        acts.publish(meeting, by=marta)
        assert closed_rounds(sitting, now() - DAY, now()) == [meeting]
    with time_machine.travel(now() + HOUR + 4 * DAY, tick=False):
        with writing():
            rounds.report(meeting, actor=marta)
        card = scorecard_of(sitting, closed_rounds(sitting, now() - 30 * DAY, now()))
    assert (card.rounds, card.attendance.part, card.completion.n) == (1, 2, 0)
    assert card.days_to_report is not None
    assert round(float(card.days_to_report)) == 4


def test_neither_a_draft_nor_one_that_was_called_off_counts(
    sitting: Council, seats: list[Seat], meeting: Round, marta: User
) -> None:
    acts.prepare(sitting, by=marta, meets_at=now() + HOUR, closes_at=None)
    with writing():
        rounds.call_off(meeting, actor=marta)
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        assert closed_rounds(sitting, now() - DAY, now()) == []


def test_reports_go_back_to_the_first_meeting(sitting: Council, meeting: Round) -> None:
    with writing():
        meeting.meets_at = meeting.meets_at - 800 * DAY if meeting.meets_at else None
    assert first_year(sitting) < today().year


def test_members_read_minutes_also_where_nobody_let_them_read_before(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of = acts.prepare(sitting, by=marta, meets_at=now() + HOUR, closes_at=None)
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        assert of.stage is Stage.DRAFT
        acts.take_down(of, "We met.", by=marta)
        acts.publish(of, by=marta)
        member = Browser(app).sign_in(ada)
        assert "We met." in member.get(f"/councils/{sitting.slug}/rounds/1/minutes").text


def test_no_advice_while_its_ballot_is_open(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    acts.begin(sitting, "One", by=marta, meets_at=now() + HOUR, closes_at=now() + DAY)
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
        advised = {"title": "Early", "advice": "go", "voices_for": 1, "voices_against": 0}
        advised["voices_withheld"] = 0
        assert host.post(f"{path}/decisions", advised).status_code == 409
        assert host.post(f"{path}/stage", {"do": "report"}).status_code == 409


def test_once_its_minutes_are_out_no_ballot_opens(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of = acts.prepare(sitting, "One", by=marta, meets_at=now() + HOUR, closes_at=now() + 9 * DAY)
    with time_machine.travel(now() + 2 * HOUR, tick=False):
        acts.take_down(of, "We met.", by=marta)
        acts.publish(of, by=marta)
        host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
        assert "Open it for answers" not in host.get(path).text
        refused = host.post(f"{path}/stage", {"do": "open"})
        assert refused.status_code == 409
        assert "The minutes are published" in refused.text
