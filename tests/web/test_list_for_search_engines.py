"""What search engines are told to read: what everybody may, and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from app.core.clock import now
from app.core.db import writing
from app.core.settings import change
from app.ideas.models import Board, Idea, State
from app.people.models import User
from app.web.views import sitemap
from tests.browsers import Browser
from tests.ideas.many import make_ideas
from tests.statements import statements
from tests.telling.test_read_entry import publish

PROTOCOL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(browser: Browser, path: str) -> list[str]:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    assert answer.content_type == "application/xml; charset=utf-8"
    found = ElementTree.fromstring(answer.text).iter(f"{PROTOCOL}loc")
    return [(place.text or "").removeprefix("http://localhost") for place in found]


def test_the_index_names_the_files_and_robots_are_led_to_it(browser: Browser, idea: Idea) -> None:
    assert "\nSitemap: http://localhost/sitemap.xml\n" in browser.get("/robots.txt").text
    assert listed(browser, "/sitemap.xml") == ["/sitemap/pages.xml", "/sitemap/ideas-1.xml"]
    assert listed(browser, "/sitemap/ideas-1.xml") == [f"/ideas/{idea.reference}-{idea.slug}"]
    assert browser.get("/sitemap/ideas-2.xml").status_code == 404
    assert browser.get("/sitemap/ideas-0.xml").status_code == 404


def test_pages_boards_and_news_are_listed(
    browser: Browser, board: Board, staff_board: Board
) -> None:
    entry = publish("Bank links that warn", is_public=True)
    publish("For us alone", is_public=False)
    paths = listed(browser, "/sitemap/pages.xml")
    assert paths == [
        "/",
        "/roadmap",
        "/updates",
        "/progress",
        "/b/product",
        f"/updates/{entry.uid.hex}-bank-links-that-warn",
    ]
    assert [browser.get(path).status_code for path in paths] == [200] * len(paths)


def test_what_not_everybody_reads_is_listed_to_nobody(
    browser: Browser, board: Board, staff_board: Board, jun: User, root: User
) -> None:
    shown, waiting, gone = make_ideas(board, jun, 3)
    make_ideas(staff_board, jun, 1)
    with writing():
        waiting.state, gone.deleted_at = State.PENDING, now()
    browser.sign_in(root)
    assert listed(browser, "/sitemap/ideas-1.xml") == [f"/ideas/{shown.reference}-{shown.slug}"]
    with writing():
        change(root, is_private=True)
    assert listed(browser, "/sitemap.xml") == ["/sitemap/pages.xml"]
    assert listed(browser, "/sitemap/pages.xml") == []
    assert browser.get("/sitemap/ideas-1.xml").status_code == 404
    assert "Sitemap" not in browser.get("/robots.txt").text


def test_many_ideas_are_listed_in_parts_that_cost_alike(
    browser: Browser, board: Board, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ideas = make_ideas(board, ada, 7)
    monkeypatch.setattr(sitemap, "PART", 3)
    parts = listed(browser, "/sitemap.xml")[1:]
    assert len(parts) == 3
    together = [path for part in parts for path in listed(browser, part)]
    assert together == [f"/ideas/{idea.reference}-{idea.slug}" for idea in ideas]
    counts = []
    for part in parts:
        with statements() as sent:
            listed(browser, part)
        counts.append(len(sent))
    assert len(set(counts)) == 1


def test_who_read_it_lately_is_told_that_nothing_changed(browser: Browser, idea: Idea) -> None:
    first = browser.get("/sitemap/ideas-1.xml")
    again = browser.get("/sitemap/ideas-1.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
