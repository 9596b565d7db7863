"""The roadmap: what stands there, for whom, who asked, and at what cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea, Phase, Topic
from app.improvements.models import Horizon, Improvement
from app.insights.models import FixAnswer, Fixed
from app.journey.metrics import Metric
from app.people.models import User
from app.roadmap.models import Precision
from app.roadmap.queries.lanes import roadmap
from app.roadmap.queries.shown import _found, shown_among
from app.votes.service import cast
from tests.browsers import Browser
from tests.personas import make_person
from tests.roadmap.acts import ask_for, at, improve, merge, move, promise
from tests.statements import statements
from tests.telling.acts import decide, vote

MONDAY = at("2026-11-02T09:00:00+00:00")


@pytest.fixture(autouse=True)
def _look_anew() -> None:
    _found.clear()


def test_each_stands_in_its_lane_and_some_nowhere(idea: Idea, browser: Browser) -> None:
    for horizon in Horizon:
        improve(f"It is {horizon.value}", horizon=horizon)
    page = browser.get("/roadmap").text

    for horizon in ("now", "next", "later", "shipped"):
        assert f"It is {horizon}" in page
    assert "It is considering" not in page
    assert "It is set_aside" not in page
    now, later = page.index("It is now"), page.index("It is later")
    assert page.index('id="now"') < now < page.index('id="next"') < later


def test_internal_ones_are_for_staff_and_marked(
    idea: Idea, jun: User, ada: User, browser: Browser
) -> None:
    improve("Only for us", is_public=False)
    improve("For everyone")
    for page in (browser.get("/roadmap").text, browser.sign_in(ada).get("/roadmap").text):
        assert "For everyone" in page
        assert "Only for us" not in page

    page = Browser(browser.app).sign_in(jun).get("/roadmap").text
    assert "Only for us" in page
    assert page.count("Staff only") == 1


def test_of_some_those_are_named_that_the_roadmap_shows(idea: Idea, jun: User, ada: User) -> None:
    shown, kept = improve("For everybody", idea), improve("Only for us", is_public=False)
    ids = [kept.id, shown.id]
    assert shown_among(ids, reader=ada) == [shown]
    assert shown_among(ids, reader=jun) == [kept, shown]


def test_hidden_ideas_count_and_are_not_named(
    idea: Idea, staff_board: Board, ada: User, jun: User, browser: Browser
) -> None:
    inside = ask_for("Only we ask for this", on=staff_board, by=jun)
    improve("Bank links that warn", idea, inside)

    page = browser.get("/roadmap").text
    assert "2 people from 1 organisation asked" in page
    assert "and 1 more idea" in page
    for path in ("/roadmap", "/roadmap.atom", "/roadmap/I-1/want"):
        assert inside.title not in browser.sign_in(ada).get(path).text
    assert inside.title in Browser(browser.app).sign_in(jun).get("/roadmap").text


def test_people_are_counted_once_over_all_ideas_and_what_was_merged_into_them(
    idea: Idea, board: Board, ada: User, ben: User, jun: User, browser: Browser
) -> None:
    other, merged = (ask_for(title, on=board, by=ben) for title in ("Tell me early", "Warn me"))
    third = ask_for("Mail our bookkeeper", on=board, by=jun)
    vote(other, ada)
    merge(merged, other)
    improve("Bank links that warn", idea, other, merged, third)

    [card] = roadmap(ada).lanes[Horizon.NEXT]
    assert card.demand == (3, 2)
    assert card.voices.ideas == 3
    assert [voice.number for voice in card.voices.strongest] == [other.number, idea.number]
    assert "and 1 more idea" in browser.get("/roadmap").text


def test_a_card_says_what_it_aims_at_and_nothing_internal(idea: Idea, browser: Browser) -> None:
    with writing():
        idea.topic = Topic(slug="banking", name="Banking")
    improve(
        "Bank links that warn",
        idea,
        summary="A note in time.",
        problem="Secret problem",
        outcome="Secret outcome",
        metric=Metric.TYPED,
        metric_name="Satisfied with bank links",
        metric_unit="%",
        baseline=Decimal("31"),
        target=Decimal("60.5"),
    )
    page = browser.get("/roadmap").text
    assert "Banking" in page
    assert "A note in time." in page
    assert "<strong>Satisfied with bank links</strong> 31% to 60.5%" in page
    assert "Secret" not in page


def test_a_date_stands_there_with_every_date_before(
    idea: Idea, marta: User, browser: Browser
) -> None:
    improvement = improve("Bank links that warn", idea, horizon=Horizon.NOW)
    with time_machine.travel(MONDAY, tick=False):
        promise(improvement, date(2027, 1, 1), Precision.MONTH, by=marta)
        promise(
            improvement,
            date(2027, 3, 1),
            Precision.MONTH,
            by=marta,
            reason="bank audit took longer",
        )
        page = browser.get("/roadmap").text
        assert "<strong>By March 2027</strong>" in page
        assert "Was January: bank audit took longer" in page
    with time_machine.travel(at("2027-04-01T09:00:00+00:00"), tick=False):
        assert "<strong>Was due March 2027</strong>" in browser.get("/roadmap").text


def test_what_shipped_says_whether_it_kept_its_date_and_helped(
    idea: Idea, ada: User, marta: User, browser: Browser
) -> None:
    improvement = improve("Bank links that warn", idea, horizon=Horizon.NOW)
    improve("No date", horizon=Horizon.SHIPPED)
    with time_machine.travel(MONDAY, tick=False):
        promise(improvement, date(2026, 11, 5), by=marta)
    with time_machine.travel(at("2026-11-08T09:00:00+00:00"), tick=False):
        move(improvement, Horizon.SHIPPED, by=marta)
        page = browser.get("/roadmap").text
        assert "November 5, 2026, 3 days late" in page
        assert "No date given" in page
        assert "We ask those who asked." in page
    with writing():
        session.add(FixAnswer(idea_id=idea.id, user_id=ada.id, answer=Fixed.YES))
    assert "So far 1 yes, 0 partly, 0 no." in browser.get("/roadmap").text


def test_an_empty_roadmap_says_so_and_is_not_in_the_menu(idea: Idea, browser: Browser) -> None:
    assert 'href="/roadmap"' not in browser.get("/").text
    assert "Nothing is on the roadmap yet" in browser.get("/roadmap").text

    improve("For everyone")
    _found.clear()
    assert 'href="/roadmap"' in browser.get("/").text


def test_a_portal_that_shows_strangers_nothing_hides_its_plans(
    idea: Idea, ada: User, browser: Browser
) -> None:
    with writing():
        idea.board.audience = Audience.SIGNED_IN
    improve("Bank links that warn", idea)
    for path in ("/roadmap", "/roadmap.atom", "/"):
        assert "Bank links that warn" not in browser.get(path).text
    assert "Bank links that warn" in browser.sign_in(ada).get("/roadmap").text


def test_the_page_costs_the_same_however_much_is_on_it(
    app: Flask, idea: Idea, board: Board, ada: User, marta: User
) -> None:
    browsers = [Browser(app), Browser(app).sign_in(ada), Browser(app).sign_in(marta)]

    def costs() -> list[int]:
        asked = []
        for browser in browsers:
            browser.get("/roadmap")
            with statements() as sent:
                assert browser.get("/roadmap").status_code == 200
            asked.append(len(sent))
        return asked

    _fill(board, ada, marta, 1)
    few = costs()
    _fill(board, ada, marta, 3)
    assert costs() == few
    assert max(few) <= 10


def _fill(board: Board, ada: User, marta: User, times: int) -> list[Improvement]:
    """One of each kind in each lane, `times` over."""
    made = []
    for _ in range(times):
        for horizon in (Horizon.NOW, Horizon.NEXT, Horizon.LATER, Horizon.SHIPPED):
            behind = [ask_for(f"Wish {horizon}", on=board, by=ada) for _each in range(3)]
            made.append(improve(f"Made {horizon}", *behind, horizon=horizon))
            if horizon.is_open:
                promise(made[-1], date(2036, 1, 1), by=marta)
    return made


def test_wanting_it_gives_the_vote_to_the_strongest_open_idea_one_sees(
    idea: Idea,
    board: Board,
    staff_board: Board,
    ada: User,
    ben: User,
    jun: User,
    marta: User,
    browser: Browser,
) -> None:
    closed = ask_for("Closed and strongest", on=board, by=ada)
    hidden = ask_for("Hidden and strong", on=staff_board, by=jun)
    vote(closed, jun, marta)
    vote(hidden, marta)
    decide(closed, Phase.SHIPPED, by=marta)
    improve("Bank links that warn", idea, closed, hidden)
    browser.sign_in(ben)
    assert "I want this too" in browser.get("/roadmap").text

    answer = browser.post("/roadmap/I-1/want")

    assert (answer.status_code, answer.location) == (303, "/roadmap#I-1")
    page = browser.get("/roadmap").text
    assert f"Your vote is with “{idea.title}”" in page
    assert "You want this" in page
    session.refresh(idea)
    assert idea.people == 2


def test_a_vote_for_what_was_merged_into_it_wants_it_already(
    idea: Idea, board: Board, ben: User, browser: Browser
) -> None:
    merge(ask_for("Warn me early", on=board, by=ben), idea)
    improve("Bank links that warn", idea)
    assert "You want this" in browser.sign_in(ben).get("/roadmap").text


def test_someone_signed_out_comes_back_to_one_press(
    idea: Idea, ben: User, browser: Browser
) -> None:
    improve("Bank links that warn", idea)
    page = browser.get("/roadmap")
    assert 'href="/roadmap/I-1/want"' in page.text
    assert "Set-Cookie" not in page.headers
    asked = browser.get("/roadmap/I-1/want")
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/roadmap/I-1/want")

    page = browser.sign_in(ben).get("/roadmap/I-1/want").text
    assert idea.title in page
    assert browser.post("/roadmap/I-1/want").status_code == 303
    assert browser.get("/roadmap/I-1/want").location == "/roadmap#I-1"


def test_what_cannot_be_wanted_is_refused(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    improve("Internal", idea, is_public=False)
    improve("Nobody asked")
    improve("Set aside", horizon=Horizon.SET_ASIDE)
    browser.sign_in(ben)
    for reference in ("I-1", "I-3", "I-99", "H-1"):
        assert browser.post(f"/roadmap/{reference}/want").status_code == 404
        assert browser.get(f"/roadmap/{reference}/want").status_code == 404
    assert browser.post("/roadmap/I-2/want").status_code == 409


def test_most_asked_for_comes_first(idea: Idea, board: Board, ada: User, ben: User) -> None:
    improve("Little", ask_for("One", on=board, by=ada))
    with writing():
        cast(idea, voter=ben)
    improve("Much", idea)
    cards = roadmap(make_person("Cleo")).lanes[Horizon.NEXT]
    assert [card.improvement.title for card in cards] == ["Much", "Little"]
