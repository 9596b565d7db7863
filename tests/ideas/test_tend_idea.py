"""Managers pin, lock and close ideas; authors and managers take them out, administrators bring them
back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden
from app.ideas.models import Board, Comment, Idea
from app.ideas.service.tend import Mark, mark, remove, restore, unmark
from app.people.models import User
from app.search.jobs import feed_index
from app.votes.service import cast
from tests.browsers import Browser
from tests.telling.acts import vote
from tests.triage.held import ask, say


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


def test_a_locked_conversation_takes_no_words_and_loses_none(
    app: Flask, martas: Browser, idea: Idea, ben: User
) -> None:
    assert martas.post("/ideas/H-1/marks", {"mark": "locked"}).status_code == 303
    bens = Browser(app).sign_in(ben)
    page = bens.get("/ideas/H-1").text
    assert "The conversation is closed." in page
    assert "Post comment" not in page
    late = bens.post("/ideas/H-1/comments", {"body": "I was typing this."})
    assert late.status_code == 409
    assert "I was typing this." in late.text
    assert martas.post("/ideas/H-1/comments", {"body": "It ends here."}).status_code == 303
    martas.post("/ideas/H-1/marks", {"mark": "locked", "again": "1"})
    assert bens.post("/ideas/H-1/comments", {"body": "Thank you."}).status_code == 303
    assert session.scalar(select(func.count(Comment.id))) == 2


def test_nobody_votes_where_voting_is_closed(
    app: Flask, martas: Browser, idea: Idea, ben: User, marta: User
) -> None:
    martas.post("/ideas/H-1/marks", {"mark": "closed"})
    session.refresh(idea)
    assert not idea.is_open
    with pytest.raises(Conflict), writing():
        cast(idea, voter=ben)
    bens = Browser(app).sign_in(ben)
    assert "Vote for" not in bens.get("/b/product").text
    with writing():
        unmark(idea, Mark.CLOSED, actor=marta)
    vote(idea, ben)


def test_one_idea_stands_first_on_its_board(
    martas: Browser, board: Board, ben: User, ada: User, browser: Browser
) -> None:
    titles = ["The first of all", "The second of all", "The third of all"]
    ideas = [ask(board, ben, title) for title in titles]
    vote(ideas[2], ada)

    def order() -> list[str]:
        page = browser.get("/b/product?sort=top").text
        assert all(page.count(f">{title}</a>") == 1 for title in titles)
        return sorted(titles, key=lambda title: page.index(f">{title}</a>"))

    assert order()[0] == titles[2]
    martas.post("/ideas/H-1/marks", {"mark": "pinned"})
    assert order()[0] == titles[0]
    assert ">Pinned<" in browser.get("/b/product").text
    martas.post("/ideas/H-2/marks", {"mark": "pinned"})
    assert order()[:2] == [titles[1], titles[2]]
    martas.post("/ideas/H-2/marks", {"mark": "pinned", "again": "1"})
    assert order()[0] == titles[2]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["idea.pinned", "idea.pinned", "idea.not_pinned"]


def test_others_mark_nothing(app: Flask, idea: Idea, ada: User, jun: User) -> None:
    for person in (ada, jun):
        answer = Browser(app).sign_in(person).post("/ideas/H-1/marks", {"mark": "pinned"})
        assert answer.status_code == 403
        with pytest.raises(Forbidden), writing():
            mark(idea, Mark.PINNED, actor=person)


def test_a_mark_that_is_none_is_refused(martas: Browser, idea: Idea) -> None:
    assert martas.post("/ideas/H-1/marks", {"mark": "burned"}).status_code == 422


def test_an_author_takes_out_what_nobody_touched(
    app: Flask, board: Board, ben: User, browser: Browser
) -> None:
    ask(board, ben)
    feed_index()
    bens = Browser(app).sign_in(ben)
    assert "Yes, take it out" in bens.get("/ideas/H-1").text
    assert bens.post("/ideas/H-1/remove").status_code == 303
    assert bens.get("/ideas/H-1").status_code == 404
    feed_index()
    assert "night mode" not in browser.get("/search?q=quiet").text
    assert "night mode" not in browser.get("/b/product").text


@pytest.mark.parametrize("touched", ["vote", "words"])
def test_what_others_voted_for_or_spoke_of_stays(
    app: Flask, board: Board, ben: User, ada: User, marta: User, touched: str
) -> None:
    idea = ask(board, ben)
    say(idea, ben, "One more thing.")
    if touched == "vote":
        vote(idea, ada)
    else:
        say(idea, ada)
    bens = Browser(app).sign_in(ben)
    assert "Yes, take it out" not in bens.get("/ideas/H-1").text
    assert bens.post("/ideas/H-1/remove").status_code == 403
    assert Browser(app).sign_in(ada).post("/ideas/H-1/remove").status_code == 403
    assert Browser(app).sign_in(marta).post("/ideas/H-1/remove").status_code == 303
    session.refresh(idea)
    assert idea.deleted_at is not None


def test_an_administrator_brings_it_back(
    app: Flask, martas: Browser, idea: Idea, root: User, marta: User, browser: Browser
) -> None:
    with writing():
        remove(idea, actor=marta)
    assert martas.get("/manage/removed").status_code == 403
    roots = Browser(app).sign_in(root)
    assert idea.title in roots.get("/manage/removed").text
    assert roots.post(f"/manage/removed/{idea.reference}").status_code == 303
    assert browser.get(f"/ideas/{idea.reference}").status_code == 200
    assert "Nothing was taken out" in roots.get("/manage/removed").text
    with pytest.raises(Forbidden), writing():
        restore(idea, actor=marta)


def test_what_is_counted_together_is_taken_apart_first(
    board: Board, ben: User, marta: User
) -> None:
    idea, other = ask(board, ben), ask(board, ben, "Another one")
    with writing():
        other.merged_into_id = idea.id
    for each in (idea, other):
        with pytest.raises(Conflict), writing():
            remove(each, actor=marta)
