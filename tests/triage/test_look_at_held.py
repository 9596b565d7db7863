"""Managers look at what waits: it is published, or its author reads why not."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.ideas.models import Board, Idea, Moderation, State
from app.ideas.service.moderate import let_through
from app.people.models import User
from app.search.jobs import feed_index
from app.telling.models import Channel, Update, UpdateKind
from tests.browsers import Browser
from tests.statements import statements
from tests.telling.acts import newest_news, told
from tests.triage.held import ask, item_of, moderate, now_of, say

HELD = "/manage/held"


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


@pytest.fixture
def waiting(board: Board, ben: User) -> Idea:
    moderate(board)
    return ask(board, ben)


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_list_says_what_waits_and_why(martas: Browser, waiting: Idea, ada: User) -> None:
    page = martas.get(HELD).text
    assert "A quiet night mode" in page
    assert "Everything on this board is looked at first" in page
    assert "Ben Okri" in page
    assert 'To look at <span class="num">1</span>' in martas.get("/manage/inbox").text


def test_with_nothing_waiting_the_menu_is_as_before(martas: Browser, board: Board) -> None:
    assert "To look at" not in martas.get("/manage/inbox").text
    assert "Nothing waits" in martas.get(HELD).text


def test_what_is_published_is_there_for_everyone(
    martas: Browser, waiting: Idea, ada: User, browser: Browser
) -> None:
    sent = martas.post(HELD, {"item": item_of(waiting), "do": "through"})
    assert (sent.status_code, sent.location) == (303, HELD)
    assert now_of(waiting).state is State.PUBLISHED
    feed_index()
    assert "A quiet night mode" in browser.get("/b/product").text
    assert "A quiet night mode" in browser.get("/search?q=quiet+night").text

    news = newest_news(waiting)
    assert news.kind is UpdateKind.ACCEPTED
    assert set(told(news, Channel.MAIL)) == set(told(news, Channel.NOTICE)) == {"Ben"}
    assert actions()[-1] == "idea.let_through"


def test_the_author_reads_why_it_is_not_published(
    martas: Browser, waiting: Idea, ben: User, browser: Browser
) -> None:
    form = {"item": item_of(waiting), "do": "down", "reason": "Which screen do you mean?"}
    assert martas.post(HELD, form).status_code == 303
    assert now_of(waiting).state is State.REJECTED
    news = newest_news(waiting)
    assert (news.kind, news.facts["note"]) == (UpdateKind.TURNED_DOWN, form["reason"])
    assert set(told(news, Channel.MAIL)) == {"Ben"}
    browser.sign_in(ben)
    assert "Your idea was not published." in browser.get("/notices").text
    assert form["reason"] in browser.get("/ideas/H-1").text
    assert form["reason"] in martas.get(f"{HELD}?show=turned_down").text


def test_it_may_be_published_after_all(martas: Browser, waiting: Idea) -> None:
    form = {"item": item_of(waiting), "do": "down", "reason": "Which screen do you mean?"}
    martas.post(HELD, form)
    martas.post(
        f"{HELD}?show=turned_down", {"item": item_of(waiting), "do": "through", "seen": "rejected"}
    )
    assert now_of(waiting).state is State.PUBLISHED
    assert waiting.refusal == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"do": "down", "reason": " "}, "Write a few words first."),
        ({"do": "burn"}, "Choose what is to become of it."),
        ({"item": "", "do": "through"}, "There is nothing at this address."),
    ],
)
def test_what_cannot_be_decided_is_said(
    martas: Browser, waiting: Idea, wrong: dict[str, str], said: str
) -> None:
    page = martas.post(HELD, {"item": item_of(waiting), **wrong})
    assert page.status_code in (404, 422)
    assert said in page.text
    assert now_of(waiting).state is State.PENDING


def test_who_is_trusted_does_not_wait_again(martas: Browser, waiting: Idea, ben: User) -> None:
    martas.post(HELD, {"item": item_of(waiting), "do": "trust"})
    assert actions()[-2:] == ["idea.let_through", "user.trust"]
    assert ask(waiting.board, ben, "Another one").state is State.PUBLISHED


def test_who_is_blocked_posts_no_more(
    martas: Browser, waiting: Idea, ben: User, browser: Browser
) -> None:
    form = {"item": item_of(waiting), "do": "block", "reason": "This is for sale elsewhere."}
    assert martas.post(HELD, form).status_code == 303
    assert actions()[-2:] == ["idea.turn_down", "user.block"]
    again = browser.sign_in(ben).post("/ideas", {"title": "Shoes", "board": "product"})
    assert again.status_code == 403


def test_a_comment_is_published_and_its_writer_told(
    martas: Browser, board: Board, ada: User, ben: User, browser: Browser
) -> None:
    idea = ask(board, ada)
    moderate(board)
    said = say(idea, ben)
    assert "It happened to us too." in martas.get(HELD).text
    martas.post(HELD, {"item": item_of(said), "do": "through"})
    assert now_of(idea).comments == 1
    assert "It happened to us too." in browser.get("/ideas/H-1").text
    news = newest_news(idea)
    assert set(told(news, Channel.MAIL)) == {"Ben"}
    browser.sign_in(ben)
    assert "Your comment is there for others to read now." in browser.get("/notices").text


def test_a_comment_that_is_not_published_is_its_writers_to_read(
    martas: Browser, board: Board, ada: User, ben: User, browser: Browser
) -> None:
    idea = ask(board, ada)
    moderate(board)
    said = say(idea, ben)
    martas.post(HELD, {"item": item_of(said), "do": "down", "reason": "Please stay polite."})
    assert "Please stay polite." in browser.sign_in(ben).get("/ideas/H-1").text
    for person in (ada,):
        page = browser.sign_in(person).get("/ideas/H-1").text
        assert "Please stay polite." not in page
        assert "It happened to us too." not in page
    assert set(told(newest_news(idea), Channel.NOTICE)) == {"Ben"}


def test_several_are_published_at_once(martas: Browser, waiting: Idea, ben: User) -> None:
    other = ask(waiting.board, ben, "Another one")
    items = [item_of(waiting), item_of(other)]
    martas.post(HELD, {"item": items, "do": "through"})
    assert now_of(waiting).state is now_of(other).state is State.PUBLISHED
    assert "2 published." in martas.get(HELD).text


def test_the_second_is_told_who_was_quicker(
    martas: Browser, app: Flask, waiting: Idea, root: User
) -> None:
    Browser(app).sign_in(root).post(HELD, {"item": item_of(waiting), "do": "through"})
    form = {"item": item_of(waiting), "do": "down", "reason": "Which screen do you mean?"}
    late = martas.post(HELD, form)
    assert late.status_code == 409
    assert "Ruth Root published it a moment ago." in late.text
    assert "Which screen do you mean?" in late.text
    assert now_of(waiting).state is State.PUBLISHED


@pytest.mark.parametrize("choice", [{"do": "through"}, {"do": "down", "reason": "For sale?"}])
def test_only_what_was_read_is_decided_about(
    martas: Browser, app: Flask, waiting: Idea, ben: User, choice: dict[str, str]
) -> None:
    read = re.search(r'name="item" value="([^"]+)"', martas.get(HELD).text)[1]
    words = {"title": "Buy my shoes", "body": "https://shoes.example", "version": waiting.version}
    assert Browser(app).sign_in(ben).post("/ideas/H-1/edit", words).status_code == 303
    late = martas.post(HELD, {"item": read, **choice})
    assert late.status_code == 409
    assert "It was changed since you read it. Look at it anew." in late.text
    assert "Buy my shoes" in late.text
    assert now_of(waiting).state is State.PENDING
    again = re.search(r'name="item" value="([^"]+)"', late.text)[1]
    assert martas.post(HELD, {"item": again, **choice}).status_code == 303
    assert now_of(waiting).state is not State.PENDING


def test_of_two_at_the_same_moment_one_decides(
    app: Flask, waiting: Idea, marta: User, root: User
) -> None:
    browsers = [Browser(app).sign_in(person) for person in (marta, root)]
    forms = [{"do": "through"}, {"do": "down", "reason": "Which screen do you mean?"}]
    gate, statuses, item = threading.Barrier(2), list[int](), item_of(waiting)
    tokens = [browser.token() for browser in browsers]
    session.rollback()

    def decide(number: int) -> None:
        form = {"csrf_token": tokens[number], "item": item, **forms[number]}
        gate.wait()
        statuses.append(browsers[number].client.post(HELD, data=form).status_code)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert actions().count("idea.let_through") + actions().count("idea.turn_down") == 1, statuses
    kinds = (UpdateKind.ACCEPTED, UpdateKind.TURNED_DOWN)
    assert session.scalar(select(func.count(Update.id)).where(Update.kind.in_(kinds))) == 1
    assert sorted(statuses)[0] == 303
    assert sorted(statuses)[1] == 409


def test_a_page_costs_the_same_with_one_and_with_many(
    martas: Browser, waiting: Idea, ben: User
) -> None:
    say(waiting, ben)
    martas.get(HELD)
    with statements() as few:
        martas.get(HELD)
    for number in range(15):
        say(ask(waiting.board, ben, f"One more, number {number}"), ben)
    with statements() as many:
        martas.get(HELD)
    assert len(many) == len(few)


def test_a_first_post_that_is_published_opens_the_door(
    martas: Browser, board: Board, ben: User
) -> None:
    moderate(board, Moderation.FIRST)
    first = ask(board, ben)
    martas.post(HELD, {"item": item_of(first), "do": "through"})
    assert ask(board, ben, "Another one").state is State.PUBLISHED


def test_staff_who_look_after_no_ideas_do_not_decide(app: Flask, waiting: Idea, jun: User) -> None:
    juns = Browser(app).sign_in(jun)
    assert juns.get(HELD).status_code == 403
    assert juns.post(HELD, {"item": item_of(waiting), "do": "through"}).status_code == 403
    with pytest.raises(Forbidden), writing():
        let_through(waiting, waiting, version=waiting.version, actor=jun)
    assert now_of(waiting).state is State.PENDING
