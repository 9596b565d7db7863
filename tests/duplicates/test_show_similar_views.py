"""The list of look-alikes that is renewed while someone types."""

from __future__ import annotations

from app.core.db import writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.browsers import Browser

FRAGMENT = {"Heed-Fragment": "1"}


def test_look_alikes_come_with_the_words_they_share(
    browser: Browser, idea: Idea, ben: User
) -> None:
    part = browser.sign_in(ben).get("/ideas/similar?title=bank+link+gone", headers=FRAGMENT)

    assert part.status_code == 200
    assert "<html" not in part.text
    assert "1 idea sounds like yours" in part.text
    assert "<mark>bank</mark> <mark>link</mark>" in part.text
    assert f'name="instead" value="{idea.reference}"' in part.text
    assert 'name="looked"' in part.text


def test_signed_out_one_sees_them_too(browser: Browser, idea: Idea) -> None:
    part = browser.get("/ideas/similar?title=bank+link+gone", headers=FRAGMENT)
    assert "1 idea sounds like yours" in part.text


def test_what_is_hidden_is_not_among_them(
    browser: Browser, staff_board: Board, jun: User, ben: User
) -> None:
    written = draft("Retire the old importer")
    with writing():
        submit(written, board=staff_board, author=jun)

    part = browser.sign_in(ben).get("/ideas/similar?title=old+importer", headers=FRAGMENT)

    assert "Nobody has asked for this yet" in part.text


def test_ones_own_vote_is_not_asked_for_again(browser: Browser, idea: Idea, ada: User) -> None:
    part = browser.sign_in(ada).get("/ideas/similar?title=bank+link+gone", headers=FRAGMENT)

    assert "You voted for this one already." in part.text
    assert 'name="instead"' not in part.text


def test_titles_cannot_act(browser: Browser, board: Board, jun: User, ben: User) -> None:
    written = draft("Bank <script>alert(1)</script> link")
    with writing():
        submit(written, board=board, author=jun)

    part = browser.sign_in(ben).get("/ideas/similar?title=bank+link", headers=FRAGMENT)

    assert "<script>" not in part.text
    assert "<mark>Bank</mark> &lt;" in part.text


def test_the_address_alone_leads_to_the_form(browser: Browser, board: Board) -> None:
    answer = browser.get("/ideas/similar?title=bank+link")
    assert (answer.status_code, answer.location) == (302, "/ideas/new?title=bank+link")
