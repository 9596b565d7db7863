"""The managers' list."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.ideas.models import Board, CommentKind, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import User
from tests.browsers import Browser
from tests.statements import statements


def ask(board: Board, author: User, title: str) -> Idea:
    written = draft(title)
    with writing():
        return submit(written, board=board, author=author)


def test_what_waits_stands_first_and_says_until_when(
    browser: Browser, idea: Idea, board: Board, ben: User, marta: User
) -> None:
    late = ask(board, ben, "Undo a bulk import")
    with writing():
        late.answer_due_at = now() - timedelta(days=2)

    page = browser.sign_in(marta).get("/manage").text

    assert "2 ideas wait for a first answer" in page
    assert page.index("Undo a bulk import") < page.index("Warn me before")
    assert "was due " in page
    assert "Ada Lovelace" in page
    assert f"{idea.reference}-warn-me-before-the-bank-link-expires#staff" in page


def test_an_answer_takes_an_idea_off_the_waiting_list(
    browser: Browser, idea: Idea, marta: User
) -> None:
    said = words("It comes in spring")
    with writing():
        comment(idea, said, author=marta, kind=CommentKind.OFFICIAL)
    browser.sign_in(marta)

    assert "Everyone has an answer" in browser.get("/manage").text
    assert "Warn me before" in browser.get("/manage?show=newest").text


def test_the_list_narrows_by_board_and_status(
    browser: Browser, idea: Idea, staff_board: Board, jun: User, marta: User
) -> None:
    ask(staff_board, jun, "Retire the old importer")
    browser.sign_in(marta)

    inside = browser.get("/manage?board=inside").text
    assert "Retire the old importer" in inside
    assert "Warn me before" not in inside
    assert "Nothing matches" in browser.get("/manage?status=planned").text
    assert browser.get("/manage?board=nowhere").status_code == 404
    assert browser.get("/manage?status=dreaming").status_code == 422
    assert browser.get("/manage?show=everything").status_code == 422
    assert browser.get("/manage?cursor=nonsense").status_code == 422


def test_it_is_the_managers_alone(
    browser: Browser, app: Flask, ada: User, jun: User, root: User
) -> None:
    assert browser.get("/manage").status_code == 302
    for person, status in ((ada, 403), (jun, 403), (root, 200)):
        assert Browser(app).sign_in(person).get("/manage").status_code == status


def test_it_costs_the_same_however_long_it_is(
    browser: Browser, idea: Idea, board: Board, ben: User, marta: User
) -> None:
    browser.sign_in(marta)
    costs = []
    for _ in range(2):
        with statements() as sent:
            browser.get("/manage")
        costs.append(len(sent))
        for number in range(20):
            ask(board, ben, f"Wish number {number}")

    print("statements of the managers' list:", costs)
    assert costs[0] == costs[1] <= 10
