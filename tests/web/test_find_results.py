"""The page of results, and what opens under the prompt."""

from __future__ import annotations

import pytest

from app.core.db import writing
from app.ideas.models import Audience, Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.ideas.many import make_ideas
from tests.statements import statements


def test_without_words_the_page_is_the_form(browser: Browser, board: Board) -> None:
    answer = browser.get("/search")
    assert answer.status_code == 200
    assert 'name="q"' in answer.text
    assert "Not here?" not in answer.text


def test_results_begin_with_posting_and_mark_shared_words(browser: Browser, idea: Idea) -> None:
    page = browser.get("/search?q=bank+link").text
    assert page.index("Post “bank link”") < page.index("1 idea")
    assert 'href="/ideas/new?title=bank+link"' in page
    assert "<mark>bank</mark> <mark>link</mark>" in page
    assert f"/ideas/{idea.reference}/vote?next=/search%3Fq%3Dbank%2Blink" in page


def test_nothing_found_is_said(browser: Browser, idea: Idea) -> None:
    page = browser.get("/search?q=zeppelin")
    assert page.status_code == 200
    assert "Nobody has asked for this yet" in page.text
    assert "Post “zeppelin”" in page.text


def test_hidden_ideas_are_not_found(
    browser: Browser, idea: Idea, board: Board, ada: User, jun: User
) -> None:
    with writing():
        board.audience = Audience.EMPLOYEES
    for reader in (browser, browser.sign_in(ada)):
        assert idea.title not in reader.get("/search?q=bank+link").text
        fragment = reader.get("/search?q=bank+link", headers={"Heed-Fragment": "1"}).text
        assert idea.reference not in fragment
    assert "<mark>bank</mark>" in browser.sign_in(jun).get("/search?q=bank+link").text


def test_suggestions_are_a_fragment(browser: Browser, idea: Idea, ada: User) -> None:
    fragment = browser.sign_in(ada).get("/search?q=bank", headers={"Heed-Fragment": "1"}).text
    assert fragment.lstrip().startswith('<ul class="suggest">')
    assert "1 person, you voted" in fragment
    assert "Not here? Post “bank”" in fragment


@pytest.mark.parametrize(
    "words", ["%F0%9F%92%A9", "%22%27%3Cscript%3E", "*", "title:bank", "a" * 3000, "%ff"]
)
def test_any_words_are_only_words(browser: Browser, idea: Idea, words: str) -> None:
    answer = browser.get(f"/search?q={words}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


@pytest.mark.parametrize("number", [3, 40])
def test_the_page_asks_few_statements(
    browser: Browser, board: Board, ada: User, number: int
) -> None:
    make_ideas(board, ada, number)
    me = browser.sign_in(ada)
    with statements() as sent:
        assert me.get("/search?q=idea+number").status_code == 200
    assert len(sent) <= 14, "\n".join(sent)
