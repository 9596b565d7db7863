"""How a council does, for its hosts and in the report of a year."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.core.figures import Proportion
from app.councils.models import Adoption, Advice, Council, Round, Seat
from app.councils.queries.scorecard import closed_rounds, records_of, scorecard_of
from app.councils.results import Spread
from app.councils.service import rounds, worth
from app.councils.service.advice import Taken
from app.councils.terms import today
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import (
    advise,
    agree,
    answer,
    begin,
    close,
    finish,
    join,
    publish,
    say,
    take_down,
)
from tests.personas import make_person
from tests.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
def year(sitting: Council, seats: list[Seat], marta: User, app: Flask) -> Round:
    """Two rounds: one that met, with minutes, advice, actions and figures; one nobody reported."""
    more = join(sitting, make_person("Kofi Mensah"), by=marta)
    of, (first, second, _third) = begin(
        sitting, "One", "Two", "Three", by=marta, meets_at=now() + timedelta(minutes=1)
    )
    for seat in [*seats, *more]:
        say(of, first, seat, 9, 3)
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        close(of, by=marta)
        take_down(of, "Short", *seats, by=marta)
        adopted = advise(of, Taken(Advice.GO, first.uid, "", 3), by=marta)
        refused = advise(of, Taken(Advice.NO_GO, second.uid, "", 0, 3), by=marta)
        answer(adopted, of, Adoption.ADOPTED, "In May.", by=marta)
        answer(refused, of, Adoption.NOT_ADOPTED, "We did it anyway.", by=marta)
        done = agree(of, "Done in time", seats[0], by=marta, days=10)
        agree(of, "Still open and late", seats[1], by=marta, days=1)
        publish(of, by=marta)
        finish(done, of, by=marta)
        for seat, score in zip([*seats, *more], (5, 4, 2), strict=True):
            with writing():
                worth.rate(of, seat, score)
    with time_machine.travel(now() + 4 * DAY, tick=False):
        with writing():
            rounds.report(of, actor=marta)
        late, _cards = begin(sitting, "Four", by=marta)
        close(late, by=marta)
    return of


def test_the_scorecard_adds_up(sitting: Council, year: Round, marta: User) -> None:
    with time_machine.travel(now() + 5 * DAY, tick=False), statements() as asked:
        found = closed_rounds(sitting, now() - 30 * DAY, now())
        card = scorecard_of(sitting, found)
    assert card.rounds == 2
    assert card.attendance == Proportion(2, 3)
    assert card.completion == Proportion(3, 6)
    assert card.adopted == Proportion(1, 2)
    assert (card.unanswered, card.unreported) == (0, 1)
    assert card.on_time == Proportion(1, 2)
    assert card.worth == Spread(3)
    assert Fraction(39, 10) < (card.days_to_report or 0) < Fraction(41, 10)
    assert len(asked) <= 11


def test_a_member_has_a_record_of_their_own(
    sitting: Council, seats: list[Seat], year: Round
) -> None:
    with time_machine.travel(now() + 5 * DAY, tick=False):
        found = records_of(seats, closed_rounds(sitting, now() - 30 * DAY, now()))
    ada, ben = (found[seat.id] for seat in seats)
    assert ada == ben._replace(actions_done=Proportion(1, 1))
    assert ben == (Proportion(1, 1), Proportion(1, 2), Proportion(0, 1))


def test_hosts_read_the_scorecard_and_everybody_the_year(
    app: Flask, sitting: Council, year: Round, marta: User, ada: User
) -> None:
    with time_machine.travel(now() + 5 * DAY, tick=False):
        host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
        base = f"/councils/{sitting.slug}"
        page = host.get(f"{base}/scorecard").text
        assert "Kofi Mensah" in page
        assert "2 of 3" in page
        assert member.get(f"{base}/scorecard").status_code == 403
        page = member.get(f"{base}/report/{today().year}").text
        for words in ("In May.", "We did it anyway.", "Still open and late"):
            assert words in page
        assert "Kofi Mensah" not in page
        page = member.get(f"{base}/report/{today().year + 1}").text
        assert "No round came to an end in this year" in page
        assert "Still open and late" in member.get(base).text


def test_a_round_without_a_quorum_is_marked_wherever_figures_are(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    of, (first,) = begin(sitting, "One", by=marta, quorum=2)
    say(of, first, seats[0], 5, 5)
    close(of, by=marta)
    host, at = Browser(app).sign_in(marta), f"/councils/{sitting.slug}"
    assert scorecard_of(sitting, [of]).inquorate == 1
    assert "1 had no quorum." in host.get(f"{at}/scorecard").text
    assert "No quorum." in host.get(f"{at}/report/{today().year}").text
    with writing():
        of.quorum = 1
    assert scorecard_of(sitting, [of]).inquorate == 0
    assert "No quorum." not in host.get(f"{at}/report/{today().year}").text


def test_what_rounds_were_worth_is_told_of_five_people_not_of_five_figures(
    app: Flask, sitting: Council, seats: list[Seat], marta: User
) -> None:
    more = join(sitting, *(make_person(f"Person{n} Seated") for n in range(3)), by=marta)
    closed = []
    for _time in range(3):
        closed.append(begin(sitting, "One", by=marta)[0])
        close(closed[-1], by=marta)
    for of in closed:
        for seat in [*seats, *more[:2]]:
            with writing():
                worth.rate(of, seat, 2)
    assert scorecard_of(sitting, closed).worth == Spread(12), "of four people"
    report = f"/councils/{sitting.slug}/report/{today().year}"
    member = Browser(app).sign_in(seats[0].user)
    assert "not shown" in member.get(report).text
    said = member.post(f"/councils/{sitting.slug}/rounds/1/worth", {"score": "2"})
    assert (
        "Thank you. It goes into the middle of what all said"
        in member.get(said.headers["Location"]).text
    )
    with writing():
        worth.rate(closed[0], more[2], 5)
    assert scorecard_of(sitting, closed).worth == Spread(13, 2, 2, 2)
    page = member.get(report).text
    assert "Median, n = 13" in page
    assert "Everybody in the board sees it." in page


def test_nothing_of_an_open_round_counts(sitting: Council, seats: list[Seat], marta: User) -> None:
    of, (first,) = begin(sitting, "One", by=marta)
    say(of, first, seats[0], 9, 3)
    assert closed_rounds(sitting, now() - DAY, now() + DAY) == []
