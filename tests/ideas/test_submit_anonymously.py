"""Asking for something without signing in, where a board takes that."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.core.settings import change
from app.ideas.models import Audience, Board, Held, State
from app.ideas.service.anonymous import submit_anonymously
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Consent, OneTimeToken, User
from app.people.service.consent import edition
from app.votes.models import Vote
from tests.browsers import Browser
from tests.ideas.anonymous import NEW, POST, all_ideas, link, person_with, posted


@pytest.fixture
def open_board(board: Board) -> Board:
    with writing():
        board.takes_anonymous = True
    return board


def test_where_no_board_takes_it_one_signs_in_first(browser: Browser, board: Board) -> None:
    assert browser.get("/ideas/new").location == "/sign-in?next=/ideas/new"
    kept = browser.post(POST, NEW)
    assert kept.status_code == 401
    assert NEW["title"] in kept.text
    assert not all_ideas()


def test_the_form_offers_to_sign_in_first(browser: Browser, open_board: Board) -> None:
    page = browser.get("/ideas/new?title=Kilometre%20log").text
    assert ">Kilometre log</textarea>" in re.sub(r">\s+", ">", page)
    assert page.index("Sign in to follow your idea") < page.index('name="email"')
    assert 'type="file"' not in page
    assert 'action="/ideas/anonymous"' in page


@pytest.mark.parametrize("where", ["inside", "customers", "quiet", "nowhere"])
def test_hidden_boards_and_others_answer_as_missing_ones(
    browser: Browser, open_board: Board, staff_board: Board, where: str
) -> None:
    with writing():
        for slug, audience in (("customers", Audience.SIGNED_IN), ("quiet", Audience.PUBLIC)):
            session.add(Board(slug=slug, name=slug.title(), audience=audience))
    led = browser.get(f"/ideas/new?board={where}")
    assert (led.status_code, led.location) == (302, f"/sign-in?next=/ideas/new?board%3D{where}")

    refused = browser.post(POST, {**NEW, "board": where})
    assert refused.status_code == 422
    assert "Choose one of the boards in the list." in refused.text
    assert NEW["body"] in refused.text
    assert f'value="{where}"' not in browser.get("/ideas/new").text
    assert not all_ideas()


def test_who_signed_in_meanwhile_posts_as_themselves(
    app: Flask, open_board: Board, ben: User
) -> None:
    browser = Browser(app).sign_in(ben)
    led = browser.post(POST, {**NEW, "looked": "1"})
    assert (led.status_code, led.location) == (307, "/ideas"), "browsers send the form on"
    assert browser.post(led.location, {**NEW, "looked": "1"}).status_code == 303
    assert [each.author_id for each in all_ideas()] == [ben.id]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": " x "}, "Say a little more, so others can find it."),
        ({"email": ""}, "Write your e-mail address."),
        ({"email": "nobody"}, "e-mail address"),
        ({"title": "Look at https://evil.example"}, "Write the title without addresses"),
        ({"extra": "filled by a machine"}, "That was quick."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: Browser, open_board: Board, wrong: dict[str, str], reason: str
) -> None:
    sent = {**NEW, "looked": "1", **wrong}
    page = browser.post(POST, sent)
    assert page.status_code == 422
    assert reason in page.text
    assert sent["body"] in page.text
    assert sent["title"].strip() in page.text
    assert not all_ideas()


def test_all_that_is_wrong_is_said_at_once(browser: Browser, open_board: Board) -> None:
    with writing():
        change(None, privacy_notes="We keep little.")
    page = browser.post(POST, {"body": NEW["body"]}).text
    for reason in (
        "Say a little more",
        "Write your e-mail address.",
        "Read the privacy notes, and",
    ):
        assert reason in page
    assert NEW["body"] in page


def test_what_was_sent_at_once_is_sent_again(browser: Browser, open_board: Board) -> None:
    page = browser.get("/ideas/new").text
    drawn = re.search(r'name="drawn_at" value="([^"]+)"', page)
    assert drawn
    sent = {**NEW, "looked": "1", "drawn_at": drawn[1]}
    assert "That was quick." in browser.post(POST, sent).text
    with time_machine.travel(now() + timedelta(seconds=5)):
        assert browser.post(POST, sent).status_code == 303


def test_one_agrees_to_the_privacy_notes(app: Flask, open_board: Board) -> None:
    with writing():
        change(None, privacy_notes="We keep little.")
    refused = Browser(app).post(POST, {**NEW, "looked": "1"})
    assert refused.status_code == 422
    assert "Read the privacy notes, and say that you agree." in refused.text
    posted(app, agreed=edition())
    Browser(app).post(link(), {"name": "Nia Fern"})
    nia = person_with("nia@fern.example")
    assert nia
    agreed = session.scalars(select(Consent.edition).where(Consent.user_id == nia.id)).all()
    assert agreed == [edition()]


def test_look_alikes_are_shown_once(app: Flask, open_board: Board, ada: User) -> None:
    with writing():
        known = submit(draft("Kilometre log from the car"), board=open_board, author=ada)
    page = Browser(app).post(POST, NEW)
    assert page.status_code == 200
    assert "1 idea sounds like yours" in page.text
    assert f'href="/ideas/{known.reference}/vote"' in page.text
    assert NEW["body"] in page.text
    assert len(all_ideas()) == 1


def test_after_three_in_an_hour_one_waits_and_keeps_the_text(app: Flask, open_board: Board) -> None:
    for number in range(3):
        posted(app, title=f"Wish number {number}", email=f"nia{number}@fern.example")
    late = Browser(app).post(POST, {**NEW, "looked": "1"})
    assert late.status_code == 429
    assert NEW["title"] in late.text
    assert NEW["body"] in late.text
    assert len(all_ideas()) == 3


def test_a_form_sent_twice_is_one_idea(app: Flask, open_board: Board) -> None:
    posted(app)
    posted(app)
    assert len(all_ideas()) == 1


def test_it_waits_without_an_author_whoever_has_the_address(
    app: Flask, open_board: Board, ada: User, marta: User
) -> None:
    with writing():
        ada.trusted_at = now()
    mine, others = posted(app, email=ada.email), posted(app, title="Another wish altogether")
    for idea in (mine, others):
        assert (idea.state, idea.held_because) == (State.PENDING, Held.ANONYMOUS)
        assert idea.author_id is None
        assert session.scalar(select(func.count(Vote.id))) == 0
        for reader in (Browser(app), Browser(app).sign_in(ada)):
            assert reader.get(f"/ideas/{idea.reference}").status_code == 404
            assert idea.title not in reader.get("/b/product").text
    page = Browser(app).sign_in(marta).get("/manage/held").text
    assert page.count("Somebody not signed in, not confirmed yet") == 2
    assert ada.email not in page


def test_known_and_unknown_addresses_are_answered_alike(
    app: Flask, open_board: Board, ada: User
) -> None:
    def answer(email: str) -> tuple[int, str, str]:
        browser = Browser(app)
        sent = browser.post(POST, {**NEW, "looked": "1", "email": email})
        return sent.status_code, sent.text, browser.get(sent.location).text

    people = session.scalar(select(func.count(User.id)))
    assert answer(ada.email) == answer("nobody@fern.example")
    # Whose address it is, is looked up by the worker.
    assert session.scalar(select(func.count(User.id))) == people
    assert session.scalar(select(func.count(OneTimeToken.id))) == 0


def test_only_addresses_that_may_sign_up_are_taken(app: Flask, open_board: Board) -> None:
    with writing():
        change(None, sign_up="domains", sign_up_domains=["elm.example"])
    refused = Browser(app).post(POST, {**NEW, "looked": "1"})
    assert refused.status_code == 422
    assert "Accounts here are for addresses of elm.example." in refused.text
    posted(app, email="nia@elm.example")


@pytest.mark.parametrize("closes", [False, True])
def test_a_board_may_stop_taking_them_meanwhile(open_board: Board, closes: bool) -> None:
    with writing():
        open_board.takes_anonymous = closes
        open_board.archived_at = now() if closes else None
    with pytest.raises(Conflict), writing():
        submit_anonymously(draft(NEW["title"]), board=open_board, email=NEW["email"], agreed="")
