"""The worker reminds people of what comes near in their councils: once each, with no content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.councils.jobs import remind_councils
from app.councils.models import Council, Matter, Seat
from app.councils.queries.turnout import Turnout
from app.councils.service import councils, rounds
from app.councils.service import seats as seat_service
from app.people.models import User
from app.telling.boardroom import tell_board
from app.telling.mail.letters import letter_for
from app.telling.models import Channel, Delivery, Update, UpdateKind
from tests.browsers import Browser
from tests.councils.acts import (
    agree,
    begin,
    close,
    finish,
    invite,
    prepare,
    publish,
    say,
    take_down,
)
from tests.personas import make_person
from tests.statements import statements

DAY = timedelta(days=1)


def reminded(matter: Matter) -> list[int]:
    """Ids of those who were told of it by mail, one for each time, in order."""
    session.rollback()
    told = (
        select(Delivery.user_id, Update.facts)
        .join(Update, Update.id == Delivery.update_id)
        .where(Update.kind == UpdateKind.COUNCIL, Delivery.channel == Channel.MAIL)
    )
    return sorted(who for who, facts in session.execute(told) if facts["matter"] == matter)


def work(days: float) -> None:
    """The worker sweeps that many days from now, twice."""
    with time_machine.travel(now() + days * DAY, tick=False):
        remind_councils()
        remind_councils()


def test_before_a_round_closes_those_are_reminded_who_still_owe_answers(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    of, (one, two) = begin(sitting, "One", "Two", by=marta, closes_at=now() + 10 * DAY)
    say(of, one, seats[0], 5, 5)
    say(of, two, seats[0], 5, 5)
    say(of, one, seats[1], 5, 5)
    work(6.9)
    assert reminded(Matter.CLOSING) == []
    work(7.1)
    work(8)
    assert reminded(Matter.CLOSING) == [ben.id]
    assert reminded(Matter.LAST_DAY) == []
    work(9.5)
    assert reminded(Matter.LAST_DAY) == [ben.id]
    assert reminded(Matter.CLOSED) == []
    work(10.1)
    assert reminded(Matter.CLOSED) == sorted([marta.id, ada.id, ben.id])
    assert reminded(Matter.CLOSING) == [ben.id]


def test_a_host_reminds_by_hand_once_a_day(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    of, (one, two) = begin(sitting, "One", "Two", by=marta, closes_at=now() + 10 * DAY, quorum=2)
    say(of, one, seats[0], 5, 5)
    say(of, two, seats[0], 5, 5)
    path = f"/councils/{sitting.slug}/rounds/1"
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    page = host.get(path).text
    for words in ("1 of 2 answered", "1 more answer and the round counts", "Remind 1 person"):
        assert words in page
        assert words not in member.get(path).text
    assert member.post(f"{path}/stage", {"do": "remind"}).status_code == 403
    asked = sorted([ada.id, ben.id])
    assert reminded(Matter.OPENED) == asked
    assert host.post(f"{path}/stage", {"do": "remind"}).status_code == 303
    assert "Remind 1 person" not in host.get(path).text
    assert host.post(f"{path}/stage", {"do": "remind"}).status_code == 409
    assert reminded(Matter.OPENED) == sorted([*asked, ben.id])
    with time_machine.travel(now() + DAY, tick=False), writing():
        rounds.remind_of_answers(of, actor=marta)
    assert reminded(Matter.OPENED) == sorted([*asked, ben.id, ben.id])


def test_nobody_is_reminded_of_a_round_that_waits_for_nobody(
    sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, (one,) = begin(sitting, "One", by=marta)
    for seat in seats:
        say(of, one, seat, 5, 5)
    with writing(), pytest.raises(Conflict, match="nobody to remind"):
        rounds.remind_of_answers(of, actor=marta)
    close(of, by=marta)
    with writing(), pytest.raises(Conflict, match="not open"):
        rounds.remind_of_answers(of, actor=marta)


def test_how_many_answered_is_drawn_with_the_quorum() -> None:
    seats = [Seat(user_id=number) for number in range(1, 5)]
    turnout = Turnout(seats, {1: 2, 2: 1, 9: 2}, judged=2, quorum=4)
    assert (turnout.answered, turnout.asked, turnout.missing) == (3, 5, 1)
    assert (turnout.share, turnout.mark) == (60, 80)
    assert [seat.user_id for seat in turnout.owing] == [2, 3, 4]
    assert not turnout.is_out_of_reach
    nobody = Turnout([], {}, judged=2, quorum=4)
    assert (nobody.share, nobody.mark, nobody.is_out_of_reach) == (0, 0, True)


def test_where_the_moment_is_moved_they_are_reminded_again(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    of, _cards = begin(sitting, "One", by=marta, closes_at=now() + 10 * DAY)
    work(8)
    later = rounds.Plan(of.title, closes_at=now() + 20 * DAY)
    with writing():
        rounds.edit(of, later, version=of.version, actor=marta)
    work(15)
    assert len(reminded(Matter.CLOSING)) == 2
    work(18)
    assert len(reminded(Matter.CLOSING)) == 4


def test_a_draft_and_a_closed_board_remind_nobody(
    sitting: Council, seats: list[Seat], marta: User, app: Flask
) -> None:
    soon = now() + 2 * DAY
    prepare(sitting, "One", by=marta, meets_at=soon, closes_at=soon)
    work(1)
    begin(sitting, "Two", by=marta, meets_at=now() + 9 * DAY, closes_at=now() + 8 * DAY)

    with writing():
        councils.close(sitting, actor=marta)
    work(7.5)
    for matter in (Matter.PRE_READ, Matter.CLOSING, Matter.LAST_DAY, Matter.MINUTES_DUE):
        assert reminded(matter) == [], matter


def test_a_week_before_the_meeting_and_when_minutes_are_due(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    of = prepare(sitting, by=marta, meets_at=now() + 20 * DAY, closes_at=now() + 19 * DAY)
    with writing():
        rounds.begin_pre_read(of, actor=marta)
    assert reminded(Matter.PRE_READ) == sorted([ada.id, ben.id]), "once when it can be read"
    work(12)
    assert len(reminded(Matter.PRE_READ)) == 2
    work(13.5)
    assert len(reminded(Matter.PRE_READ)) == 5, "and once a week before, the host among them"
    work(22)
    assert reminded(Matter.MINUTES_DUE) == []
    work(28)
    assert reminded(Matter.MINUTES_DUE) == [marta.id]


def test_actions_come_back_before_they_are_due_and_after_30_60_and_90_days(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    of, _cards = begin(sitting, "One", by=marta)
    close(of, by=marta)
    take_down(of, "Short", by=marta)
    agree(of, "Ask around", seats[0], by=marta, days=20)
    done = agree(of, "Ask others", seats[1], by=marta, days=20)
    work(14)
    assert reminded(Matter.ACTION_DUE) == [], "nobody has read the minutes yet"
    publish(of, by=marta)
    finish(done, of, by=marta)
    work(14)
    assert reminded(Matter.ACTION_DUE) == [ada.id]
    for days, times in ((29, 0), (31, 1), (59, 1), (61, 2), (95, 3), (200, 3)):
        work(days)
        assert reminded(Matter.ACTION_AGED) == [ada.id] * times, days
        assert reminded(Matter.AN_ACTION_AGED) == [marta.id] * times, "who did not agree to it"
    assert reminded(Matter.ACTION_DUE) == [ada.id]


def test_terms_that_end_and_invitations_nobody_answers(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, root: User, app: Flask
) -> None:
    with writing():
        for seat in seats:
            seat.ends_at = now() + 100 * DAY
    work(69)
    assert reminded(Matter.TERM_ENDS) == []
    work(71)
    assert reminded(Matter.TERM_ENDS) == sorted([ada.id, ben.id])
    assert reminded(Matter.A_TERM_ENDS) == [marta.id, marta.id]

    carla = make_person("Carla Later")
    invite(sitting, carla, by=marta)
    assert reminded(Matter.INVITED).count(carla.id) == 1
    work(6)
    assert reminded(Matter.INVITED).count(carla.id) == 1
    work(8)
    work(30)
    assert reminded(Matter.INVITED).count(carla.id) == 2


def test_hosts_hear_who_takes_a_seat_who_does_not_and_whom_they_name(
    sitting: Council, marta: User, ada: User, ben: User, app: Flask
) -> None:
    for person in (ada, ben):
        invite(sitting, person, by=marta)
    path = f"/councils/{sitting.slug}/invitation"
    assert Browser(app).sign_in(ada).post(path).status_code == 303
    assert reminded(Matter.SEAT_TAKEN) == [marta.id]
    assert reminded(Matter.SEAT_REFUSED) == reminded(Matter.PROPOSED) == []
    sent = {"decline": "1", "proposal": "Ask Grace instead"}
    assert Browser(app).sign_in(ben).post(path, sent).status_code == 303
    assert reminded(Matter.SEAT_TAKEN) == [marta.id]
    assert reminded(Matter.SEAT_REFUSED) == reminded(Matter.PROPOSED) == [marta.id]


def test_members_hear_of_a_charter_that_waits_for_them(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    path = f"/councils/{sitting.slug}/charter/next"
    host = Browser(app).sign_in(marta)
    assert host.post(path, {"body": "We listen.", "seen": "0"}).status_code == 303
    assert reminded(Matter.CHARTER) == sorted([ada.id, ben.id])
    assert host.post(path, {"body": "We listen well.", "seen": "1"}).status_code == 303
    assert reminded(Matter.CHARTER) == sorted([ada.id, ben.id] * 2)


@pytest.mark.parametrize("matter", list(Matter))
def test_a_letter_has_no_word_of_the_council(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    marta: User,
    ada: User,
    matter: Matter,
    written: Callable[[Matter], Delivery],
) -> None:
    letter = letter_for([written(matter)])
    assert letter.url.endswith("/councils")
    said = " ".join([letter.subject, letter.words, letter.headline, letter.url, letter.reason])
    assert sitting.name not in said
    assert sitting.slug not in said


@pytest.fixture
def written(sitting: Council, seats: list[Seat], ada: User) -> Callable[[Matter], Delivery]:
    """One delivery by mail of a matter, to Ada."""

    def write(matter: Matter) -> Delivery:
        with writing():
            assert tell_board(matter, sitting, [ada]) == 1
        mails = select(Delivery).where(Delivery.channel == Channel.MAIL)
        return session.scalars(mails.order_by(Delivery.id.desc()).limit(1)).one()

    return write


def test_whoever_has_no_seat_any_more_is_told_nothing(
    sitting: Council, seats: list[Seat], ada: User, jun: User, marta: User, app: Flask
) -> None:
    with writing():
        seat_service.end(seats[0], sitting, actor=marta)
        assert tell_board(Matter.MINUTES, sitting, [ada, jun]) == 0


def test_nothing_to_remind_of_costs_a_few_statements(
    sitting: Council, seats: list[Seat], app: Flask
) -> None:
    remind_councils()
    with statements() as asked:
        remind_councils()
    assert len(asked) <= 10


def test_members_hear_that_a_meeting_is_elsewhere_or_called_off(
    sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User, app: Flask
) -> None:
    soon, others = now() + 9 * DAY, sorted([ada.id, ben.id])
    of, _cards = begin(sitting, "One", by=marta, meets_at=soon, place="Hall")
    edited = rounds.Plan(of.title, closes_at=of.closes_at, meets_at=soon, place="Hall")
    with writing():
        rounds.edit(of, edited, version=of.version, actor=marta)
    assert reminded(Matter.MEETING_MOVED) == [], "it is where it was"
    with writing():
        rounds.edit(of, replace(edited, place="Roof"), version=of.version, actor=marta)
    assert reminded(Matter.MEETING_MOVED) == others
    close(of, by=marta)
    with writing():
        rounds.call_off(of, actor=marta)
    assert reminded(Matter.CALLED_OFF) == others
    for moment in (soon + DAY, soon, soon + DAY):
        with writing():
            rounds.move_meeting(of, moment, "Roof", version=of.version, actor=marta)
    assert reminded(Matter.MEETING_MOVED) == sorted(others * 4)
    page = Browser(app).sign_in(ada).get("/notices").text
    assert "A meeting was called off." in page
    for secret in (sitting.name, sitting.slug, "Roof"):
        assert secret not in page


def test_nobody_hears_of_the_meeting_of_a_draft(
    sitting: Council, seats: list[Seat], marta: User, app: Flask
) -> None:
    of = prepare(sitting, "One", by=marta, meets_at=now() + 9 * DAY)
    moved = rounds.Plan(of.title, closes_at=of.closes_at, meets_at=now() + 8 * DAY)
    with writing():
        rounds.edit(of, moved, version=of.version, actor=marta)
    with writing():
        rounds.call_off(of, actor=marta)
    assert reminded(Matter.MEETING_MOVED) + reminded(Matter.CALLED_OFF) == []
