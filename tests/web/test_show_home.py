"""The portal's first page."""

from __future__ import annotations

from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea
from app.people.models import User
from tests.browsers import Browser


def test_the_first_board_is_the_first_page(browser: Browser, idea: Idea) -> None:
    with writing():
        session.add(Board(slug="second", name="Second", position=5))
    page = browser.get("/").text

    assert idea.title in page
    assert 'href="/b/product"' in page
    assert 'href="/b/second"' in page
    assert '<link rel="canonical" href="http://localhost/b/product">' in page


def test_every_reader_begins_with_the_first_board_they_see(
    browser: Browser, board: Board, staff_board: Board, jun: User
) -> None:
    with writing():
        staff_board.position = -1
    assert 'href="/b/inside"' not in browser.get("/").text
    assert '<h1><label for="q">What would make Heed better?' in browser.sign_in(jun).get("/").text


def test_without_a_board_the_page_says_what_is_true(
    browser: Browser, board: Board, ada: User
) -> None:
    with writing():
        board.audience = Audience.EMPLOYEES
    page = browser.get("/")
    assert page.status_code == 200
    assert "No board is open to you yet" in page.text
    assert 'href="/sign-in"' in page.text
    assert 'href="/me"' in browser.sign_in(ada).get("/").text


def test_the_page_says_what_it_is_to_other_sites(browser: Browser, idea: Idea) -> None:
    page = browser.get("/").text
    assert "<title>What would make it better? · Heed" in page
    assert '<meta property="og:title" content="What would make it better?">' in page
    assert '<meta name="description" content="What people ask of Product' in page


def test_robots_are_kept_out_of_what_is_not_for_them(browser: Browser) -> None:
    answer = browser.get("/robots.txt")
    assert answer.content_type.startswith("text/plain")
    assert answer.text.startswith("User-agent: *\nDisallow: /manage\nDisallow: /api\n\nSitemap: ")
