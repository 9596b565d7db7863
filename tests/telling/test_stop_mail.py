"""One click in a mail, or one press on a page, ends it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from app.core.db import session
from app.ideas.models import Idea, Phase
from app.people.models import MailChoice, User
from app.telling.jobs import send_outbox
from app.telling.mail.opt_out import opt_out_path
from app.telling.models import Channel
from app.votes.queries import voted_among
from tests.browsers import Browser
from tests.telling.acts import decide, told, vote
from tests.telling.mail_server import MailServer


def test_one_click_of_a_mail_program_mutes_the_idea(
    app: Flask, idea: Idea, ben: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)
    send_outbox()
    [mail] = mail_server.mails_to("ben@heed.example")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(str(mail["List-Unsubscribe"]).strip("<>")).path

    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    session.rollback()

    assert answer.status_code == 200
    assert set(told(decide(idea, Phase.SHIPPED, by=marta), Channel.NOTICE)) == {"Ada"}
    assert voted_among([idea.id], reader=ben) == {idea.id}


def test_opening_the_page_changes_nothing_and_the_press_does(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    vote(idea, ben)
    path = opt_out_path(ben.uid, idea.uid)

    assert idea.title in browser.get(path).text
    assert set(told(decide(idea, Phase.PLANNED, by=marta), Channel.NOTICE)) == {"Ada", "Ben"}

    assert "stops here" in browser.post(path).text
    assert set(told(decide(idea, Phase.SHIPPED, by=marta), Channel.NOTICE)) == {"Ada"}


def test_the_mail_of_the_day_is_stopped_as_a_whole(ben: User, browser: Browser) -> None:
    assert browser.post(opt_out_path(ben.uid, None)).status_code == 200
    session.refresh(ben)
    assert ben.mail_choice is MailChoice.NEVER


def test_a_changed_link_stops_nothing(idea: Idea, ben: User, browser: Browser) -> None:
    path = opt_out_path(ben.uid, idea.uid)
    for wrong in (path[:-1], path + "x", "/unsubscribe/x", "/unsubscribe/" + "a" * 500):
        assert browser.get(wrong).status_code == 404
        assert browser.post(wrong).status_code == 404
