"""What became of one's own ideas and votes."""

from __future__ import annotations

import re

import pytest

from app.core.db import writing
from app.ideas.models import Audience, Board, CommentKind, Idea, Phase
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from app.votes import service as votes
from tests.browsers import Browser
from tests.ideas.many import make_ideas, move
from tests.statements import statements

TITLE = re.compile(r'<h3><a href="/ideas/H-\d+[^"]*">([^<]*)</a></h3>')
NEXT = re.compile(r'rel="next" href="([^"]*)"')


def test_one_has_to_sign_in(browser: Browser) -> None:
    answer = browser.get("/me")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/me")


def test_asked_and_voted_are_told_apart(
    browser: Browser, board: Board, ada: User, ben: User, marta: User
) -> None:
    his = make_ideas(board, ben, 3)
    hers = make_ideas(board, ada, 2)
    for idea in his[:2]:
        with writing():
            votes.cast(idea, voter=ada)
    move(his[0], Phase.SHIPPED, actor=marta)
    move(hers[0], Phase.DECLINED, actor=marta, note="Too few of you use it.")

    me = browser.sign_in(ada)
    page = me.get("/me").text
    assert "2 ideas are yours. 2 more carry your vote. 1 shipped. 1 is not planned." in page
    assert "Too few of you use it." in page
    assert TITLE.findall(page)[:2] == [hers[0].title, his[0].title]
    assert len(TITLE.findall(page)) == 4
    assert len(TITLE.findall(me.get("/me?show=asked").text)) == 2
    assert len(TITLE.findall(me.get("/me?show=voted").text)) == 2


def test_the_latest_words_of_staff_are_shown(
    browser: Browser, idea: Idea, ada: User, marta: User
) -> None:
    assert "No news yet." in browser.sign_in(ada).get("/me").text
    move(idea, Phase.PLANNED, actor=marta, note="We begin in May.")
    assert "We begin in May." in browser.get("/me").text
    answer = words("We began today.")
    with writing():
        comment(idea, answer, author=marta, kind=CommentKind.OFFICIAL)
    page = browser.get("/me").text
    assert "We began today." in page
    assert "We begin in May." not in page


def test_what_one_may_no_longer_see_is_not_counted(
    browser: Browser, idea: Idea, board: Board, ada: User
) -> None:
    with writing():
        board.audience = Audience.EMPLOYEES
    page = browser.sign_in(ada).get("/me").text
    assert "0 ideas are yours." in page
    assert idea.title not in page
    assert "Nothing of yours is here yet" in page


def test_all_pages_together_show_each_idea_once(browser: Browser, board: Board, ada: User) -> None:
    make_ideas(board, ada, 45)
    seen: list[str] = []
    url: str | None = "/me"
    me = browser.sign_in(ada)
    while url:
        page = me.get(url).text
        seen += TITLE.findall(page)
        found = NEXT.search(page)
        url = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize("asked", ["show=everything", "cursor=x"])
def test_an_address_that_means_nothing_is_refused(
    browser: Browser, idea: Idea, ada: User, asked: str
) -> None:
    assert browser.sign_in(ada).get(f"/me?{asked}").status_code == 422


@pytest.mark.parametrize("number", [3, 60])
def test_the_page_asks_few_statements(
    browser: Browser, board: Board, ada: User, number: int
) -> None:
    make_ideas(board, ada, number)
    me = browser.sign_in(ada)
    with statements() as sent:
        assert me.get("/me").status_code == 200
    assert len(sent) == 8
