"""Whoever sits down a second time while a round is open counts once, as they spoke last; and
results made from rows equal a reference on 1,000 random rounds."""

from __future__ import annotations

import random
import statistics
from datetime import timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import (
    Ballot,
    Candidate,
    Council,
    CountsBy,
    Round,
    Seat,
    SeatState,
)
from app.councils.queries.results import Judged, comments_in, results_of
from app.councils.queries.scorecard import scorecard_of
from app.councils.queries.turnout import turnout_of
from app.councils.results import Spread
from app.councils.service.seats import end
from app.people.models import Organisation, User
from tests.browsers import Browser
from tests.councils.acts import begin, close, join, say
from tests.personas import make_person

CANDIDATES = 3
RANDOM = random.Random(20261128)


@pytest.mark.parametrize("counts_by", list(CountsBy))
def test_whoever_sits_down_again_speaks_once(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, counts_by: CountsBy
) -> None:
    of, (first, second) = begin(
        sitting, "One", "Two", by=marta, counts_by=counts_by, quorum=2, title="Now"
    )
    say(of, first, seats[0], 1, 1, comment="At first no.")
    say(of, second, seats[0], has_conflict=True, comment="We sell it.")
    with writing():
        end(seats[0], sitting, actor=marta)
    (again,) = join(sitting, ada, by=marta)
    member, at = Browser(app).sign_in(ada), f"/councils/{sitting.slug}"
    assert "At first no." in member.get(f"{at}/rounds/1/ballot?card=1").text, "still theirs"
    say(of, first, again, 10, 1, comment="By now yes.")
    turnout = turnout_of(of)
    assert (turnout.answered, turnout.asked, turnout.missing) == (1, 2, 1)
    assert [seat.user_id for seat in turnout.owing] == [seats[1].user_id]
    assert "You answered 2 of 2 proposals" in member.get(at).text
    close(of, by=marta)
    found = results_of(of)
    assert (found.answers, found.is_quorate) == (1, False)
    one, two = sorted(found.judged, key=lambda judged: judged.number)
    assert (one.outcome.importance.n, two.outcome.conflicts) == (1, 1)
    assert [comment.words for comment in one.comments] == ["By now yes."]
    assert "At first no." not in [comment.words for _of, comment in comments_in([of])]
    assert scorecard_of(sitting, [of]).completion == (1, 2)


@pytest.mark.parametrize("rounds", [60, pytest.param(1000, marks=pytest.mark.prove)])
def test_results_from_rows_equal_a_reference(sitting: Council, rounds: int) -> None:
    """Of people who sat twice among others."""
    _sit_down(sitting)
    with writing():
        written = _write_down(sitting, rounds)
    for of in written:
        found = results_of(of)
        told = _read(of)
        assert found.answers == len({row.person for row in told})
        assert found.is_quorate == (found.answers >= of.quorum)
        for judged in found.judged:
            said = [row for row in told if row.said.candidate_id == judged.candidate.id]
            assert judged.outcome.conflicts == sum(row.said.has_conflict for row in said)
            silent = [row for row in said if row.said.is_abstention and not row.said.has_conflict]
            assert judged.outcome.abstentions == len(silent)
            for what in ("importance", "satisfaction"):
                wanted = _reference(said, what, of.counts_by)
                assert getattr(judged.outcome, what) == wanted, (of.number, judged.number)
            assert judged.outcome.opportunity == _opportunity(said, of.counts_by)
        order = [-1 if each is None else each for each in map(_opportunity_of, found.judged)]
        assert order == sorted(order, reverse=True), "the greatest first"


def _sit_down(sitting: Council) -> None:
    """24 people of 7 organisations and of none, of whom 6 sat before, for another one."""
    people = [make_person(f"Person{number} Seated") for number in range(24)]
    with writing():
        works_at = [Organisation(name=f"Organisation {number}") for number in range(7)]
        session.add_all(works_at)
        session.flush()
        for number, person in enumerate(people):
            if number < 6:
                session.add(_seat(sitting, person, works_at, SeatState.ALUMNI))
                session.flush()
            session.add(_seat(sitting, person, works_at, SeatState.ACTIVE))


def _seat(sitting: Council, person: User, works_at: list[Organisation], state: SeatState) -> Seat:
    organisation = RANDOM.choice([None, *works_at])
    seat = Seat(council_id=sitting.id, user_id=person.id, state=state)
    seat.organisation_id = organisation.id if organisation else None
    return seat


def _write_down(sitting: Council, number_of: int) -> list[Round]:
    past = now() - timedelta(days=1)
    rounds = [
        Round(
            council_id=sitting.id,
            number=number,
            title=f"Round {number}",
            counts_by=RANDOM.choice(list(CountsBy)),
            quorum=RANDOM.randint(1, 24),
            opened_at=past,
            closes_at=past,
        )
        for number in range(1, number_of + 1)
    ]
    session.add_all(rounds)
    session.flush()
    judged = [
        Candidate(round_id=of.id, position=place, title=f"Number {place}")
        for of in rounds
        for place in range(CANDIDATES)
    ]
    session.add_all(judged)
    session.flush()
    seats = list(session.scalars(select(Seat.id).where(Seat.council_id == sitting.id)))
    for each in judged:
        often = RANDOM.choice((0.1, 0.3, 0.9))
        rows = [_answer(each, seat) for seat in seats if RANDOM.random() < often]
        if rows:
            session.execute(insert(Ballot), rows)
    return rounds


def _answer(judged: Candidate, seat: int) -> dict[str, Any]:
    has_conflict, is_abstention = RANDOM.random() < 0.1, RANDOM.random() < 0.1
    is_silent = has_conflict or is_abstention
    scores = [RANDOM.choice([None, *range(1, 11), 9, 10]) for _what in range(2)]
    return {
        "candidate_id": judged.id,
        "seat_id": seat,
        "importance": None if is_silent else scores[0],
        "satisfaction": None if is_silent else scores[1],
        "is_abstention": is_abstention,
        "has_conflict": has_conflict,
    }


class _Row(NamedTuple):
    """What one person said last of one candidate."""

    said: Ballot
    person: int
    organisation: int | None


def _read(of: Round) -> list[_Row]:
    """Of all rows those from the last seat of each person, by plain Python."""
    everything = select(Ballot, Seat.user_id, Seat.organisation_id).join(Ballot.seat)
    everything = everything.join(Ballot.candidate).where(Candidate.round_id == of.id)
    rows = [_Row(*row) for row in session.execute(everything.order_by(Seat.id))]
    return list({(row.said.candidate_id, row.person): row for row in rows}.values())


def _opportunity_of(judged: Judged) -> Fraction | None:
    return judged.outcome.opportunity


def _groups(said: list[_Row], what: str, counts_by: CountsBy) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for row in said:
        score = getattr(row.said, what)
        if score is None:
            continue
        alone = counts_by is CountsBy.PERSON or row.organisation is None
        name = f"person {row.person}" if alone else f"organisation {row.organisation}"
        groups.setdefault(name, []).append(score)
    return groups


def _opportunity(said: list[_Row], counts_by: CountsBy) -> Fraction | None:
    shares = []
    for what in ("importance", "satisfaction"):
        groups = _groups(said, what, counts_by).values()
        if len(groups) < 5:
            return None
        tops = [statistics.mean(Fraction(score > 8) for score in group) for group in groups]
        shares.append(10 * statistics.mean(tops))
    return max(shares[0], 2 * shares[0] - shares[1])


def _reference(said: list[_Row], what: str, counts_by: CountsBy) -> Spread:
    groups = _groups(said, what, counts_by)
    values = [Fraction(statistics.median(map(Fraction, group))) for group in groups.values()]
    if len(values) < 5:
        return Spread(len(values))
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(len(values), middle, low, high)
