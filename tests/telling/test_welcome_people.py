"""People who were brought in are written to once, after an administrator looked at the letter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.text import email_key
from app.ideas.importing.files import IdeaFile
from app.ideas.importing.run import import_ideas
from app.ideas.models import Board, Idea, Phase
from app.people.models import MailChoice, User
from app.telling.jobs import send_outbox
from app.telling.models import Delivery
from app.telling.welcoming import begin_welcome, send_welcomes, unwelcomed_count
from tests.browsers import Browser
from tests.telling.acts import decide
from tests.telling.mail_server import MailServer

CSV = """title,author_email,author_name,votes
Warn me earlier,zoe@zed.example,Zoë Zed,kim@kilo.example
Export everything,zoe@zed.example,Zoë Zed,
"""


@pytest.fixture
def brought(board: Board, tmp_path: Path) -> None:
    """Zoë asked for two things and Kim voted for one, elsewhere."""
    file = tmp_path / "a.csv"
    file.write_text(CSV)
    import_ideas(IdeaFile.at(file), board, actor=None, on_rejection=lambda _row: None)


def person(address: str) -> User:
    found = select(User).where(User.email_key == email_key(address))
    return session.scalars(found.execution_options(populate_existing=True)).one()


def send(words: str, admin: User) -> None:
    with writing():
        begin_welcome(words, actor=admin)
    send_welcomes()
    send_outbox()


def text_of(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def link_in(mail: Any, after: str) -> str:
    text = mail.get_body(("plain",)).get_content()
    return str(re.search(rf"{after}: http://localhost(\S+)", text)[1])


def test_nobody_is_written_to_before_an_administrator_sends_it(
    brought: None, marta: User, mail_server: MailServer
) -> None:
    idea = session.scalars(select(Idea).where(Idea.title == "Warn me earlier")).one()
    decide(idea, Phase.PLANNED, by=marta)
    send_welcomes()
    send_outbox()

    assert mail_server.messages == []
    assert unwelcomed_count() == 2


def test_the_letter_is_looked_at_then_sent_once_to_each(
    app: Flask, brought: None, root: User, mail_server: MailServer
) -> None:
    browser = Browser(app).sign_in(root)
    assert "2 people were brought in" in text_of(browser.get("/manage/welcome"))
    words = {"words": "We moved. Your wishes came along."}
    looked = text_of(browser.post("/manage/welcome/look", words))
    assert "We moved. Your wishes came along." in looked
    assert "Send to 2 people" in looked
    assert session.scalar(select(func.count(Delivery.id))) == 0

    assert browser.post("/manage/welcome", words).status_code == 303
    for _twice in range(2):
        send_welcomes()
        send_outbox()

    assert sorted(mail["To"] for mail in mail_server.messages) == [
        "Zoë Zed <zoe@zed.example>",
        "kim@kilo.example",
    ]
    assert (
        "We moved. Your wishes came along."
        in mail_server.messages[0].get_body(("plain",)).get_content()
    )
    assert unwelcomed_count() == 0
    assert "Everybody who was brought in is welcomed" in text_of(browser.get("/manage/welcome"))


def test_who_joins_has_what_was_theirs_and_hears_of_it(
    app: Flask, brought: None, root: User, marta: User, mail_server: MailServer
) -> None:
    send("We moved.", root)
    [letter] = mail_server.mails_to("zoe@zed.example")
    path = link_in(letter, "Join and hear what becomes of it")
    browser = Browser(app)
    assert "What you asked for is here" in text_of(browser.get(path))

    joined = browser.post(path, {"name": "Zoë Zed", "password": "two wishes came along"})

    assert joined.status_code == 303
    assert "Warn me earlier" in text_of(browser.get("/me"))
    idea = session.scalars(select(Idea).where(Idea.title == "Warn me earlier")).one()
    decide(idea, Phase.PLANNED, by=marta)
    send_outbox()
    assert len(mail_server.mails_to("zoe@zed.example")) == 2
    assert len(mail_server.mails_to("kim@kilo.example")) == 1
    assert browser.get(path).status_code == 410 or "Ask for a new one" in text_of(browser.get(path))


def test_who_says_no_thanks_is_never_written_to(
    app: Flask, brought: None, root: User, marta: User, mail_server: MailServer
) -> None:
    send("We moved.", root)
    path = link_in(mail_server.mails_to("kim@kilo.example")[0], "No thanks, do not write to me")
    browser = Browser(app)
    browser.get(path)
    assert person("kim@kilo.example").mail_choice is not MailChoice.NEVER

    assert "We do not write to you" in text_of(browser.post(path))

    assert person("kim@kilo.example").mail_choice is MailChoice.NEVER
    idea = session.scalars(select(Idea).where(Idea.title == "Warn me earlier")).one()
    assert idea.people == 2
    decide(idea, Phase.SHIPPED, by=marta)
    send_outbox()
    assert len(mail_server.mails_to("kim@kilo.example")) == 1


def test_people_brought_in_after_the_press_wait_for_another(
    brought: None, root: User, board: Board, tmp_path: Path, mail_server: MailServer
) -> None:
    with writing():
        begin_welcome("We moved.", actor=root)
    later = tmp_path / "later.csv"
    later.write_text("title,author_email\nA third,late@later.example\n")
    import_ideas(IdeaFile.at(later), board, actor=None, on_rejection=lambda _row: None)

    send_welcomes()
    send_outbox()

    assert mail_server.mails_to("late@later.example") == []
    assert unwelcomed_count() == 1


def test_who_signs_up_left_or_has_nothing_left_is_not_asked(brought: None, root: User) -> None:
    with writing():
        zoe, kim = person("zoe@zed.example"), person("kim@kilo.example")
        zoe.password_hash = "signing up just now"
        kim.deactivated_at = now()
    assert unwelcomed_count() == 0
    with writing():
        zoe.password_hash = None
        for idea in session.scalars(select(Idea)):
            idea.deleted_at = now()
    assert unwelcomed_count() == 0


def test_nothing_is_sent_without_words_or_twice_at_once(
    app: Flask, brought: None, root: User, marta: User
) -> None:
    browser = Browser(app).sign_in(root)
    assert browser.post("/manage/welcome", {"words": " "}).status_code == 422
    assert browser.post("/manage/welcome", {"words": "x" * 2_001}).status_code == 422
    assert browser.post("/manage/welcome", {"words": "Hello."}).status_code == 303
    assert browser.post("/manage/welcome", {"words": "Hello."}).status_code == 409
    assert Browser(app).sign_in(marta).get("/manage/welcome").status_code == 403
