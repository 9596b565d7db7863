"""What is open to chosen groups alone is administrators' to read by right: each look is kept."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea
from app.ideas.service.boards import open_to
from app.ideas.urls import idea_url
from app.people.models import Group, User
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.statements import statements


@pytest.fixture
def inside(board: Board) -> Board:
    with writing():
        group = Group(name="Early birds")
        session.add(group)
        board.audience = Audience.GROUPS
        session.flush()
        open_to(board, {group.id})
    return board


def looks(of: Board) -> int:
    session.rollback()
    noted = select(func.count(AuditEntry.id)).where(
        AuditEntry.action == "board.look", AuditEntry.subject == f"boards:{of.uid}"
    )
    return session.scalar(noted) or 0


@pytest.mark.parametrize("page", ["/", "/b/product", "idea", "/manage/inbox", "desk"])
def test_an_administrators_look_is_kept_once_an_hour(
    app: Flask, inside: Board, idea: Idea, root: User, page: str
) -> None:
    named = {"idea": idea_url(idea), "desk": f"/manage/inbox/{idea.reference}"}
    browser, start = Browser(app).sign_in(root), now()
    with time_machine.travel(start, tick=False):
        for _time in range(3):
            answer = browser.get(named.get(page, page))
            assert (answer.status_code, idea.title in answer.text) == (200, True)
    assert looks(inside) == 1
    audit = browser.get("/manage/settings/audit").text
    assert "Looked into a board that is open to chosen groups." in audit


def test_a_look_of_a_program_is_kept_too(app: Flask, inside: Board, idea: Idea, root: User) -> None:
    program = Program(app, token_of(root, "read"))
    assert program.get(f"/ideas/{idea.reference}").status_code == 200
    assert looks(inside) == 1


def test_a_list_a_program_asks_for_is_kept(app: Flask, inside: Board, root: User) -> None:
    program = Program(app, token_of(root, "read"))
    assert program.get("/ideas", query_string={"board": inside.slug}).status_code == 200
    assert looks(inside) == 1


def test_nobody_elses_look_and_none_at_what_more_people_see_is_kept(
    app: Flask, inside: Board, idea: Idea, marta: User, root: User
) -> None:
    Browser(app).sign_in(marta).get(f"/b/{inside.slug}")
    with writing():
        inside.audience = Audience.PUBLIC
    for page in (f"/b/{inside.slug}", idea_url(idea)):
        Browser(app).sign_in(root).get(page)
    assert looks(inside) == 0


def test_an_address_that_leads_nowhere_is_no_look(
    app: Flask, inside: Board, idea: Idea, root: User
) -> None:
    assert Browser(app).sign_in(root).get(f"/b/{inside.slug}?sort=nonsense").status_code == 422
    assert looks(inside) == 0


def test_noting_costs_the_next_page_nothing(
    app: Flask, inside: Board, idea: Idea, root: User
) -> None:
    browser = Browser(app).sign_in(root)
    browser.get(f"/b/{inside.slug}")
    for page, most in ((f"/b/{inside.slug}", 10), (idea_url(idea), 14)):
        with statements() as sent:
            browser.get(page)
        assert len(sent) <= most, sent
