"""Asking for something, with and without a script."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Audience, Board, Comment, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.urls import idea_url
from app.people.models import User
from app.votes.models import Vote
from tests.browsers import Browser

FRAGMENT = {"Heed-Fragment": "1"}
NEW = {"title": "Kilometre log from my car", "body": "I type it in by hand.", "board": "product"}
ALIKE = {"title": "Warn before the bank link expires", "body": "Nine days!", "board": "product"}


def ideas() -> int:
    session.rollback()
    return session.scalar(select(func.count(Idea.id))) or 0


def voters_of(idea: Idea) -> set[int]:
    session.rollback()
    return set(session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)))


def test_the_form_takes_a_title_along(browser: Browser, board: Board, ben: User) -> None:
    page = browser.sign_in(ben).get("/ideas/new?title=Kilometre%20log&board=product").text
    assert ">Kilometre log</textarea>" in re.sub(r">\s+", ">", page)
    assert "Others see “Ben O.”" in page


def test_signed_out_one_signs_in_first(browser: Browser, board: Board) -> None:
    led = browser.get("/ideas/new?title=Kilometre")
    assert led.status_code == 302
    assert led.location == "/sign-in?next=/ideas/new?title%3DKilometre"

    kept = browser.post("/ideas", NEW)
    assert kept.status_code == 401
    assert NEW["title"] in kept.text
    assert NEW["body"] in kept.text
    assert ideas() == 0


def test_a_new_idea_is_thanked_for(browser: Browser, board: Board, ben: User) -> None:
    browser.sign_in(ben)
    answer = browser.post("/ideas", NEW)

    assert (answer.status_code, answer.location) == (303, "/ideas/H-1/thanks")
    page = browser.get(answer.location).text
    assert "Thank you, Ben. A person reads this by " in page
    assert "Counted, you are the first" in page
    assert "http://localhost/ideas/H-1-kilometre-log-from-my-car" in page
    assert "posted></keep-draft>" in page


def test_only_the_author_is_thanked(browser: Browser, idea: Idea, ben: User, marta: User) -> None:
    for person in (ben, marta):
        page = browser.sign_in(person).get(f"/ideas/{idea.reference}/thanks")
        assert page.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": " x "}, "Say a little more, so others can find it."),
        ({"title": "x" * 305}, "5 characters too long"),
        ({"body": "y" * 20_001}, "1 character too long"),
        ({"board": "inside"}, "Choose one of the boards in the list."),
        ({"board": "nowhere"}, "Choose one of the boards in the list."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: Browser,
    board: Board,
    staff_board: Board,
    ben: User,
    wrong: dict[str, str],
    reason: str,
) -> None:
    sent = {**NEW, **wrong}
    page = browser.sign_in(ben).post("/ideas", sent)

    assert page.status_code == 422
    assert reason in page.text
    assert 'role="alert"' in page.text
    assert sent["title"].strip() in page.text
    assert sent["body"] in page.text
    assert ideas() == 0


def test_without_a_script_the_look_alikes_are_shown_once(
    browser: Browser, idea: Idea, ben: User
) -> None:
    browser.sign_in(ben)
    page = browser.post("/ideas", ALIKE)

    assert page.status_code == 200
    assert "1 idea sounds like yours" in page.text
    assert "Nine days!" in page.text
    assert "Mine is different, post it" in page.text
    assert ideas() == 1

    looked = re.search(r'name="(looked)" value="(1)"', page.text)
    assert looked
    assert browser.post("/ideas", {**ALIKE, looked[1]: looked[2]}).status_code == 303
    assert ideas() == 2


def test_a_form_sent_twice_is_one_idea(browser: Browser, board: Board, ben: User) -> None:
    browser.sign_in(ben)
    answers = [browser.post("/ideas", {**NEW, "looked": "1"}) for _ in range(2)]

    assert [answer.location for answer in answers] == ["/ideas/H-1/thanks"] * 2
    assert ideas() == 1


def test_voting_instead_takes_the_details_along(
    browser: Browser, idea: Idea, ada: User, ben: User
) -> None:
    form = {**ALIKE, "instead": idea.reference}
    answer = browser.sign_in(ben).post("/ideas/instead", form)

    assert (answer.status_code, answer.location) == (303, idea_url(idea))
    assert "Voted. We tell you when it moves." in browser.get(idea_url(idea)).text
    assert voters_of(idea) == {ada.id, ben.id}
    assert list(session.scalars(select(Comment.body))) == ["Nine days!"]
    assert ideas() == 1


def test_voting_instead_in_place(browser: Browser, idea: Idea, ada: User, ben: User) -> None:
    browser.sign_in(ben)
    form = {**ALIKE, "body": "", "instead": idea.reference}
    for _ in range(2):
        card = browser.post("/ideas/instead", form, headers=FRAGMENT)
        assert card.status_code == 200
        assert "Voted." in card.text
        assert "<html" not in card.text
    assert voters_of(idea) == {ada.id, ben.id}
    assert list(session.scalars(select(Comment.body))) == []


def test_a_refused_vote_instead_keeps_the_text(
    browser: Browser, idea: Idea, ben: User, marta: User
) -> None:
    shipped = first_status(Phase.SHIPPED)
    note = note_for(shipped, "")
    with writing():
        change_status(idea, shipped, note=note, actor=marta)
    browser.sign_in(ben)
    refusals = (
        (idea.reference, 409, "Voting has closed for this idea."),
        ("H-999999", 404, "There is nothing at this address."),
    )
    for reference, status, reason in refusals:
        form = {**ALIKE, "instead": reference}
        page = browser.post("/ideas/instead", form)
        assert page.status_code == status
        assert "Nine days!" in page.text
        assert reason in page.text
        script = browser.post("/ideas/instead", form, headers=FRAGMENT)
        assert (script.status_code, script.text) == (status, reason)


def test_a_board_others_do_not_see_shows_full_names(
    browser: Browser, app: Flask, board: Board, ben: User, marta: User
) -> None:
    assert "Others see “Marta de Vries”" in Browser(app).sign_in(marta).get("/ideas/new").text
    with writing():
        inner = Board(slug="inner", name="Inner", audience=Audience.SIGNED_IN, position=2)
        session.add(inner)

    page = browser.sign_in(ben).get("/ideas/new").text
    assert "On public boards others see “Ben O.”, elsewhere “Ben Okri”" in page

    with writing():
        board.audience = Audience.SIGNED_IN
    assert "Others see “Ben Okri”" in browser.get("/ideas/new").text


def test_staff_are_told_that_others_see_their_full_name(
    browser: Browser, board: Board, jun: User
) -> None:
    thanks = browser.sign_in(jun).post("/ideas", NEW).location
    assert "others as “Jun Sato”" in browser.get(thanks).text


def test_somebody_without_a_name_is_thanked_in_a_whole_sentence(
    browser: Browser, board: Board, ben: User
) -> None:
    with writing():
        ben.name = ""
    page = browser.sign_in(ben).get(browser.post("/ideas", NEW).location).text
    assert "Thank you. A person reads this by " in page
    assert "others as “A customer”" in page


def test_whoever_asked_hears_of_it_at_once(browser: Browser, board: Board, ben: User) -> None:
    page = browser.sign_in(ben).get(browser.post("/ideas", NEW).location).text
    assert "We tell you each time it moves, at once." in page
    assert "mail a day" not in page
