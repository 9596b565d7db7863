"""The search box: phrases, what is left out, named fields, and what was meant."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import session, writing
from app.ideas.models import Board, Idea, IdeaTag, Phase, Tag, Topic
from app.ideas.service.drafts import draft
from app.improvements.models import Horizon
from app.improvements.service.drafts import Draft
from app.improvements.service.promote import promote
from app.people.models import User
from app.search.jobs import feed_index
from app.telling.entries.service import Wording, publish, unpublish, write
from tests.browsers import Browser
from tests.duplicates.conftest import Post
from tests.improvements.conftest import written
from tests.statements import statements
from tests.telling.acts import decide

FILLER = ("Dark mode", "Keyboard shortcuts", "A calendar of due dates", "Round totals", "Archive")


@pytest.fixture
def ideas(post: Post, ada: User, ben: User, jun: User, staff_board: Board) -> dict[str, Idea]:
    """By a short name; Ada's surname is Lovelace, and only staff read Jun's board."""
    made = {
        "feed": post("The bank feed stops on Sundays", ada),
        "link": post("Tell me when the bank link ends, not the feed of news", ben),
        "export": post("Export the ledger of the bank as PDF", ben),
        "inside": post("Bank secrets nobody may readily know", jun, staff_board),
    }
    for title in FILLER:
        post(title, ben)
    feed_index()
    session.rollback()
    return made


def found(browser: Browser, typed: str, **chosen: str) -> set[str]:
    """The references of what is found."""
    page = browser.get("/search", query_string={"q": typed, **chosen}).text
    every = {idea.reference for idea in session.query(Idea)}
    return {each for each in every if f'"/ideas/{each}-' in page or f'"/ideas/{each}"' in page}


def refs(*ideas: Idea) -> set[str]:
    return {idea.reference for idea in ideas}


def test_a_phrase_is_found_as_it_is(browser: Browser, ideas: dict[str, Idea]) -> None:
    assert found(browser, "bank feed") >= refs(ideas["feed"], ideas["link"])
    assert found(browser, '"bank feed"') == refs(ideas["feed"])
    assert found(browser, '"bank   FEED" stops') == refs(ideas["feed"])


def test_what_stands_behind_a_minus_is_left_out(browser: Browser, ideas: dict[str, Idea]) -> None:
    assert found(browser, "bank -feed") == refs(ideas["export"])
    assert found(browser, 'bank -"bank feed"') == refs(ideas["link"], ideas["export"])


def test_fields_narrow_what_is_found(
    browser: Browser, app: Flask, ideas: dict[str, Idea], board: Board, marta: User, jun: User
) -> None:
    with writing():
        tag, topic = Tag(name="Card payments"), Topic(slug="banking", name="Banking", position=1)
        session.add_all([tag, topic])
        session.flush()
        session.add(IdeaTag(idea_id=ideas["link"].id, tag_id=tag.id))
        ideas["feed"].topic_id = topic.id
    decide(ideas["export"], Phase.PLANNED, by=marta)
    every = refs(ideas["feed"], ideas["link"], ideas["export"])
    assert found(browser, "bank") == every
    assert found(browser, 'tag:"card payments"') == refs(ideas["link"])
    assert found(browser, 'bank -tag:"Card payments"') == refs(ideas["feed"], ideas["export"])
    assert found(browser, "bank status:planned") == refs(ideas["export"])
    assert found(browser, "status:Planned") == refs(ideas["export"])
    assert found(browser, "bank topic:banking") == refs(ideas["feed"])
    assert found(browser, f"bank board:{board.slug}") == every
    assert found(browser, "bank", status="planned") == refs(ideas["export"])
    assert found(browser, "", topic="banking") == refs(ideas["feed"])
    staff = Browser(app).sign_in(jun)
    assert found(staff, "bank") == every | refs(ideas["inside"])
    assert found(staff, "bank board:inside") == refs(ideas["inside"])


def test_a_name_is_compared_as_it_is_shown(
    browser: Browser, app: Flask, ideas: dict[str, Idea], ada: User, jun: User
) -> None:
    first, surname = ada.name.split()
    assert found(browser, f"by:{first}") == refs(ideas["feed"])
    assert found(browser, f"bank by:{first.upper()}") == refs(ideas["feed"])
    assert found(browser, f"by:{surname}") == set()
    assert found(browser, f"bank -by:{first}") == refs(ideas["link"], ideas["export"])
    assert found(Browser(app).sign_in(jun), f"by:{surname}") == refs(ideas["feed"])
    assert found(Browser(app).sign_in(ada), "by:me") == refs(ideas["feed"])


def test_a_name_that_names_nothing_is_said_and_narrows_nothing(
    browser: Browser, ideas: dict[str, Idea]
) -> None:
    page = browser.get(
        "/search", query_string={"q": "bank status:nearly board:inside topic:none"}
    ).text
    assert "There is no status called “nearly”. There are: New, " in page
    assert "There is no board called “inside”. There are: Product" in page
    assert "There is no topic called “none”." in page
    assert found(browser, "bank status:nearly") == found(browser, "bank")
    assert "Inside" not in page


def test_a_slip_of_the_keys_is_asked_about(browser: Browser, ideas: dict[str, Idea]) -> None:
    page = browser.get("/search", query_string={"q": "keybaord"}).text
    assert "Did you mean" in page
    assert 'href="/search?q=keyboard"' in page
    assert "Did you mean" not in browser.get("/search", query_string={"q": "keyboard"}).text


def test_no_word_is_meant_that_its_reader_does_not_see(
    browser: Browser, app: Flask, ideas: dict[str, Idea], jun: User
) -> None:
    assert "readily" not in browser.get("/search", query_string={"q": "raedily"}).text
    assert (
        "Did you mean"
        in Browser(app).sign_in(jun).get("/search", query_string={"q": "raedily"}).text
    )


def test_nothing_with_all_of_it_is_said(browser: Browser, ideas: dict[str, Idea]) -> None:
    page = browser.get("/search", query_string={"q": "bank tag:none"}).text
    assert "No idea has all of what you asked for" in page
    assert 'href="/search?q=bank"' in page


@pytest.mark.parametrize(
    "typed",
    [
        "*", "a*" * 100, "x OR " * 60, "/regex/", "field:password", '"', "tag:", "by:.",
        "-the", "status:" + "x" * 190, "%' OR 1=1 --", "tag:%", "🙂 by:🙂", "\u202ebank",
        "the of and",
    ],
)  # fmt: skip
def test_no_query_fails(browser: Browser, ideas: dict[str, Idea], typed: str) -> None:
    assert browser.get("/search", query_string={"q": typed}).status_code == 200


def test_it_costs_the_same_however_much_is_found(
    browser: Browser, ideas: dict[str, Idea], post: Post, ben: User
) -> None:
    costs = []
    for _round in range(2):
        with statements() as sent:
            assert (
                browser.get(
                    "/search", query_string={"q": "bank status:new by:ben -pdf"}
                ).status_code
                == 200
            )
        costs.append(len(sent))
        for number in range(30):
            post(f"The bank of number {number}", ben)
        feed_index()
        session.rollback()
    assert costs[0] == costs[1] <= 12


def _soon(title: str, **more: bool) -> Draft:
    return written(title, horizon=Horizon.NEXT, **more)


def test_news_and_plans_stand_beside_for_those_who_may_read_them(
    browser: Browser, app: Flask, ideas: dict[str, Idea], jun: User, marta: User
) -> None:
    with writing():
        told = promote([], _soon("Bank links that warn you"), actor=marta).improvement
        kept = promote([], _soon("Bank of our own", is_public=False), actor=marta)
        news = write(Wording(draft("Bank matching that learns")), actor=marta)
        publish(news, version=news.version, tells=False, actor=marta)
        write(Wording(draft("Bank draft")), actor=marta)
    for wait in (False, True):
        if wait:
            feed_index()
            session.rollback()
        page = browser.get("/search", query_string={"q": "bank"}).text
        assert f'href="/roadmap#{told.reference}">Roadmap: Bank links that warn you' in page
        assert "What’s new: Bank matching that learns" in page
        assert "of our own" not in page
        assert "Bank draft" not in page
    staffs = Browser(app).sign_in(jun).get("/search", query_string={"q": "bank"}).text
    assert kept.improvement.title in staffs
    assert "Bank draft" not in staffs
    with writing():
        unpublish(news, version=news.version, actor=marta)
    assert "matching" not in browser.get("/search", query_string={"q": "bank"}).text
