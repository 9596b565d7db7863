"""Boards where what is asked is between who asks and staff."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import session, writing
from app.core.errors import Invalid
from app.duplicates.service.merge import merge
from app.ideas.models import Board, Idea, Moderation, Phase
from app.ideas.service.drafts import Words
from app.people.models import User
from app.search.jobs import feed_index
from app.telling.models import Channel
from tests.browsers import Browser
from tests.telling.acts import decide, told, vote
from tests.triage.held import ask

PLACES = (
    "/",
    "/b/product?sort=new",
    "/b/product?sort=top",
    "/search?q=quiet",
    "/ideas/similar?title=quiet",
    "/b/product/feed.atom",
    "/progress",
    "/me",
)


@pytest.fixture
def one_way(board: Board) -> Board:
    with writing():
        board.is_one_way = True
    return board


@pytest.fixture
def quiet(one_way: Board, ben: User) -> Idea:
    idea = ask(one_way, ben)
    feed_index()
    return idea


def test_its_author_and_staff_find_it(
    app: Flask, quiet: Idea, ben: User, jun: User, marta: User
) -> None:
    for person in (ben, jun, marta):
        browser = Browser(app).sign_in(person)
        assert browser.get("/ideas/H-1").status_code == 200
        assert "A quiet night mode" in browser.get("/b/product?sort=new").text
        assert "night mode" in browser.get("/search?q=quiet").text
    assert "What you ask here is between you and us" in Browser(app).get("/b/product").text


def test_others_are_told_nothing_of_it(app: Flask, quiet: Idea, ada: User) -> None:
    for browser in (Browser(app).sign_in(ada), Browser(app)):
        assert browser.get("/ideas/H-1").status_code == 404
        for place in PLACES:
            answer = browser.get(place)
            assert "night mode" not in answer.text, place
        assert "1 idea" not in browser.get("/b/product").text


def test_who_voted_before_hears_no_more(
    board: Board, ben: User, ada: User, jun: User, marta: User
) -> None:
    idea = ask(board, ben)
    vote(idea, ada, jun)
    with writing():
        board.is_one_way = True
    news = decide(idea, Phase.PLANNED, by=marta)
    assert set(told(news, Channel.MAIL)) == {"Ben", "Jun"}


def test_nothing_is_counted_together_there(
    quiet: Idea, one_way: Board, ada: User, marta: User
) -> None:
    other = ask(one_way, ada, "Night mode that is quiet")
    with pytest.raises(Invalid, match="would lose sight"), writing():
        merge(other, quiet, note=Words("", ""), actor=marta)


def test_a_manager_makes_a_board_one_way(app: Flask, board: Board, marta: User) -> None:
    browser = Browser(app).sign_in(marta)
    form = {
        "name": board.name,
        "slug": board.slug,
        "audience": "public",
        "moderation": "first",
        "is_one_way": "y",
        "version": board.version,
    }
    assert browser.post("/manage/settings/boards/product", form).status_code == 303
    session.refresh(board)
    assert (board.is_one_way, board.moderation) == (True, Moderation.FIRST)
    page = browser.get("/manage/settings/boards/product").text
    assert "What is asked here is between who asks and staff." in page
    assert 'name="is_one_way" value="y" checked' in page
