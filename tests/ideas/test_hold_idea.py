"""What is posted where it is looked at first: seen by its author and managers, told to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import session, writing
from app.core.errors import Forbidden
from app.ideas.models import Audience, Board, Comment, Held, Idea, Moderation, State
from app.ideas.queries.comments import have_others_spoken
from app.ideas.service.discuss import remove_comment
from app.ideas.service.drafts import draft
from app.ideas.service.submit import edit
from app.people.models import User
from app.people.service.standing import block, trust, unblock
from app.search.jobs import feed_index
from app.telling.models import Channel, Update, UpdateKind
from tests.browsers import Browser
from tests.telling.acts import newest_news, told
from tests.triage.held import ask, moderate, now_of, say

NEW = {"title": "A quiet night mode", "body": "My eyes.", "board": "product", "looked": "1"}
LINKS = "See https://one.example https://two.example and www.three.example"


def test_the_author_is_thanked_and_told_that_it_waits(
    browser: Browser, board: Board, ben: User
) -> None:
    moderate(board)
    answer = browser.sign_in(ben).post("/ideas", NEW)
    assert answer.location == "/ideas/H-1/thanks"
    thanks = browser.get(answer.location).text
    assert "Somebody looks at it before others see it." in thanks
    assert "Copy link" not in thanks

    assert "Not there for others yet" in browser.get("/me").text
    page = browser.get("/ideas/H-1").text
    assert "Waiting to be looked at" in page
    assert "Only you and those who look after ideas see it." in page
    idea = session.scalars(select(Idea)).one()
    assert (idea.state, idea.held_because) == (State.PENDING, Held.ALL)
    assert idea.answer_due_at is not None, "the clock starts when it is sent"


def test_others_get_what_they_get_for_nothing_at_all(
    browser: Browser, board: Board, ada: User, ben: User, jun: User, marta: User
) -> None:
    moderate(board)
    idea = ask(board, ben)
    feed_index()
    for person in (ada, jun):
        browser.sign_in(person)
        hidden, missing = browser.get("/ideas/H-1"), browser.get("/ideas/H-99")
        assert hidden.status_code == missing.status_code == 404
        for place in ("/b/product?sort=new", "/search?q=quiet+night", "/ideas/similar?title=quiet"):
            assert "night mode" not in browser.get(place).text, place
    assert browser.sign_in(marta).get("/ideas/H-1").status_code == 200
    assert set(told(newest_news(idea), Channel.MAIL)) == {"Ben"}


def test_on_a_board_closed_to_its_author_it_is_gone_for_them_as_all_else_is(
    browser: Browser, board: Board, ben: User
) -> None:
    moderate(board)
    ask(board, ben)
    browser.sign_in(ben)
    assert "night mode" in browser.get("/me").text
    with writing():
        board.audience = Audience.EMPLOYEES
    assert "night mode" not in browser.get("/me").text
    assert browser.get("/ideas/H-1").status_code == 404


def test_a_first_post_waits_until_something_was_published(board: Board, ben: User) -> None:
    moderate(board, Moderation.FIRST)
    first = ask(board, ben)
    assert (first.state, first.held_because) == (State.PENDING, Held.FIRST)
    assert ask(board, ben, "Another one").state is State.PENDING
    with writing():
        first.state = State.PUBLISHED
    assert ask(board, ben, "A third one").state is State.PUBLISHED


def test_who_is_trusted_and_staff_do_not_wait(
    board: Board, ben: User, jun: User, marta: User
) -> None:
    moderate(board)
    assert ask(board, jun).state is State.PUBLISHED
    with writing():
        trust(ben, actor=marta)
    assert ask(board, ben, "Another one").state is State.PUBLISHED


def test_many_links_of_somebody_new_wait(board: Board, ben: User) -> None:
    assert (
        ask(board, ben, "Look here", LINKS.replace("https://one.example", "")).state
        is State.PUBLISHED
    )
    with writing():
        session.scalars(select(Idea)).one().state = State.REJECTED
    held = ask(board, ben, "Look there", LINKS)
    assert (held.state, held.held_because) == (State.PENDING, Held.LINKS)


def test_what_was_turned_down_is_sent_again(browser: Browser, board: Board, ben: User) -> None:
    moderate(board)
    idea = ask(board, ben)
    with writing():
        idea.state, idea.refusal = State.REJECTED, "Which screen do you mean?"
    page = browser.sign_in(ben).get("/ideas/H-1").text
    assert "Which screen do you mean?" in page
    form = browser.get("/ideas/H-1/edit").text
    assert "Send it again" in form

    sent = {"title": "A quiet night mode on lists", "body": "Lists.", "version": idea.version}
    assert browser.post("/ideas/H-1/edit", sent).status_code == 303
    assert now_of(idea).state is State.PENDING
    assert "Sent. Somebody looks at it first." in browser.get("/ideas/H-1").text


def test_other_words_are_looked_at_as_the_first_ones_were(board: Board, ben: User) -> None:
    idea = ask(board, ben)
    moderate(board)
    written = draft("Buy my shoes")
    with writing():
        edit(idea, written, version=1, actor=ben)
    assert now_of(idea).state is State.PENDING
    assert not idea.is_listed


@pytest.mark.parametrize("moderation", [Moderation.FIRST, Moderation.NONE])
def test_the_only_words_of_somebody_open_no_door_to_others(
    board: Board, ben: User, moderation: Moderation
) -> None:
    idea = ask(board, ben)
    with writing():
        board.moderation, idea.state = moderation, State.PUBLISHED
    with writing():
        edit(idea, draft("Look there", LINKS), version=idea.version, actor=ben)
    assert now_of(idea).held_because == Held.LINKS


def test_a_comment_waits_and_is_counted_by_nobody(
    browser: Browser, board: Board, ada: User, ben: User, jun: User, marta: User
) -> None:
    idea = ask(board, ada)
    moderate(board)
    browser.sign_in(ben).post("/ideas/H-1/comments", {"body": "It happened to us too."})
    comment = session.scalars(select(Comment)).one()
    assert comment.state is State.PENDING
    assert now_of(idea).comments == 0
    for person, sees in ((ben, True), (marta, True), (ada, False), (jun, False)):
        page = browser.sign_in(person).get("/ideas/H-1").text
        assert ("It happened to us too." in page) is sees, person.name
        assert "1 comment" not in page
    assert "It happened to us too." not in Browser(browser.app).get("/ideas/H-1").text


def test_what_waits_or_was_taken_back_is_no_word_of_others(
    browser: Browser, board: Board, ada: User, ben: User, marta: User
) -> None:
    idea = ask(board, ada)
    moderate(board)
    browser.sign_in(ben).post("/ideas/H-1/comments", {"body": "It happened to us too."})
    said = session.scalars(select(Comment)).one()
    assert not have_others_spoken(idea)
    with writing():
        said.state = State.PUBLISHED
    assert have_others_spoken(idea)
    with writing():
        remove_comment(said, idea, actor=ben)
    assert not have_others_spoken(idea)


def test_who_is_blocked_reads_and_votes_and_loses_no_words(
    browser: Browser, board: Board, ada: User, ben: User, marta: User
) -> None:
    idea = ask(board, ada)
    with writing():
        block(ben, actor=marta)
    browser.sign_in(ben)
    refused = browser.post("/ideas", NEW)
    assert refused.status_code == 403
    assert "not post any more" in refused.text
    assert NEW["title"] in refused.text
    said = browser.post("/ideas/H-1/comments", {"body": "Buy my shoes."})
    assert said.status_code == 403
    assert "Buy my shoes." in said.text
    assert browser.post("/ideas/H-1/vote").status_code == 303
    with pytest.raises(Forbidden):
        say(idea, ben)
    with writing():
        unblock(ben, actor=marta)
    assert browser.post("/ideas", NEW).status_code == 303


def test_nobody_else_hears_of_what_waits(board: Board, ben: User) -> None:
    moderate(board)
    ask(board, ben)
    kinds = session.scalars(select(Update.kind)).all()
    assert kinds == [UpdateKind.RECEIVED]
    assert session.scalar(select(func.count(Idea.id)).where(Idea.is_listed)) == 0
