"""Who asked for an idea, as staff read it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.core.db import session, writing
from app.ideas.models import Board, BoardGroup, Idea
from app.people.models import Group, Organisation, User
from app.votes import askers
from app.votes.models import Importance
from app.votes.service.casting import cast
from app.votes.service.represent import Wish, cast_for
from tests.browsers import Browser
from tests.duplicates.conftest import merge
from tests.ideas.many import make_ideas
from tests.personas import make_person
from tests.statements import statements


def vote(idea: Idea, person: User, importance: Importance | None = None) -> None:
    with writing():
        cast(idea, voter=person, importance=importance)


def path(idea: Idea) -> str:
    return f"/ideas/{idea.reference}/people"


def names(page: str) -> list[str]:
    """Of the people in the table, as they stand there."""
    return re.findall(r'class="strong(?: plain)?"[^>]*dir="auto">([^<]*)<', page)


def test_staff_read_who_asked_the_latest_first(
    app: Flask, idea: Idea, ada: User, ben: User, jun: User, marta: User, contoso: Organisation
) -> None:
    vote(idea, ben, Importance.CRITICAL)
    cleo = make_person("Cleo Vane")
    with writing():
        cast_for(idea, customer=cleo, employee=jun, wish=Wish())
        contoso.revenue = 48_000
    for_managers = Browser(app).sign_in(marta).get(path(idea)).text
    assert names(for_managers) == ["Cleo Vane", ben.name, ada.name]
    assert "3 people. 2 organisations." in for_managers
    assert f"put down by {jun.name}" in for_managers
    assert "Critical" in for_managers
    assert (ben.email in for_managers, "48,000" in for_managers) == (True, True)

    for_employees = Browser(app).sign_in(jun).get(path(idea)).text
    assert names(for_employees) == ["Cleo Vane", ben.name, ada.name]
    assert (ben.email in for_employees, "48,000" in for_employees) == (False, False)
    assert "Contoso" in for_employees
    assert path(idea) in Browser(app).sign_in(jun).get(f"/ideas/{idea.reference}").text


def test_customers_find_nothing_there(app: Flask, idea: Idea, ada: User) -> None:
    assert Browser(app).get(path(idea)).status_code == 404
    assert Browser(app).sign_in(ada).get(path(idea)).status_code == 404
    assert path(idea) not in Browser(app).sign_in(ada).get(f"/ideas/{idea.reference}").text


def test_who_asked_twice_before_a_merge_stands_once(
    app: Flask, board: Board, idea: Idea, ada: User, ben: User, marta: User
) -> None:
    (twin,) = make_ideas(board, ben, 1)
    vote(twin, ada, Importance.CRITICAL)
    vote(idea, ben, Importance.NICE)
    merge(twin, idea, marta)
    browser = Browser(app).sign_in(marta)
    assert browser.get(path(twin)).location == path(idea)
    page = browser.get(path(idea)).text
    assert sorted(names(page)) == sorted([ada.name, ben.name])
    assert "2 people. 2 organisations." in page
    assert "Critical" in page, "the highest of what ada said stands"


def test_votes_keep_the_rule_of_the_board_they_were_given_on(
    app: Flask, board: Board, idea: Idea, ben: User, jun: User, marta: User
) -> None:
    kept = Board(slug="kept", name="Kept", position=3, audience="groups")
    with writing():
        pilots = Group(name="Pilots")
        session.add_all([kept, pilots])
        session.flush()
        session.add(BoardGroup(board_id=kept.id, group_id=pilots.id))
    (secret,) = make_ideas(kept, marta, 1)
    vote(secret, ben)
    merge(secret, idea, marta, accepts_wider=True)
    page = Browser(app).sign_in(jun).get(path(idea)).text
    assert ben.name not in page
    assert "2 of them asked where you do not read, and are not named." in page
    assert ben.name in Browser(app).sign_in(marta).get(path(idea)).text


def test_a_page_costs_the_same_however_many_asked(
    app: Flask, idea: Idea, ada: User, marta: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(askers, "PAGE_SIZE", 3)
    for number in range(7):
        vote(idea, make_person(f"P{number} Fern", email=f"p{number}@heed.example"))
    browser = Browser(app).sign_in(marta)
    found, counts, address = [], [], path(idea)
    while address:
        browser.get(address)
        with statements() as sent:
            page = browser.get(address).text
        found += names(page)
        counts.append(len(sent))
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert found == [*(f"P{number} Fern" for number in reversed(range(7))), ada.name]
    assert len(set(counts)) == 1
