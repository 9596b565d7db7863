"""“Did this fix it?”: those who asked say so, and may change their mind."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.insights.models import FixAnswer, Fixed
from app.people.models import User
from tests.browsers import Browser
from tests.roadmap.acts import ask_for, merge
from tests.telling.acts import decide, vote


@pytest.fixture
def shipped(idea: Idea, marta: User) -> Idea:
    decide(idea, Phase.SHIPPED, by=marta)
    return idea


def path(idea: Idea) -> str:
    return f"/ideas/{idea.reference}/fixed"


def answers(idea: Idea) -> list[tuple[str, str]]:
    kept = select(FixAnswer.answer, FixAnswer.words).where(FixAnswer.idea_id == idea.id)
    return [(answer.value, words) for answer, words in session.execute(kept)]


def test_a_link_chooses_and_only_the_press_answers(
    shipped: Idea, ada: User, browser: Browser
) -> None:
    browser.sign_in(ada)
    page = browser.get(f"{path(shipped)}?answer=partly").text
    chosen = [line for line in page.splitlines() if 'value="partly"' in line]
    assert len(chosen) == 1
    assert "checked" in chosen[0]
    assert answers(shipped) == []

    answer = browser.post(path(shipped), {"answer": "partly", "words": "The day is wrong."})
    assert answer.status_code == 303
    assert answers(shipped) == [("partly", "The day is wrong.")]

    assert "The day is wrong." in browser.get(path(shipped)).text
    browser.post(path(shipped), {"answer": "yes"})
    assert answers(shipped) == [("yes", "")]


def test_whoever_asked_may_answer(
    idea: Idea, board: Board, ada: User, ben: User, jun: User, marta: User, browser: Browser
) -> None:
    merged = ask_for("Warn me early", on=board, by=ben)
    merge(merged, idea)
    with writing():
        idea.on_behalf_of_id = marta.id
    decide(idea, Phase.SHIPPED, by=marta)
    for person in (ada, ben, marta):
        asking = Browser(browser.app).sign_in(person)
        assert asking.post(path(idea), {"answer": "yes"}).status_code == 303
    assert Browser(browser.app).sign_in(ben).get(path(merged)).status_code == 200

    other = Browser(browser.app).sign_in(jun)
    assert other.get(path(idea)).status_code == 403
    assert other.post(path(idea), {"answer": "yes"}).status_code == 403
    assert browser.get(path(idea)).status_code == 302
    assert session.scalar(select(func.count(FixAnswer.id))) == 3


def test_before_it_shipped_nobody_can_say(idea: Idea, ada: User, browser: Browser) -> None:
    browser.sign_in(ada)
    assert browser.get(path(idea)).status_code == 409
    assert browser.post(path(idea), {"answer": "yes"}).status_code == 409


def test_a_hidden_idea_is_not_there(
    idea: Idea, staff_board: Board, jun: User, ada: User, marta: User, browser: Browser
) -> None:
    inside = ask_for("Only for us", on=staff_board, by=jun)
    decide(inside, Phase.SHIPPED, by=marta)
    assert browser.sign_in(ada).get(path(inside)).status_code == 404


@pytest.mark.parametrize("form", [{}, {"answer": "maybe"}, {"answer": "yes", "words": "x" * 2001}])
def test_what_is_wrong_comes_back_with_the_words(
    shipped: Idea, ada: User, browser: Browser, form: dict[str, str]
) -> None:
    answer = browser.sign_in(ada).post(path(shipped), {"words": "Kept text", **form})
    assert answer.status_code == 422
    assert form.get("words", "Kept text") in answer.text
    assert answers(shipped) == []


def test_two_presses_at_once_are_one_answer(shipped: Idea, ada: User, browser: Browser) -> None:
    browser.sign_in(ada)
    for _ in range(2):
        browser.post(path(shipped), {"answer": "no"})
    assert answers(shipped) == [(Fixed.NO.value, "")]


def test_a_vote_before_it_shipped_counts(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    vote(idea, ben)
    decide(idea, Phase.SHIPPED, by=marta)
    assert browser.sign_in(ben).post(path(idea), {"answer": "yes"}).status_code == 303
