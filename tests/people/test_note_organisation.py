"""Where an employee writes down that a customer belongs lets nobody see what that organisation
sees: it takes the domain of a proven address, or an administrator."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea
from app.ideas.service.boards import open_to
from app.people.models import Group, GroupOrganisation, Organisation, Purpose, Role, User
from app.people.queries import by_email
from app.people.service import accounts, entering, invitations, reset, welcome
from app.people.service.joining import come_in
from app.people.service.links import make_link
from app.people.service.roles import set_organisation
from app.telling.audience import audience
from tests.browsers import Browser
from tests.personas import password_hash

SHADOW = "jun@private.example"
AT_HOME = "dana@northwind.example"


@pytest.fixture
def inside(board: Board, northwind: Organisation) -> Board:
    """Open to Northwind alone."""
    with writing():
        group = Group(name="Northwind")
        session.add(group)
        session.flush()
        session.add(GroupOrganisation(group_id=group.id, organisation_id=northwind.id))
        board.audience = Audience.GROUPS
        open_to(board, {group.id})
    return board


def put_down(app: Flask, idea: Idea, marta: User, email: str, organisation: str) -> User:
    form = {"customer": email, "customer_name": "Jun", "customer_organisation": organisation}
    form["has_consented"] = "y"
    Browser(app).sign_in(marta).post(f"/ideas/{idea.reference}/customers", form)
    person = by_email(email)
    assert person is not None
    return person


def enter(person: User) -> None:
    entering.enter(secret_of(person, Purpose.ENTER, onward="/"))


def invited(person: User, root: User) -> None:
    path = invitations.invite([person.email or ""], role=Role.CUSTOMER, actor=root)[0].path
    invitations.accept(path.rpartition("/")[2], name="Jun", password_hash=password_hash())


def secret_of(person: User, purpose: Purpose, **carried: object) -> str:
    return make_link(person, purpose, **carried).rpartition("/")[2]


WAYS = {
    "a letter's link": lambda person, root: enter(person),
    "an invitation": invited,
    "a forgotten password": lambda person, root: reset.set_password(
        secret_of(person, Purpose.RESET, onward="/"), password_hash=password_hash()
    ),
    "the welcome": lambda person, root: welcome.join(
        secret_of(person, Purpose.WELCOME), name="Jun", password_hash=password_hash()
    ),
    "signing up": lambda person, root: accounts.confirm(
        secret_of(person, Purpose.CONFIRM, name="Jun", password_hash=password_hash())
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_shadow_account_sees_nothing_of_the_organisation_put_down_for_it(
    app: Flask,
    inside: Board,
    idea: Idea,
    northwind: Organisation,
    marta: User,
    root: User,
    way: str,
) -> None:
    shadow = put_down(app, idea, marta, SHADOW, northwind.name)
    assert shadow.organisation_id == northwind.id, "it is noted, and counts"
    with writing():
        WAYS[way](shadow, root)
    assert Browser(app).sign_in(shadow).get(f"/b/{inside.slug}").status_code == 404
    kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.organisation"))
    assert [entry.before for entry in kept] == [{"organisation": northwind.name}]
    page = Browser(app).sign_in(root).get(f"/manage/people/{shadow.uid}").text
    assert "Now of none, before of Northwind." in page


def test_a_new_organisation_put_down_for_it_is_a_note_too(
    app: Flask, idea: Idea, marta: User
) -> None:
    """A board may be opened to it later, for others."""
    shadow = put_down(app, idea, marta, SHADOW, "Northfield Joinery")
    with writing():
        enter(shadow)
    assert shadow.organisation_id is None


def test_whose_address_has_the_domain_comes_in_where_they_were_put_down(
    app: Flask, inside: Board, idea: Idea, northwind: Organisation, marta: User
) -> None:
    customer = put_down(app, idea, marta, AT_HOME, northwind.name)
    with writing():
        enter(customer)
    assert customer.organisation_id == northwind.id
    assert Browser(app).sign_in(customer).get(f"/b/{inside.slug}").status_code == 200


@pytest.mark.parametrize("speaks", [True, False])
def test_the_domain_decides_where_somebody_was_put_down_elsewhere(
    app: Flask,
    idea: Idea,
    northwind: Organisation,
    contoso: Organisation,
    marta: User,
    speaks: bool,
) -> None:
    customer = put_down(app, idea, marta, AT_HOME, contoso.name)
    with writing():
        come_in(customer, speaks_for_domain=speaks)
    assert customer.organisation_id == (northwind.id if speaks else None)


def test_an_administrator_who_says_so_makes_it_true(
    app: Flask, inside: Board, idea: Idea, northwind: Organisation, marta: User, root: User
) -> None:
    customer = put_down(app, idea, marta, SHADOW, northwind.name)
    with writing():
        set_organisation(customer, northwind, version=customer.version, actor=root)
        enter(customer)
    assert Browser(app).sign_in(customer).get(f"/b/{inside.slug}").status_code == 200


def test_news_of_the_organisations_board_does_not_reach_a_shadow(
    app: Flask, inside: Board, idea: Idea, northwind: Organisation, marta: User, root: User
) -> None:
    """Who agreed to be told is told before they ever come in."""
    shadow = put_down(app, idea, marta, SHADOW, northwind.name)

    def told() -> set[int]:
        return {row.user_id for row in session.execute(audience([idea.id], actor_id=None))}

    assert shadow.id not in told()
    with writing():
        set_organisation(shadow, northwind, version=shadow.version, actor=root)
    assert shadow.id in told()
