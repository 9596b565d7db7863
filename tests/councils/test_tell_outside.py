"""What readers outside hear of the advice of a council: one line, as far as it lets that out now
and let it out while the round ran."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import Adoption, Advice, Confidentiality, Council, Existence, Round, Seat
from app.councils.service import candidates, rounds
from app.councils.service.advice import Taken
from app.ideas.models import Idea
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import advise, answer, begin, close, publish, say, take_down

DAY = timedelta(days=1)


def advised(sitting: Council, idea: Idea, seats: list[Seat], marta: User) -> None:
    """A strong yes, of which one member declared a conflict."""
    of, _cards = begin(sitting, "Beside it", by=marta)
    close(of, by=marta)
    ask(sitting, idea, seats, marta, Taken(Advice.GO, None, "", 9, 1, 1))


def ask(sitting: Council, idea: Idea, seats: list[Seat], marta: User, said: Taken) -> None:
    """A round about it, in which one member declared a conflict, with an answered advice."""
    with writing():
        of = rounds.plan(sitting, rounds.Plan("Again", closes_at=now() + DAY), actor=marta)
        about = candidates.add(of, idea, actor=marta)
        rounds.open_round(of, actor=marta)
    say(of, about, seats[0], has_conflict=True)
    close(of, by=marta)
    take_down(of, "Short", by=marta)
    taken = advise(of, replace(said, candidate=about.uid), by=marta)
    answer(taken, of, Adoption.PARTLY, "Half of it.", by=marta)
    publish(of, by=marta)


def change(app: Flask, sitting: Council, marta: User, existence: str, confidentiality: str) -> None:
    """By its form, as hosts do."""
    session.rollback()
    form = {"name": sitting.name, "kind": "user", "hosts": marta.email}
    form |= {"existence": existence, "confidentiality": confidentiality}
    at, more = f"/councils/{sitting.slug}/edit", {"version": sitting.version}
    assert Browser(app).sign_in(marta).post(at, {**form, **more}).status_code == 303


def test_hosts_are_told_who_reads_what_they_answer(
    app: Flask, sitting: Council, seats: list[Seat], idea: Idea, marta: User
) -> None:
    advised(sitting, idea, seats, marta)
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/rounds/2/minutes").text
    assert "Only who is in the board reads this" in page
    page = Browser(app).sign_in(marta).get(f"/councils/{sitting.slug}/edit").text
    assert "in one line, unless nothing leaves the board" in page
    assert "holds for rounds that open from now on" in page


@pytest.mark.parametrize(
    ("existence", "confidentiality", "is_heard"),
    [
        (Existence.PUBLIC, Confidentiality.SHARED, True),
        (Existence.PUBLIC, Confidentiality.UNATTRIBUTED, True),
        (Existence.PUBLIC, Confidentiality.CLOSED, False),
        (Existence.HIDDEN, Confidentiality.SHARED, False),
    ],
)
def test_an_idea_says_what_was_advised_as_far_as_the_charter_lets_it(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    idea: Idea,
    marta: User,
    ada: User,
    jun: User,
    existence: Existence,
    confidentiality: Confidentiality,
    is_heard: bool,
) -> None:
    with writing():
        sitting.existence, sitting.confidentiality = existence, confidentiality
    advised(sitting, idea, seats, marta)
    words = "Strong yes, 9 of 11 organisations, 1 conflict of interest"
    path = f"/ideas/{idea.reference}"
    for browser in (Browser(app), Browser(app).sign_in(jun)):
        page = browser.get(path, follow_redirects=True).text
        assert (words in page) is is_heard
        assert ("Product council" in page) is is_heard
        assert "Half of it." not in page, "what became of it is told to members alone"
        assert "Adopted in part" not in page
    inside = Browser(app).sign_in(ada).get(path, follow_redirects=True).text
    assert words in inside
    assert "Adopted in part: Half of it." in inside
    assert session.scalars(select(Round.number)).all() == [1, 2]


@pytest.mark.parametrize(
    "levels",
    [
        [("hidden", "shared"), ("public", "shared")],
        [("public", "closed"), ("public", "shared")],
        [("hidden", "closed"), ("public", "closed"), ("hidden", "shared"), ("public", "shared")],
    ],
)
def test_what_a_board_lets_out_later_is_not_let_out_of_rounds_before(
    app: Flask,
    sitting: Council,
    seats: list[Seat],
    idea: Idea,
    marta: User,
    levels: list[tuple[str, str]],
) -> None:
    change(app, sitting, marta, *levels[0])
    advised(sitting, idea, seats, marta)
    path = f"/ideas/{idea.reference}"
    for level in levels[1:]:
        change(app, sitting, marta, *level)
        page = Browser(app).get(path, follow_redirects=True).text
        assert "Strong yes" not in page, level
        assert sitting.name not in page
    inside = Browser(app).sign_in(seats[0].user)
    assert "Strong yes" in inside.get(path, follow_redirects=True).text
    was_closed = any(level == "closed" for _existence, level in levels)
    wanted = Confidentiality.CLOSED if was_closed else Confidentiality.SHARED
    assert {of.confidentiality for of in session.scalars(select(Round))} == {wanted}
    ask(sitting, idea, seats, marta, Taken(Advice.NO_GO, None, "", 1, 9, 1))
    page = Browser(app).get(path, follow_redirects=True).text
    assert "Strong no, 9 of 11 organisations" in page, "a round that opened since"
    assert "Strong yes" not in page
    change(app, sitting, marta, "public", "closed")
    assert "Strong no" not in Browser(app).get(path, follow_redirects=True).text, "at once"


def test_an_advice_without_a_quorum_says_so(
    app: Flask, sitting: Council, seats: list[Seat], idea: Idea, marta: User, ada: User
) -> None:
    advised(sitting, idea, seats, marta)
    path, member = f"/ideas/{idea.reference}", Browser(app).sign_in(ada)
    assert "no quorum" not in member.get(path, follow_redirects=True).text
    with writing():
        for of in session.scalars(select(Round)):
            of.quorum = 2
    page = member.get(path, follow_redirects=True).text
    assert "9 of 11 organisations, 1 conflict of interest, no quorum" in page
