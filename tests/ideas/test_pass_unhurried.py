"""A field nobody sees, and the time between drawing a form and sending it: what machines do is
looked at first, and nobody loses a word."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session
from app.ideas.models import Board, Comment, Held, Idea, State
from app.people.models import User
from app.people.queries import by_email
from tests.browsers import Browser
from tests.personas import PASSWORD
from tests.triage.held import ask

NEW = {"title": "A quiet night mode", "body": "My eyes.", "board": "product", "looked": "1"}


def drawn_on(page: str) -> str:
    found = re.search(r'name="drawn_at" value="([^"]+)"', page)
    assert found
    return found[1]


def test_nobody_sees_or_hears_the_trap(browser: Browser, board: Board, ben: User) -> None:
    page = browser.sign_in(ben).get("/ideas/new").text
    trap = re.search(r'<label class="trap"[^>]*>.*?</label>', page)
    assert trap
    for part in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"'):
        assert part in trap[0], part
    assert "style=" not in trap[0]


@pytest.mark.parametrize(("waits", "state"), [(1, State.PENDING), (3, State.PUBLISHED)])
def test_what_is_sent_at_once_is_looked_at_first(
    browser: Browser, board: Board, ben: User, waits: int, state: State
) -> None:
    browser.sign_in(ben)
    drawn = drawn_on(browser.get("/ideas/new").text)
    with time_machine.travel(now() + timedelta(seconds=waits), tick=False):
        assert browser.post("/ideas", {**NEW, "drawn_at": drawn}).status_code == 303
    idea = session.scalars(select(Idea)).one()
    assert idea.state is state
    assert idea.held_because == (Held.HASTE if state is State.PENDING else "")


@pytest.mark.parametrize("sent", [{"extra": "https://shoes.example"}, {"drawn_at": "made-up"}])
def test_what_fills_the_trap_is_kept_and_looked_at(
    browser: Browser, board: Board, ben: User, ada: User, sent: dict[str, str]
) -> None:
    ask(board, ada)
    browser.sign_in(ben)
    browser.post("/ideas/H-1/comments", {"body": "It happened to us too.", **sent})
    said = session.scalars(select(Comment)).one()
    assert (said.state, said.held_because) == (State.PENDING, Held.HASTE)


@pytest.mark.parametrize("left_out", ["drawn_at", "extra"])
def test_what_was_never_drawn_is_looked_at_first(
    browser: Browser, board: Board, ben: User, left_out: str
) -> None:
    """A script that leaves the fields out is no person either."""
    browser.sign_in(ben)
    form = {"csrf_token": browser.token(), **NEW, "extra": ""}
    form["drawn_at"] = drawn_on(browser.get("/ideas/new").text)
    del form[left_out]
    with time_machine.travel(now() + timedelta(seconds=9), tick=False):
        browser.client.post("/ideas", data=form)
    session.rollback()
    idea = session.scalars(select(Idea)).one()
    assert (idea.state, idea.held_because) == (State.PENDING, Held.HASTE)


def test_a_form_that_is_sent_again_after_its_token_ran_out_was_drawn(
    browser: Browser, board: Board, ben: User
) -> None:
    browser.sign_in(ben)
    drawn = drawn_on(browser.get("/ideas/new").text)
    over = browser.post("/ideas", {**NEW, "drawn_at": drawn, "csrf_token": ""})
    assert over.status_code == 400
    assert drawn_on(over.text) == drawn
    assert 'name="extra" value=""' in over.text


def test_who_is_known_may_hurry(browser: Browser, board: Board, ben: User) -> None:
    ask(board, ben)
    browser.sign_in(ben)
    browser.post("/ideas", {**NEW, "title": "Another one", "extra": "x"})
    states = session.scalars(select(Idea.state)).all()
    assert states == [State.PUBLISHED, State.PUBLISHED]


def test_a_form_that_comes_back_keeps_its_moment(browser: Browser, board: Board, ben: User) -> None:
    browser.sign_in(ben)
    drawn = drawn_on(browser.get("/ideas/new").text)
    again = browser.post("/ideas", {**NEW, "title": "", "drawn_at": drawn})
    assert again.status_code == 422
    assert drawn_on(again.text) == drawn


def test_who_signs_up_at_once_is_asked_to_look_again(app: Flask) -> None:
    browser = Browser(app)
    drawn = drawn_on(browser.get("/sign-up").text)
    form = {"name": "Grace Hopper", "email": "grace@heed.example", "password": PASSWORD}
    quick = browser.post("/sign-up", {**form, "drawn_at": drawn})
    assert quick.status_code == 422
    assert "That was quick." in quick.text
    assert "Grace Hopper" in quick.text
    assert by_email(form["email"]) is None
    with time_machine.travel(now() + timedelta(seconds=3), tick=False):
        sent = browser.post("/sign-up", {**form, "drawn_at": drawn_on(quick.text)})
    assert sent.status_code == 303
    assert session.scalar(select(func.count(User.id))) == 1
