"""Confirming by a letter what one posted without signing in, and what becomes of what nobody
confirmed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.duplicates.service.merge import merge
from app.ideas.models import Audience, Board, State, UnconfirmedIdea
from app.ideas.service.anonymous import confirm
from app.ideas.service.drafts import Words, draft, words
from app.ideas.service.moderate import let_through, turn_down
from app.ideas.service.submit import submit
from app.ideas.unconfirmed import ask_to_confirm, forget_unconfirmed_addresses
from app.people.jobs import sweep_away
from app.people.models import Anonymous, Role, User
from app.people.privacy.erase import erase
from app.people.privacy.jobs import take_out_names
from app.people.service.accounts import sign_up
from app.people.service.standing import block
from app.telling.jobs import send_outbox
from app.telling.mail.folder import newest_mails
from app.telling.models import Update, UpdateKind
from app.votes.models import Follow, Vote
from tests.browsers import Browser
from tests.ideas.anonymous import NEW, all_ideas, link, person_with, posted
from tests.personas import password_hash


@pytest.fixture
def open_board(board: Board) -> Board:
    with writing():
        board.takes_anonymous = True
    return board


def test_the_letter_names_the_idea(app: Flask, open_board: Board) -> None:
    posted(app)
    ask_to_confirm()
    ask_to_confirm()
    send_outbox()
    mails = newest_mails()
    assert len(mails) == 1
    said = mails[0].message
    assert said["Subject"] == "Confirm that you submitted “Kilometre log from my car”"
    assert "nia@fern.example" in said["To"].casefold()


def test_who_confirms_comes_in_and_is_its_author(app: Flask, open_board: Board) -> None:
    idea = posted(app)
    path, browser = link(), Browser(app)
    page = browser.get(path).text
    assert NEW["title"] in page
    assert all_ideas()[0].author_id is None, "programs follow links in mails too"

    answer = browser.post(path, {"name": "Nia Fern"})
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea.reference}/thanks")
    assert "Thank you, Nia." in browser.get(answer.location).text
    nia = person_with("nia@fern.example")
    assert nia
    assert (nia.name, nia.role, nia.is_active) == ("Nia Fern", Role.CUSTOMER, True)
    assert nia.password_hash is None
    idea = all_ideas()[0]
    assert (idea.author_id, idea.state, idea.people) == (nia.id, State.PENDING, 1)
    for table in (Vote, Follow):
        assert session.scalars(select(table.user_id)).all() == [nia.id]
    received = select(Update).where(Update.kind == UpdateKind.RECEIVED, Update.idea_id == idea.id)
    assert len(session.scalars(received).all()) == 1
    assert not session.scalars(select(UnconfirmedIdea)).all()


def test_a_link_acts_once(app: Flask, open_board: Board) -> None:
    posted(app)
    path = link()
    assert Browser(app).post(path, {"name": "Nia Fern"}).status_code == 303
    for answer in (Browser(app).get(path), Browser(app).post(path, {"name": "Eve"})):
        assert answer.status_code == 404
    nia = person_with("nia@fern.example")
    assert nia
    assert nia.name == "Nia Fern"


def test_a_wrong_link_and_one_that_is_too_old_do_nothing(app: Flask, open_board: Board) -> None:
    posted(app)
    path = link()
    assert Browser(app).post("/submit/made-up", {"name": "Eve"}).status_code == 404
    with time_machine.travel(now() + timedelta(hours=47)):
        assert Browser(app).get(path).status_code == 200
    with time_machine.travel(now() + timedelta(hours=49)):
        assert Browser(app).get(path).status_code == 404
        assert Browser(app).post(path, {"name": "Nia Fern"}).status_code == 404
    assert all_ideas()[0].author_id is None


def test_each_idea_is_confirmed_by_its_own_letter(app: Flask, open_board: Board) -> None:
    first = posted(app)
    path = link()
    second = posted(app, title="Another wish altogether")
    other_path, browser = link(), Browser(app)
    assert browser.post(other_path, {"name": "Nia Fern"}).status_code == 303
    session.rollback()
    assert (first.author_id, second.author_id is None) == (None, False)
    assert browser.post(path).status_code == 303
    session.rollback()
    assert first.author_id == second.author_id


def test_who_has_an_account_confirms_signed_in(
    app: Flask, open_board: Board, ada: User, ben: User
) -> None:
    idea = posted(app, email=ada.email)
    path = link()
    assert f"/sign-in?next={path}" in Browser(app).get(path).text
    for browser in (Browser(app), Browser(app).sign_in(ben)):
        assert browser.post(path, {"name": "Eve"}).status_code == 422
        session.rollback()
        assert idea.author_id is None
    answer = Browser(app).sign_in(ada).post(path)
    assert answer.location == f"/ideas/{idea.reference}/thanks"
    session.rollback()
    assert (idea.author_id, ada.name) == (ada.id, "Ada Lovelace")
    assert session.scalars(select(Vote.user_id)).all() == [ada.id]


def test_nobody_else_confirms_for_an_account(
    app: Flask, open_board: Board, ada: User, ben: User
) -> None:
    posted(app, email=ada.email)
    secret = link().rpartition("/")[2]
    for reader in (Anonymous(), ben):
        with pytest.raises(Forbidden, match="has an account"), writing():
            confirm(secret, name="Eve", reader=reader)


def test_a_password_somebody_else_chose_opens_nothing(app: Flask, open_board: Board) -> None:
    posted(app)
    path = link()
    with writing():
        sign_up("Eve", NEW["email"], password_hash=password_hash())
    assert Browser(app).post(path, {"name": "Nia Fern"}).status_code == 303
    nia = person_with("nia@fern.example")
    assert nia
    assert (nia.name, nia.password_hash) == ("Nia Fern", None)


def test_who_is_blocked_does_not_post_this_way(
    app: Flask, open_board: Board, ada: User, marta: User
) -> None:
    idea = posted(app, email=ada.email)
    path = link()
    with writing():
        block(ada, actor=marta)
    assert Browser(app).sign_in(ada).post(path).status_code == 403
    session.rollback()
    assert idea.author_id is None


def test_staff_decide_before_it_is_confirmed(app: Flask, open_board: Board, marta: User) -> None:
    idea = posted(app)
    path, browser = link(), Browser(app).sign_in(marta)
    item = {"item": f"idea.{idea.uid}.{idea.version}", "seen": "pending", "do": "through"}
    assert browser.post("/manage/held", item).status_code == 303
    page = Browser(app).get(f"/ideas/{idea.reference}", follow_redirects=True)
    assert page.status_code == 200
    assert "Somebody not signed in" in page.text
    assert "Imported" not in page.text
    assert "fern.example" not in page.text
    assert "Somebody not signed in" in Browser(app).get("/b/product").text
    inbox = browser.get("/manage/inbox").text
    assert "Somebody not signed in" in inbox
    assert "Imported" not in inbox

    assert Browser(app).post(path, {"name": "Nia Fern"}).status_code == 303
    assert "Nia F." in Browser(app).get("/b/product").text


def test_what_was_turned_down_says_why_once_confirmed(
    app: Flask, open_board: Board, marta: User
) -> None:
    idea = posted(app)
    path, reason = link(), words("Which car do you mean?")
    with writing():
        turn_down(idea, idea, reason, version=idea.version, actor=marta)
    browser = Browser(app)
    led = browser.post(path, {"name": "Nia Fern"})
    assert led.location.startswith(f"/ideas/{idea.reference}-")
    assert "Which car do you mean?" in browser.get(led.location).text
    session.rollback()
    assert not session.scalars(select(Update).where(Update.kind == UpdateKind.RECEIVED)).all()


def test_what_was_merged_meanwhile_counts_where_it_went(
    app: Flask, open_board: Board, ada: User, marta: User
) -> None:
    with writing():
        known = submit(draft("A log book for the car"), board=open_board, author=ada)
    idea = posted(app)
    path = link()
    with writing():
        let_through(idea, idea, version=idea.version, actor=marta)
        merge(idea, known, note=Words("", ""), actor=marta, press=uuid4())
    browser = Browser(app)
    led = browser.post(path, {"name": "Nia Fern"})
    page = browser.get(led.location, follow_redirects=True)
    assert "A log book for the car" in page.text
    session.rollback()
    assert (idea.author.name, known.people) == ("Nia Fern", 2)


def test_one_on_a_board_that_was_closed_to_them_leads_to_what_is_theirs(
    app: Flask, open_board: Board
) -> None:
    posted(app)
    path = link()
    with writing():
        open_board.takes_anonymous, open_board.audience = False, Audience.EMPLOYEES
    browser = Browser(app)
    led = browser.post(path, {"name": "Nia Fern"})
    assert led.location == "/me"
    assert browser.get("/me").status_code == 200


def test_one_that_was_taken_out_is_no_longer_confirmed(
    app: Flask, open_board: Board, marta: User
) -> None:
    idea = posted(app)
    path = link()
    with writing():
        idea.deleted_at = now()
    assert Browser(app).post(path, {"name": "Nia Fern"}).status_code == 404


def test_an_address_nobody_confirmed_goes_after_its_time(
    app: Flask, open_board: Board, ada: User
) -> None:
    posted(app)
    posted(app, title="Another wish altogether", email=ada.email)
    ask_to_confirm()
    for days, left in ((29, 2), (31, 0)):
        with time_machine.travel(now() + timedelta(days=days)):
            sweep_away()
            forget_unconfirmed_addresses()
        session.rollback()
        assert session.scalar(select(func.count(UnconfirmedIdea.id))) == left
        assert (person_with("nia@fern.example") is None) == (left == 0)
    assert person_with(ada.email)
    assert [each.state for each in all_ideas()] == [State.PENDING] * 2


def test_who_was_invited_meanwhile_stays(app: Flask, open_board: Board, root: User) -> None:
    posted(app)
    ask_to_confirm()
    with time_machine.travel(now() + timedelta(days=31)):
        invited = {"addresses": NEW["email"], "role": "customer"}
        sent = Browser(app).sign_in(root).post("/manage/people/invite", invited)
        assert sent.status_code < 400
        forget_unconfirmed_addresses()
    assert person_with("nia@fern.example")
    assert not session.scalars(select(UnconfirmedIdea)).all()


@pytest.mark.parametrize("is_known", [True, False])
def test_an_erased_address_is_found_here_too(
    app: Flask, open_board: Board, ada: User, root: User, is_known: bool
) -> None:
    email = ada.email if is_known else NEW["email"]
    posted(app, email=email)
    path = link()
    person = person_with(email.casefold())
    assert person
    with writing():
        erase(person, actor=root)
    take_out_names()
    session.rollback()
    assert email not in session.scalars(select(UnconfirmedIdea.email)).all()
    assert Browser(app).get(path).status_code == 404
    assert len(all_ideas()) == 1
