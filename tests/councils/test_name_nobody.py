"""Where members may not be named with what they said, minutes name none of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.councils.models import Confidentiality, Council, Decision, Minutes, Round, Seat
from app.councils.queries.rounds import agenda_of
from app.councils.service import candidates
from app.councils.service.councils import edit, outline_of
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import agree, begin, close, publish, take_down


@pytest.fixture
def met(sitting: Council, seats: list[Seat], marta: User) -> Round:
    """A round that closed, in which somebody is to speak."""
    of, _cards = begin(sitting, "One", by=marta)
    with writing():
        candidates.add_item(of, candidates.Item("What shipped", speaker=seats[1].user.name))
    close(of, by=marta)
    return of


@pytest.mark.parametrize("level", [Confidentiality.UNATTRIBUTED, Confidentiality.CLOSED])
def test_minutes_say_how_many_were_there_and_who_does_what(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User, level: Confidentiality
) -> None:
    ada, ben = (seat.user for seat in seats)
    with writing():
        sitting.confidentiality = level
    take_down(met, "Short", seats[0], by=marta)
    publish(met, by=marta)
    for person in (ben, marta):
        page = main_of(app, person, met)
        assert "1 of 3 people." in page
        assert ada.name not in page
        assert ben.name not in page
    with writing():
        sitting.confidentiality = Confidentiality.SHARED
    page = main_of(app, ben, met)
    assert ada.name in page
    assert f"Not there: {ben.name}" in page
    assert f"Discussion · {ben.name}" in page


def test_who_owns_an_action_agreed_to_be_named(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User
) -> None:
    take_down(met, "Short", by=marta)
    agree(met, "Send figures", seats[0], by=marta)
    publish(met, by=marta)
    assert seats[0].user.name in main_of(app, seats[1].user, met)


def test_a_level_that_was_left_behind_goes_on_holding_for_its_rounds(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User
) -> None:
    take_down(met, "Short", seats[0], by=marta)
    publish(met, by=marta)
    wider = replace(outline_of(sitting), confidentiality=Confidentiality.SHARED)
    with writing():
        edit(sitting, wider, version=sitting.version, actor=marta)
    assert seats[0].user.name not in main_of(app, seats[1].user, met)


def test_words_that_name_a_member_are_not_kept_and_not_lost(
    app: Flask, sitting: Council, seats: list[Seat], met: Round, marta: User
) -> None:
    host, at = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/rounds/1"
    ada = seats[0].user.name
    note = f"notes-{agenda_of(met)[0].uid}"
    assert "write what was said, not who said it" in host.get(f"{at}/minutes/edit").text
    for field in ("summary", note):
        form = {"summary": "Short", note: "It went well.", "version": 0}
        page = host.post(f"{at}/minutes/edit", {**form, field: f"It was {ada} who asked."})
        assert page.status_code == 422
        assert f"and {ada} is named." in page.text
        assert f"It was {ada} who asked." in page.text
    advice = {"title": "Wait", "advice": "go", "voices_for": 1, "voices_against": 0}
    advice |= {"voices_withheld": 0}
    page = host.post(f"{at}/decisions", {**advice, "dissent": f"{ada}: never."})
    assert page.status_code == 422
    assert f"{ada}: never." in page.text
    session.rollback()
    assert not session.scalars(select(Minutes)).all()
    assert not session.scalars(select(Decision)).all()
    others = f"Not {ada}ntine. {marta.name} wrote this down."
    assert host.post(f"{at}/minutes/edit", {**form, "summary": others}).status_code == 303
    assert host.post(f"{at}/decisions", {**advice, "dissent": "Some: never."}).status_code == 303


def main_of(app: Flask, person: User, of: Round) -> str:
    """What stands on the page of its minutes, without the name of who reads it."""
    at = f"/councils/{of.council.slug}/rounds/{of.number}/minutes"
    return Browser(app).sign_in(person).get(at).text.split("<main", 1)[1].split("</main", 1)[0]
