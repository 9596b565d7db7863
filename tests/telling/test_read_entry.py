"""Entries of “What's new”, read: on the page, by themselves, in the feed; what they never say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from app.core.clock import now
from app.core.db import session, writing
from app.core.markup import RENDERER_VERSION, render
from app.ideas.models import Audience, Board, Idea, Phase
from app.improvements.models import Horizon, Improvement
from app.insights.models import FixAnswer, Fixed
from app.people.models import User
from app.telling.entries.urls import entry_url
from app.telling.models import Entry, EntryIdea
from tests.browsers import Browser
from tests.roadmap.acts import ask_for, improve
from tests.statements import statements
from tests.telling.acts import decide, vote

ATOM = "{http://www.w3.org/2005/Atom}"


def publish(title: str, *ideas: Idea, improvement: Improvement | None = None, **more: Any) -> Entry:
    """An entry as it stands once it was published."""
    with writing():
        body = more.pop("body", "It works *now*.")
        entry = Entry(
            title=title,
            body=body,
            body_html=render(body),
            renderer_version=RENDERER_VERSION,
            improvement_id=improvement.id if improvement else None,
            **{"published_at": now(), **more},
        )
        session.add(entry)
        session.flush()
        session.add_all([EntryIdea(entry_id=entry.id, idea_id=idea.id) for idea in ideas])
    return entry


def test_an_entry_says_what_is_new_and_who_asked(
    idea: Idea, ada: User, ben: User, browser: Browser
) -> None:
    vote(idea, ben)
    improvement = improve("Bank links that warn", idea, horizon=Horizon.SHIPPED)
    entry = publish("Warned in time", improvement=improvement)
    with writing():
        session.add(FixAnswer(idea_id=idea.id, user_id=ada.id, answer=Fixed.YES))
    for path in ("/updates", entry_url(entry)):
        page = browser.get(path).text
        assert "Warned in time" in page
        assert "<p>It works <em>now</em>.</p>" in page
        assert "<strong>2 people</strong> from 2 organisations asked." in page
        assert idea.title in page
        assert 'href="/roadmap#I-1"' in page
        assert "So far 1 yes, 0 partly, 0 no." in page


def test_what_an_entry_tells_of_does_not_stand_there_twice(
    idea: Idea, board: Board, ada: User, marta: User, browser: Browser
) -> None:
    other = ask_for("Dark mode", on=board, by=ada)
    early = publish("We build it", idea, published_at=now() - timedelta(days=9))
    for each in (idea, other):
        decide(each, Phase.SHIPPED, by=marta)
    page = browser.get("/updates").text
    assert page.count("<article>") == 3, "what was written before it shipped does not stand for it"

    improvement = improve("Both", other, horizon=Horizon.SHIPPED)
    publish("Warned in time", idea)
    publish("It is dark", improvement=improvement)
    page = browser.get("/updates").text
    assert page.count("<article>") == 3
    titles = [page.index(title) for title in ("It is dark", "Warned in time", early.title)]
    assert titles == sorted(titles)
    assert "3 things so far" in page


def test_hidden_ideas_and_internal_improvements_are_not_named(
    idea: Idea, staff_board: Board, jun: User, ada: User, browser: Browser
) -> None:
    inside = ask_for("Only we ask for this", on=staff_board, by=jun)
    internal = improve("Only for us", inside, is_public=False)
    considered = improve("Not decided", horizon=Horizon.CONSIDERING)
    entries = [
        publish("Warned in time", idea, improvement=internal),
        publish("Soon, perhaps", improvement=considered),
    ]
    paths = ["/updates", "/updates.atom", *map(entry_url, entries)]
    for path in paths:
        for reading in (browser, Browser(browser.app).sign_in(ada)):
            page = reading.get(path).text
            assert "Warned in time" in page or "Soon, perhaps" in page
            for secret in (inside.title, "Only for us", "Not decided"):
                assert secret not in page, path
    assert "Only for us" in Browser(browser.app).sign_in(jun).get("/updates").text
    assert "Only for us" not in Browser(browser.app).sign_in(jun).get("/updates.atom").text


def test_staff_entries_and_drafts_are_not_there_for_others(
    idea: Idea, ada: User, jun: User, browser: Browser
) -> None:
    internal = publish("Only staff read this", is_public=False)
    draft = publish("Not yet", published_at=None)
    staff = Browser(browser.app).sign_in(jun)
    for reading in (browser, Browser(browser.app).sign_in(ada)):
        for path in ("/updates", "/updates.atom"):
            page = reading.get(path).text
            assert "Only staff read this" not in page
            assert "Not yet" not in page
        for entry in (internal, draft):
            assert reading.get(entry_url(entry)).status_code == 404
    assert "Only staff read this" in staff.get("/updates").text
    assert "Only staff read this" not in staff.get("/updates.atom").text
    assert staff.get(entry_url(internal)).status_code == 200
    assert staff.get(entry_url(draft)).status_code == 404


def test_a_private_portal_tells_strangers_nothing(idea: Idea, ada: User, browser: Browser) -> None:
    entry = publish("Warned in time", idea)
    with writing():
        idea.board.audience = Audience.SIGNED_IN
    assert browser.get(entry_url(entry)).status_code == 404
    for path in ("/updates", "/updates.atom"):
        assert "Warned in time" not in browser.get(path).text
    assert browser.sign_in(ada).get(entry_url(entry)).status_code == 200


def test_the_feed_holds_entries_with_their_own_address(
    idea: Idea, marta: User, browser: Browser
) -> None:
    decide(idea, Phase.SHIPPED, by=marta, note="Shipped.")
    entry = publish("A & B <new>")
    feed = ElementTree.fromstring(browser.get("/updates.atom").data)
    first, second = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "A & B <new>"
    assert first.findtext(f"{ATOM}id") == f"urn:uuid:{entry.uid}"
    assert first.find(f"{ATOM}link").get("href") == f"http://localhost{entry_url(entry)}"
    assert first.findtext(f"{ATOM}content").strip() == "<p>It works <em>now</em>.</p>"
    assert second.findtext(f"{ATOM}title") == idea.title


@pytest.mark.parametrize("rest", ["", "-other-words", "-A"])
def test_other_words_lead_to_its_address(idea: Idea, browser: Browser, rest: str) -> None:
    entry = publish("Warned in time")
    answer = browser.get(f"/updates/{entry.uid.hex}{rest}")
    assert (answer.status_code, answer.location) == (301, entry_url(entry))


@pytest.mark.parametrize("reference", ["0" * 32, "nothing", "0" * 31, "1-warned"])
def test_what_is_no_entry_is_not_there(idea: Idea, browser: Browser, reference: str) -> None:
    assert browser.get(f"/updates/{reference}").status_code == 404


def test_pages_of_news_turn_over_entries_and_ideas_alike(
    idea: Idea, board: Board, ada: User, marta: User, browser: Browser
) -> None:
    moment = now()
    for number in range(15):
        wish = ask_for(f"Wish {number:02}", on=board, by=ada)
        decide(wish, Phase.SHIPPED, by=marta)
        publish(f"Entry {number:02}", published_at=moment - timedelta(days=number))
    seen, path = "", "/updates"
    for _ in range(2):
        page = browser.get(path).text
        seen += page
        after = page.split('rel="next" href="')
        path = after[1].split('"')[0].replace("&amp;", "&") if len(after) > 1 else ""
    assert path == ""
    for number in range(15):
        assert seen.count(f">Entry {number:02}<") == 1
        assert seen.count(f">Wish {number:02}<") == 1
    assert browser.get("/updates?cursor=nonsense").status_code == 422


@pytest.mark.parametrize(("person", "most"), [("", 10), ("ada", 13), ("marta", 13)])
def test_the_page_costs_the_same_however_much_is_new(
    idea: Idea,
    board: Board,
    ada: User,
    marta: User,
    browser: Browser,
    request: pytest.FixtureRequest,
    person: str,
    most: int,
) -> None:
    if person:
        browser.sign_in(request.getfixturevalue(person))
    costs = []
    for times in (1, 5):
        for _ in range(times):
            wishes = [ask_for(f"Wish {n}", on=board, by=ada) for n in range(3)]
            decide(wishes[0], Phase.SHIPPED, by=marta)
            publish("An entry", wishes[1], improvement=improve("It is better", wishes[2]))
        browser.get("/updates")
        with statements() as sent:
            assert browser.get("/updates").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= most
