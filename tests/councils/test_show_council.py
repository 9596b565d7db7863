"""The page of a council says of each round what it wants of the reader, and what came of it."""

from __future__ import annotations

from flask import Flask

from app.councils.models import Adoption, Advice, Council, Seat
from app.councils.service.advice import Taken
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import advise, answer, begin, close, publish, say, take_down
from tests.statements import statements


def test_it_tells_how_far_one_is_and_what_came_of_a_round(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, ben: User, marta: User
) -> None:
    of, (judged, _other) = begin(sitting, "One", "Two", by=marta)
    say(of, judged, seats[0], 9, 3)
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}"
    assert "You answered 1 of 2 proposals" in member.get(path).text
    assert "You answered 0 of 2 proposals" in Browser(app).sign_in(ben).get(path).text
    assert "You answered" not in Browser(app).sign_in(marta).get(path).text
    close(of, by=marta)
    take_down(of, "In short.", by=marta)
    decided = advise(of, Taken(Advice.GO, judged.uid), by=marta)
    answer(decided, of, Adoption.ADOPTED, "In spring.", by=marta)
    advise(of, Taken(Advice.GO, title="Something else"), by=marta)
    assert "1 adopted" not in member.get(path).text, "minutes that are not out"
    publish(of, by=marta)
    page = member.get(path).text
    assert "1 adopted, 1 waits for an answer" in page
    assert "You answered" not in page


def test_it_asks_as_often_for_many_rounds_as_for_one(
    app: Flask, sitting: Council, seats: list[Seat], ada: User, marta: User
) -> None:
    begin(sitting, "One", by=marta)
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}"
    with statements() as few:
        assert member.get(path).status_code == 200
    for number in range(4):
        begin(sitting, f"One of {number}", by=marta)
    with statements() as many:
        assert member.get(path).status_code == 200
    assert len(few) == len(many)
