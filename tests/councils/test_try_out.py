"""A test of something that is not out yet: members write down what they find, and are asked to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.core.errors import Conflict
from app.councils.jobs import remind_councils
from app.councils.models import Council, FindingKind, Matter, Round, RoundKind, Seat
from app.councils.queries.scorecard import closed_rounds, scorecard_of
from app.councils.queries.turnout import turnout_of
from app.councils.service import findings, rounds
from app.councils.terms import today
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts
from tests.councils.test_remind_people import reminded

DAY = timedelta(days=1)


@pytest.fixture
def tested(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """Open for ten days, without proposals; two are to answer."""
    more = {"kind": RoundKind.TEST, "closes_at": now() + 10 * DAY, "quorum": 1}
    of, _cards = acts.begin(sitting, by=marta, title="Try it", **more)
    return of


def find(of: Round, seat: Seat, words: str) -> None:
    with writing():
        findings.report(of, seat, FindingKind.ISSUE, words)


def test_members_are_asked_until_they_found_something(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    tested: Round,
    marta: User,
    ada: User,
    ben: User,
) -> None:
    both = sorted([ada.id, ben.id])
    assert reminded(Matter.OPENED) == both
    find(tested, seats[0], "It forgets the lane.")
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/rounds/1").text
    assert "1 of 2 answered" in page
    assert "Remind 1 person" in page
    with writing():
        rounds.remind_of_answers(tested, actor=marta)
    assert reminded(Matter.OPENED) == sorted([*both, ben.id])
    with time_machine.travel(now() + 8 * DAY, tick=False):
        remind_councils()
    assert reminded(Matter.CLOSING) == [ben.id]
    with time_machine.travel(now() + 11 * DAY, tick=False):
        remind_councils()
    assert reminded(Matter.CLOSED) == sorted([marta.id, *both])


def test_who_answered_proposals_still_owes_a_finding(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, (card,) = acts.begin(sitting, "Lanes", by=marta, kind=RoundKind.TEST)
    acts.say(of, card, seats[0], 5, 5)
    find(of, seats[1], "Nice.")
    assert turnout_of(of).answered == 2
    assert turnout_of(of).owing == seats
    find(of, seats[0], "Odd.")
    find(of, seats[0], "Very odd.")
    assert turnout_of(of).owing == [seats[1]]
    acts.say(of, card, seats[1], 5, 5)
    with writing(), pytest.raises(Conflict, match="nobody to remind"):
        rounds.remind_of_answers(of, actor=marta)


def test_what_was_found_is_what_came_of_it(
    app: Flask, sitting: Council, seats: list[Seat], tested: Round, marta: User, ben: User
) -> None:
    find(tested, seats[0], "It forgets the lane.")
    member, host = Browser(app).sign_in(ben), Browser(app).sign_in(marta)
    base = f"/councils/{sitting.slug}"
    assert member.get(f"{base}/rounds/1/results").status_code == 404
    acts.close(tested, by=marta)
    page = member.get(f"{base}/rounds/1/results").text
    for words in ("It forgets the lane.", "1 member wrote down", "worth your time"):
        assert words in page
    for wrong in ("Nothing was judged", "No quorum"):
        assert wrong not in page
    assert "It forgets the lane." in member.get(f"{base}/report/{today().year}").text
    (exported,) = host.get(f"{base}/export.json").get_json(force=True)["rounds"]
    (found,) = exported["findings"]
    assert (found["kind"], found["words"]) == ("issue", "It forgets the lane.")
    card = scorecard_of(sitting, closed_rounds(sitting, now() - DAY, now() + DAY))
    assert (card.completion.part, card.completion.n) == (1, 2)


def test_proposals_of_a_test_stand_above_what_was_found(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ben: User
) -> None:
    of, (card,) = acts.begin(sitting, "Lanes", by=marta, kind=RoundKind.TEST)
    acts.say(of, card, seats[0], 9, 2)
    find(of, seats[0], "It forgets the lane.")
    acts.close(of, by=marta)
    page = Browser(app).sign_in(ben).get(f"/councils/{sitting.slug}/rounds/1/results").text
    assert page.index("Lanes") < page.index("It forgets the lane.")
