"""Whoever lost their account or their role decides nothing any more, whatever they began before:
services ask again, and what was sent out in their name ends."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.core.errors import Conflict, Forbidden
from app.people.errors import LinkOver
from app.people.models import Organisation, Purpose, Role, User
from app.people.queries import by_email, open_link
from app.people.service import roles
from app.people.service.invitations import accept, invite
from app.people.service.links import make_link, redeem
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.personas import make_person, password_hash

GRACE = "grace@northwind.example"


def secret_of(path: str) -> str:
    return path.rpartition("/")[2]


@pytest.fixture
def otto(app: Flask) -> User:
    """A second administrator, whose account was closed."""
    made = make_person("Otto Once", role=Role.ADMIN)
    with writing():
        made.deactivated_at = now()
    return made


def test_a_closed_account_decides_nothing(ada: User, root: User, otto: User) -> None:
    with pytest.raises(Forbidden), writing():
        roles.change_role(ada, Role.ADMIN, version=ada.version, actor=otto)
    with pytest.raises(Forbidden), writing():
        roles.deactivate(root, actor=otto)
    with pytest.raises(Forbidden), writing():
        invite([GRACE], role=Role.ADMIN, actor=otto)


def test_a_closed_account_does_not_count_as_the_last_but_one(root: User, otto: User) -> None:
    with pytest.raises(Conflict), writing():
        roles.change_role(root, Role.MANAGER, version=root.version, actor=root)
    with pytest.raises(Conflict), writing():
        roles.deactivate(root, actor=root)


@pytest.mark.parametrize("role", [None, Role.MANAGER])
def test_an_invitation_ends_with_the_standing_of_who_sent_it(
    root: User, marta: User, role: Role | None
) -> None:
    """`role`: what is left to who invited; none: their account was closed."""
    with writing():
        path = invite([GRACE], role=Role.EMPLOYEE, actor=root)[0].path
        if role is None:
            root.deactivated_at = now()
        else:
            root.role = role
    with pytest.raises(LinkOver), writing():
        accept(secret_of(path), name="Grace", password_hash=password_hash())
    grace = by_email(GRACE)
    assert grace is not None
    assert not grace.is_active


def test_a_link_acts_for_its_purpose_its_address_and_an_open_account(ada: User) -> None:
    with writing():
        secret = secret_of(make_link(ada, Purpose.RESET))
    assert open_link(secret, Purpose.RESET)[1] is ada
    with pytest.raises(LinkOver):
        open_link(secret, Purpose.CONFIRM)
    with writing():
        ada.email_key = "ada@elsewhere.example"
    with pytest.raises(LinkOver):
        open_link(secret, Purpose.RESET)
    with writing():
        ada.email_key, ada.deactivated_at = "ada@heed.example", now()
    with pytest.raises(LinkOver):
        open_link(secret, Purpose.RESET)


def test_a_link_acts_once_and_ends_those_before_it(ada: User) -> None:
    with writing():
        first, second = (secret_of(make_link(ada, Purpose.RESET)) for _one in range(2))
    with writing():
        redeem(second, Purpose.RESET)
    for secret in (first, second):
        with pytest.raises(LinkOver), writing():
            redeem(secret, Purpose.RESET)


def test_closing_an_account_ends_all_that_lets_in(app: Flask, ada: User, root: User) -> None:
    browser, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    with writing():
        secret = secret_of(make_link(ada, Purpose.RESET))
    with writing():
        roles.deactivate(ada, actor=root)
    with writing():
        roles.reactivate(ada, actor=root)
    assert browser.get("/me").status_code == 302, "the session does not come back with the account"
    assert program.get("/boards").status_code == 401, "nor does the token"
    with pytest.raises(LinkOver):
        open_link(secret, Purpose.RESET)


def test_a_role_that_was_lost_decides_nothing(
    northwind: Organisation, ada: User, root: User
) -> None:
    with writing():
        roles.change_role(ada, Role.ADMIN, version=ada.version, actor=root)
        roles.change_role(root, Role.CUSTOMER, version=root.version, actor=ada)
    with pytest.raises(Forbidden), writing():
        roles.set_organisation(ada, northwind, version=ada.version, actor=root)
