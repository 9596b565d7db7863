"""The feed of the roadmap."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import time_machine

from app.ideas.models import Board, Idea
from app.improvements.models import Horizon
from app.people.models import User
from app.roadmap.models import Precision
from tests.browsers import Browser
from tests.roadmap.acts import ask_for, at, improve, move, promise

ATOM = "{http://www.w3.org/2005/Atom}"
MONDAY = at("2026-11-02T09:00:00+00:00")


def test_the_feed_is_atom_with_what_each_entry_needs(
    idea: Idea, marta: User, browser: Browser
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        improvement = improve("A & B <warn>", idea, summary="In <time> & early.")
        clock.shift(60)
        promise(improvement, date(2027, 3, 1), Precision.MONTH, by=marta)
        answer = browser.get("/roadmap.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{improvement.uid}"
    assert entry.findtext(f"{ATOM}title") == "Next: A & B <warn>"
    assert entry.find(f"{ATOM}category").get("term") == "next"
    assert entry.find(f"{ATOM}link").get("href") == "http://localhost/roadmap#I-1"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-02T09:01:00+00:00"
    content = entry.findtext(f"{ATOM}content")
    assert content == "In &lt;time&gt; &amp; early. By March 2027."
    for part in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{part}")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    again = browser.get("/roadmap.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_it_holds_what_everybody_may_see_whoever_asks(
    idea: Idea, staff_board: Board, jun: User, marta: User, browser: Browser
) -> None:
    inside = ask_for("Only we ask for this", on=staff_board, by=jun)
    improve("Only for us", is_public=False)
    moved = improve("For everyone", inside)
    move(moved, Horizon.SHIPPED, by=marta)
    feed = browser.sign_in(jun).get("/roadmap.atom").text
    assert "Shipped: For everyone" in feed
    assert "Only for us" not in feed
    assert inside.title not in feed
