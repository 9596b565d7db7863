"""The figures of the portal, and when they are held back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.calendar import working_days_between
from app.core.clock import now
from app.core.db import session, writing
from app.core.figures import percent, wilson
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.progress import figures, median_first_answer
from app.people.models import User
from tests.browsers import Browser
from tests.ideas.many import make_ideas, move
from tests.statements import statements

TUESDAY = datetime(2026, 11, 17, 12, tzinfo=UTC)


def age(ideas: list[Idea], *, answered_after: float | None, imported: bool = False) -> None:
    """As if asked on a Tuesday two weeks ago at the latest, with 3 working days for the answer."""
    asked = now().replace(hour=12) - timedelta(days=14 + (now().weekday() - 1) % 7)
    with writing():
        for idea in ideas:
            idea.created_at = asked
            idea.answer_due_at = asked + timedelta(days=3)
            idea.is_imported = imported
            if answered_after is not None:
                idea.first_answered_at = asked + timedelta(days=answered_after)


def test_an_empty_portal_has_no_data(browser: Browser, board: Board) -> None:
    page = browser.get("/progress")
    assert page.status_code == 200
    assert page.text.count("no data") == 3
    assert "%" not in page.text.split("<main")[1]


def test_nine_due_answers_are_too_few_for_a_promise(
    browser: Browser, board: Board, ada: User
) -> None:
    age(make_ideas(board, ada, 9), answered_after=1)
    assert "9 answers fell due in 90 days" in browser.get("/progress").text
    assert "Answered within 3 working days" not in browser.get("/b/product").text


def test_the_promise_is_shown_from_ten_due_answers_on(
    browser: Browser, board: Board, ada: User
) -> None:
    ideas = make_ideas(board, ada, 10)
    age(ideas[:9], answered_after=1)
    age(ideas[9:], answered_after=None)
    page = browser.get("/progress").text
    assert "90%" in page
    assert "9 of 10 ideas in 90 days, between 60% and 98%" in page
    assert "1 day" in page
    assert "Answered within 3 working days" in browser.get("/b/product").text


def test_late_answers_break_the_promise_and_imports_never_count(board: Board, ada: User) -> None:
    ideas = make_ideas(board, ada, 12)
    age(ideas[:4], answered_after=2)
    age(ideas[4:9], answered_after=3.5)
    age(ideas[9:], answered_after=1, imported=True)
    counted = figures([board])
    assert (counted.ideas, counted.due, counted.kept) == (12, 9, 4)


def test_the_median_counts_open_ideas_as_longest(board: Board, ada: User) -> None:
    ideas = make_ideas(board, ada, 4)
    assert median_first_answer([board]) is None
    age(ideas[:2], answered_after=1)
    age(ideas[2:3], answered_after=2)
    age(ideas[3:], answered_after=None)
    assert median_first_answer([board]) == pytest.approx(1.5)
    with writing():
        ideas[1].first_answered_at = None
    assert median_first_answer([board]) is None


def test_only_what_shipped_this_year_counts(board: Board, ada: User, marta: User) -> None:
    old, new = make_ideas(board, ada, 2)
    for idea in (old, new):
        move(idea, Phase.SHIPPED, actor=marta)
    with writing():
        old.status_since = now() - timedelta(days=400)
    assert figures([board]).shipped == 1


def test_figures_leave_out_boards_one_does_not_see(
    browser: Browser, board: Board, staff_board: Board, jun: User
) -> None:
    make_ideas(staff_board, jun, 3)
    assert "by or with the vote of 0 people" in browser.get("/progress").text
    assert "by or with the vote of 1 person" in browser.sign_in(jun).get("/progress").text


def test_the_interval_is_wilsons() -> None:
    assert (percent(74 / 107), wilson(74, 107)) == (69, (60, 77))
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 100


@pytest.mark.parametrize(
    ("days_later", "working_days"),
    [(0, 0), (-1, 0), (0.5, 0.5), (3, 3), (3.5, 3.5), (4, 3.5), (5, 3.5), (6, 4), (13, 9)],
)
def test_weekends_do_not_count(days_later: float, working_days: float) -> None:
    end = TUESDAY + timedelta(days=days_later)
    assert working_days_between(TUESDAY, end, zone="UTC") == pytest.approx(working_days)


def test_the_page_asks_few_statements(browser: Browser, board: Board, ada: User) -> None:
    age(make_ideas(board, ada, 20), answered_after=1)
    session.expire_all()
    with statements() as sent:
        assert browser.get("/progress").status_code == 200
    assert len(sent) == 5
