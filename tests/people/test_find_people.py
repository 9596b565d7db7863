"""The list of people: what it finds, who may look, what it costs."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Idea
from app.people.models import Role, User
from app.people.service.accounts import sign_up
from app.people.service.invitations import invite
from tests.browsers import Browser
from tests.personas import make_person, password_hash
from tests.statements import statements


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Ada", "Ben", "Jun", "Marta"}),
        ("?q=love", {"Ada"}),
        ("?q=BEN%40heed", {"Ben"}),
        ("?q=de+vries", {"Marta"}),
        ("?q=%25", set()),
        ("?role=employee", {"Jun"}),
        ("?show=staff", {"Jun", "Marta"}),
        ("?show=staff&q=jun&role=employee", {"Jun"}),
        ("?show=closed", set()),
    ],
)
def test_people_are_found(
    browser: Browser, ada: User, ben: User, jun: User, marta: User, asked: str, found: set[str]
) -> None:
    page = browser.sign_in(marta).get(f"/manage/people{asked}").text
    people = {"Ada": ada, "Ben": ben, "Jun": jun, "Marta": marta}
    shown = {name for name, person in people.items() if f"/manage/people/{person.uid}" in page}
    assert shown == found


def test_each_kind_has_its_people(app: Flask, root: User, ada: User, ben: User) -> None:
    with writing():
        invite(["asked@heed.example"], role=Role.CUSTOMER, actor=root)
        sign_up("Never", "never@heed.example", password_hash=password_hash())
        ben.deactivated_at = now()
    browser = Browser(app).sign_in(root)
    for kind, address in (
        ("invited", "asked@heed.example"),
        ("waiting", "never@heed.example"),
        ("closed", "ben@heed.example"),
    ):
        page = browser.get(f"/manage/people?show={kind}").text
        assert address in page
        assert page.count('class="strong plain"') == 1


@pytest.mark.parametrize(
    ("asker", "status"), [("ada", 404), ("jun", 404), ("marta", 200), ("root", 200)]
)
def test_who_may_look(
    browser: Browser, ben: User, request: pytest.FixtureRequest, asker: str, status: int
) -> None:
    browser.sign_in(request.getfixturevalue(asker))
    assert browser.get("/manage/people").status_code == status
    assert browser.get(f"/manage/people/{ben.uid}").status_code == status


def test_a_manager_sees_no_form_that_is_not_theirs(
    app: Flask, marta: User, root: User, ada: User
) -> None:
    path = f"/manage/people/{ada.uid}"
    assert "Save this role" not in Browser(app).sign_in(marta).get(path).text
    assert "Save this role" in Browser(app).sign_in(root).get(path).text


def test_an_address_that_means_nothing_is_refused(browser: Browser, marta: User) -> None:
    browser.sign_in(marta)
    assert browser.get("/manage/people?show=sideways").status_code == 422
    assert browser.get("/manage/people?role=king").status_code == 422
    assert browser.get("/manage/people?organisation=none").status_code == 404
    assert browser.get("/manage/people?cursor=none").status_code == 422


def test_it_costs_the_same_however_many_there_are(browser: Browser, root: User, idea: Idea) -> None:
    browser.sign_in(root)
    costs = []
    for paths in range(2):
        with statements() as sent:
            browser.get("/manage/people")
        with statements() as sent_for_one:
            browser.get(f"/manage/people/{root.uid}")
        costs.append((len(sent), len(sent_for_one)))
        for number in range(40):
            make_person(f"Person {paths} {number}", email=f"p{paths}-{number}@heed.example")
    print("statements of the list of people and of one person:", costs)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 14
    session.rollback()
    first = browser.get("/manage/people").text
    assert 'rel="next"' in first
