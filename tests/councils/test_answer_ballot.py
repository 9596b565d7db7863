"""Members answer one card at a time, change their answers until the clock closes the round, and
until then nobody else learns what they said."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import (
    Adoption,
    Advice,
    Ballot,
    BallotSave,
    Candidate,
    Council,
    Quoting,
    Round,
    Seat,
    SeatKind,
)
from app.councils.service import seats as seat_service
from app.councils.service.advice import Taken
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import (
    advise,
    answer,
    begin,
    close,
    join,
    publish,
    say,
    take_down,
)


def ballots() -> list[Ballot]:
    session.rollback()
    return list(session.scalars(select(Ballot).order_by(Ballot.id)))


def saves() -> int:
    session.rollback()
    return session.scalar(select(func.count(BallotSave.id))) or 0


def test_one_card_after_the_other_is_answered_without_a_script(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User
) -> None:
    cards, path = opened[1], f"/councils/{sitting.slug}/rounds/1"
    member = Browser(app).sign_in(ada)
    first = member.get(f"{path}/ballot").text
    assert "Proposal 1 of 3" in first
    assert "Who sees this" in first
    assert "Marta de Vries" in first
    sent = {"candidate": cards[0].uid, "importance": "9", "satisfaction": "3"}
    words = {"comment": "Keep it open.", "is_attributed": "y", "quoting": "unnamed"}
    answer = member.post(f"{path}/ballot", {**sent, **words})
    assert answer.headers["Location"] == f"{path}/ballot?card=2#card"
    abstain = {"candidate": cards[1].uid, "importance": "5", "abstain": "1"}
    assert member.post(f"{path}/ballot", abstain).headers["Location"].endswith("card=3#card")
    conflict = {"candidate": cards[2].uid, "satisfaction": "5", "conflict": "1"}
    assert member.post(f"{path}/ballot", conflict).headers["Location"] == path
    kept = [(b.importance, b.satisfaction, b.is_abstention, b.has_conflict) for b in ballots()]
    assert kept == [(9, 3, False, False), (None, None, True, False), (None, None, False, True)]
    said = ballots()[0]
    assert (said.comment, said.is_attributed, said.quoting) == (
        "Keep it open.",
        True,
        Quoting.UNNAMED,
    )
    again = member.get(f"{path}/ballot?card=1").text
    assert 'value="9" checked' in again.replace("checked value", "value") or "checked" in again
    assert "Keep it open." in again
    assert "You answered 3 of 3 proposals" in member.get(path).text


def test_beside_it_stands_what_came_of_the_round_before(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    first, (card,) = begin(sitting, "Hold a return open", by=marta)
    close(first, by=marta)
    take_down(first, "In short.", by=marta)
    decided = advise(first, Taken(Advice.GO, card.uid), by=marta)
    answer(decided, first, Adoption.PARTLY, "For a week.", by=marta)
    begin(sitting, "Match bank lines", by=marta)
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/2/ballot"
    assert "What came of round 1" not in member.get(path).text, "minutes that are not out"
    publish(first, by=marta)
    page = member.get(path).text
    assert "What came of round 1" in page
    assert "Hold a return open" in page


def test_an_answer_is_changed_as_often_as_one_likes_and_each_stays(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User
) -> None:
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}/rounds/1/ballot"
    for score in ("2", "7", "10"):
        sent = {"candidate": opened[1][0].uid, "importance": score}
        assert member.post(path, sent).status_code == 303
    assert [(ballot.importance, ballot.version) for ballot in ballots()] == [(10, 3)]
    history = session.scalars(select(BallotSave.importance).order_by(BallotSave.number)).all()
    assert history == [2, 7, 10]


def test_an_abstention_is_taken_back_by_a_number(
    opened: tuple[Round, list[Candidate]], seats: list[Seat]
) -> None:
    of, (first, *_others) = opened
    say(of, first, seats[0], is_abstention=True)
    say(of, first, seats[0], 8)
    (ballot,) = ballots()
    assert (ballot.importance, ballot.is_abstention) == (8, False)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a number, say something, or abstain"),
        ({"importance": "11"}, "From 1 to 10"),
        ({"importance": "0"}, "From 1 to 10"),
        ({"importance": "nine"}, "From 1 to 10"),
        ({"satisfaction": "9" * 400}, "From 1 to 10"),
        ({"comment": "x" * 5001}, "Up to 5000 letters"),
    ],
)
def test_what_cannot_be_kept_is_said(
    app: Flask,
    sitting: Council,
    opened: tuple[Round, list[Candidate]],
    ada: User,
    sent: dict[str, str],
    said: str,
) -> None:
    form = {"candidate": opened[1][1].uid, **sent}
    answer = Browser(app).sign_in(ada).post(f"/councils/{sitting.slug}/rounds/1/ballot", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Proposal 2 of 3" in answer.text
    assert ballots() == []


def test_a_late_save_is_refused_with_a_reason_and_shows_the_words(
    app: Flask, sitting: Council, opened: tuple[Round, list[Candidate]], ada: User, marta: User
) -> None:
    of, (first, *_others) = opened
    path = f"/councils/{sitting.slug}/rounds/1"
    assert of.closes_at is not None
    with time_machine.travel(of.closes_at - timedelta(microseconds=1), tick=False):
        in_time = Browser(app).sign_in(ada)
        sent = {"candidate": first.uid, "importance": "9"}
        assert in_time.post(f"{path}/ballot", sent).status_code == 303
    with time_machine.travel(of.closes_at, tick=False):
        member = Browser(app).sign_in(ada)
        late = {**sent, "importance": "1", "comment": "A long thought, typed too late."}
        answer = member.post(f"{path}/ballot", late)
        assert answer.status_code == 409
        assert "This round closed on" in answer.text
        assert "A long thought, typed too late." in answer.text
        assert member.get(f"{path}/ballot").headers["Location"] == f"{path}/results"
    assert [ballot.importance for ballot in ballots()] == [9]
    assert saves() == 1


def test_only_seats_that_answer_and_only_what_is_in_the_round(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    opened: tuple[Round, list[Candidate]],
    ada: User,
    ben: User,
    jun: User,
    marta: User,
    root: User,
) -> None:
    path, (first, *_others) = f"/councils/{sitting.slug}/rounds/1/ballot", opened[1]
    join(sitting, jun, by=marta, kind=SeatKind.OBSERVER)
    sent = {"candidate": first.uid, "importance": "9"}
    for person in (jun, marta, root):
        browser = Browser(app).sign_in(person)
        assert browser.get(path).status_code == 403
        assert browser.post(path, sent).status_code == 403
    _other, (foreign,) = begin(sitting, "In another round", by=marta)
    member = Browser(app).sign_in(ada)
    words = "A long thought that nobody wants to write twice."
    for wrong, status in ((foreign.uid, 404), ("nothing", 422)):
        answer = member.post(path, {**sent, "candidate": wrong, "comment": words})
        assert (answer.status_code, words in answer.text) == (status, True)
    with writing():
        seat_service.end(seats[1], sitting, actor=marta)
    gone = Browser(app).sign_in(ben).post(path, {**sent, "comment": words})
    assert (gone.status_code, words in gone.text) == (404, True)
    assert ballots() == []


def test_one_row_for_a_seat_and_a_proposal(
    opened: tuple[Round, list[Candidate]], seats: list[Seat]
) -> None:
    of, (first, *_others) = opened
    say(of, first, seats[0], 5)
    with pytest.raises(IntegrityError), writing():
        session.add(Ballot(candidate_id=first.id, seat_id=seats[0].id, importance=6))


def test_until_it_closes_nobody_reads_another_ones_answer(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    opened: tuple[Round, list[Candidate]],
    ada: User,
    ben: User,
    marta: User,
    root: User,
) -> None:
    """Two worlds in which Ben said the opposite read the same to everybody else."""
    of, cards = opened
    path = f"/councils/{sitting.slug}"
    pages = (path, f"{path}/members", f"{path}/rounds/1", f"{path}/rounds/1/results")
    seen: list[list[str]] = []
    moment = now()
    for score, comment in ((10, "zqyes"), (1, "zqno")):
        with time_machine.travel(moment, tick=False):
            say(of, cards[0], seats[1], score, 11 - score, comment=comment, is_attributed=True)
            told = []
            for person in (ada, marta, root):
                browser = Browser(app).sign_in(person)
                for page in (*pages, f"{path}/rounds/1/ballot", "/manage/settings/audit"):
                    answer = browser.get(page)
                    assert comment not in answer.text
                    if page.endswith("/results"):
                        assert answer.status_code == 404, person
                    told.append(_bare(answer.text) if "audit" not in page else "")
            seen.append(told)
    assert seen[0] == seen[1]
    assert "zqno" in Browser(app).sign_in(ben).get(f"{path}/rounds/1/ballot?card=1").text
    close(of, by=marta)
    assert "zqno" in Browser(app).sign_in(ada).get(f"{path}/rounds/1/results").text


def test_hosts_see_who_answered_and_how_many(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    opened: tuple[Round, list[Candidate]],
    ada: User,
    marta: User,
) -> None:
    of, cards = opened
    say(of, cards[0], seats[0], 5)
    say(of, cards[1], seats[0], is_abstention=True)
    page = f"/councils/{sitting.slug}/rounds/1"
    hosts = Browser(app).sign_in(marta).get(page).text
    assert "1 of 2 answered" in hosts
    assert "2 of 3" in hosts
    assert "1 of 2 answered" not in Browser(app).sign_in(ada).get(page).text


def _bare(text: str) -> str:
    """Without what is another at every request."""
    lines = [line for line in text.splitlines() if "csrf_token" not in line]
    return "\n".join(line for line in lines if "request" not in line.lower())
