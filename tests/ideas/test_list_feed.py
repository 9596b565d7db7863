"""The Atom feed of a board."""

from __future__ import annotations

from xml.etree import ElementTree

from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.ideas.many import make_ideas

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_tells_the_newest_ideas(browser: Browser, board: Board, ada: User) -> None:
    make_ideas(board, ada, 35)
    answer = browser.get("/b/product/feed.atom")

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert {feed.findtext(f"{ATOM}{name}") is not None for name in ("id", "title", "updated")} == {
        True
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries[:2]] == ["Idea 35", "Idea 34"]
    assert len(entries) == 30
    first = entries[0]
    assert (first.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
    assert first.find(f"{ATOM}link").get("href") == "http://localhost/ideas/H-35-idea-35"  # type: ignore[union-attr]
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Ada L."
    assert "<p>What I mean by number 35.</p>" in (first.findtext(f"{ATOM}content") or "")


def test_words_that_look_like_markup_stay_words(browser: Browser, idea: Idea) -> None:
    with writing():
        idea.title = "]]> & <b>bold</b>"
    feed = ElementTree.fromstring(browser.get("/b/product/feed.atom").data)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "]]> & <b>bold</b>"


def test_an_unchanged_feed_is_not_sent_again(browser: Browser, idea: Idea, ada: User) -> None:
    first = browser.get("/b/product/feed.atom")
    again = browser.get("/b/product/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert "Last-Modified" in first.headers
    assert (again.status_code, again.data) == (304, b"")

    make_ideas(session.get_one(Board, idea.board_id), ada, 1)
    changed = browser.get("/b/product/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_only_public_boards_have_a_feed(
    browser: Browser, board: Board, staff_board: Board, jun: User
) -> None:
    assert browser.sign_in(jun).get("/b/inside/feed.atom").status_code == 404
    with writing():
        board.audience = Audience.SIGNED_IN
    assert browser.get("/b/product/feed.atom").status_code == 404
    assert "feed.atom" not in browser.get("/b/product").text


def test_a_board_points_to_its_feed(browser: Browser, board: Board) -> None:
    page = browser.get("/b/product").text
    assert 'type="application/atom+xml" title="Product" href="/b/product/feed.atom"' in page


def test_every_author_has_a_name(browser: Browser, idea: Idea, ada: User) -> None:
    with writing():
        ada.name = ""
    feed = ElementTree.fromstring(browser.get("/b/product/feed.atom").data)
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "A customer"
