"""What is decided about a person, a group or a board holds from the next request on, for browsers
that are signed in and for programs with a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import Audience, Board, BoardGroup, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Group, GroupMember, GroupOrganisation, Organisation, Role, User
from app.people.service.roles import change_role, deactivate, set_organisation
from tests.api.programs import Program, token_of
from tests.browsers import Browser

Sees = Callable[[], set[int]]


@pytest.fixture
def group(app: Flask) -> Group:
    with writing():
        made = Group(name="Pilots")
        session.add(made)
    return made


@pytest.fixture
def council(board: Board, group: Group, ada: User, root: User) -> Idea:
    """An idea on a board of the group's."""
    with writing():
        made = Board(slug="pilots", name="Pilots", audience=Audience.GROUPS, position=3)
        session.add(made)
        session.flush()
        session.add(BoardGroup(board_id=made.id, group_id=group.id))
        return submit(draft("Whatever pilots want"), board=made, author=root)


@pytest.fixture
def adas_sight(app: Flask, ada: User, council: Idea) -> Sees:
    """What Ada's browser and her program are answered, who ask for that idea."""
    browser, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    page, address = f"/ideas/{council.reference}", f"/ideas/{council.uid}"

    def ask() -> set[int]:
        found = browser.get(page, follow_redirects=True).status_code
        return {found, program.get(address).status_code}

    return ask


def test_joining_and_leaving_a_group(adas_sight: Sees, group: Group, ada: User) -> None:
    assert adas_sight() == {404}
    with writing():
        member = GroupMember(group_id=group.id, user_id=ada.id)
        session.add(member)
    assert adas_sight() == {200}
    with writing():
        member.ends_at = now() - timedelta(seconds=1)
    assert adas_sight() == {404}


def test_a_term_that_has_not_begun(adas_sight: Sees, group: Group, ada: User) -> None:
    with writing():
        begins = now() + timedelta(hours=1)
        session.add(GroupMember(group_id=group.id, user_id=ada.id, starts_at=begins))
    assert adas_sight() == {404}


def test_an_organisation_that_joins_and_a_person_who_leaves_it(
    adas_sight: Sees, group: Group, ada: User, northwind: Organisation, root: User
) -> None:
    with writing():
        others, elsewhere = Group(name="Others"), Board(slug="elsewhere", name="Elsewhere")
        elsewhere.audience = Audience.GROUPS
        session.add_all([others, elsewhere])
        session.flush()
        session.add(BoardGroup(board_id=elsewhere.id, group_id=others.id))
        session.add(GroupOrganisation(group_id=others.id, organisation_id=northwind.id))
    assert adas_sight() == {404}, "another group opens another board"
    with writing():
        session.add(GroupOrganisation(group_id=group.id, organisation_id=northwind.id))
    assert adas_sight() == {200}
    with writing():
        set_organisation(ada, None, version=ada.version, actor=root)
    assert adas_sight() == {404}


def test_a_board_that_opens_and_closes(adas_sight: Sees, council: Idea) -> None:
    for audience, seen in (
        (Audience.SIGNED_IN, {200}),
        (Audience.EMPLOYEES, {404}),
        (Audience.PUBLIC, {200}),
        (Audience.GROUPS, {404}),
    ):
        with writing():
            council.board.audience = audience
        assert adas_sight() == seen


def test_a_portal_that_becomes_private(idea: Idea, browser: Browser, adas_sight: Sees) -> None:
    page = f"/ideas/{idea.reference}"
    assert browser.get(page, follow_redirects=True).status_code == 200
    with writing():
        change(None, is_private=True)
    assert browser.get(page).status_code == 404
    assert adas_sight() == {404}


def test_a_role_that_is_given_and_taken(app: Flask, ada: User, root: User, council: Idea) -> None:
    browser, program = Browser(app), Program(app, token_of(ada, "read", "triage"))
    page, address = f"/manage/inbox/{council.reference}", f"/ideas/{council.uid}/status"
    for role, page_status, api_status in (
        (Role.MANAGER, 200, 422),
        (Role.EMPLOYEE, 404, 404),
        (Role.ADMIN, 200, 422),
        (Role.CUSTOMER, 404, 404),
    ):
        with writing():
            change_role(ada, role, version=ada.version, actor=root)
        assert browser.get("/me").status_code == 302, "signed out"
        browser.sign_in(ada)
        assert browser.get(page).status_code == page_status
        assert program.post(address, json={}).status_code == api_status


def test_an_account_that_is_closed(app: Flask, ada: User, root: User, idea: Idea) -> None:
    browser, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    assert browser.get("/me").status_code == 200
    assert program.get("/boards").status_code == 200
    with writing():
        deactivate(ada, actor=root)
    assert browser.get("/me").status_code == 302
    assert program.get("/boards").status_code == 401


def test_an_account_closed_behind_its_sessions_and_tokens(app: Flask, ada: User) -> None:
    """As by hand in the database: what is signed in and what was issued is still there."""
    browser, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    with writing():
        ada.deactivated_at = now()
    assert browser.get("/me").status_code == 302
    assert program.get("/boards").status_code == 401
