"""What's new: what shipped, as a page and as a feed."""

from __future__ import annotations

from xml.etree import ElementTree

from app.core.db import writing
from app.ideas.models import Audience, Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.browsers import Browser
from tests.statements import statements
from tests.telling.acts import decide

ATOM = "{http://www.w3.org/2005/Atom}"


def test_what_shipped_stands_there_with_its_note(idea: Idea, marta: User, browser: Browser) -> None:
    assert "Nothing published yet" in browser.get("/updates").text

    decide(idea, Phase.SHIPPED, by=marta, note="Seven days *before*.")
    page = browser.get("/updates").text
    assert idea.title in page
    assert "Seven days <em>before</em>." in page
    assert "1 person asked for it." in page

    decide(idea, Phase.IN_PROGRESS, by=marta)
    assert idea.title not in browser.get("/updates").text


def test_hidden_boards_stay_out_of_page_and_feed(
    idea: Idea, staff_board: Board, jun: User, marta: User, browser: Browser
) -> None:
    with writing():
        inside = submit(draft("Only for us"), board=staff_board, author=jun)
    decide(inside, Phase.SHIPPED, by=marta)

    assert inside.title not in browser.get("/updates").text
    browser.sign_in(jun)
    assert inside.title in browser.get("/updates").text
    assert inside.title not in browser.get("/updates.atom").text


def test_the_feed_is_atom_with_absolute_links(idea: Idea, marta: User, browser: Browser) -> None:
    with writing():
        idea.title = "A & B <ship>"
    decide(idea, Phase.SHIPPED, by=marta, note="Now & here.")

    answer = browser.get("/updates.atom")

    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "A & B <ship>"
    assert entry.findtext(f"{ATOM}content").strip() == "<p>Now &amp; here.</p>"
    assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost/ideas/H-")
    assert (
        browser.get("/updates.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_a_private_portal_has_an_empty_feed(idea: Idea, marta: User, browser: Browser) -> None:
    decide(idea, Phase.SHIPPED, by=marta)
    with writing():
        idea.board.audience = Audience.SIGNED_IN

    feed = ElementTree.fromstring(browser.get("/updates.atom").data)

    assert feed.findall(f"{ATOM}entry") == []


def test_the_page_costs_the_same_however_much_shipped(
    idea: Idea, board: Board, ada: User, marta: User, browser: Browser
) -> None:
    with writing():
        many = [submit(draft(f"Wish number {n}"), board=board, author=ada) for n in range(21)]
    for each in many:
        decide(each, Phase.SHIPPED, by=marta)

    with statements() as sent:
        page = browser.get("/updates").text

    assert page.count("<article>") == 20
    assert "21 things so far" in page
    assert 'rel="next"' in page
    assert len(sent) <= 10
