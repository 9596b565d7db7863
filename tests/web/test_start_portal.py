"""The first start: seven steps that tick themselves when they are true."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.settings import as_read, change
from app.ideas.models import Audience, Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.people.conftest import mail_server
from tests.personas import PASSWORD
from tests.statements import statements
from tests.telling.mail_server import MailServer

__all__ = ["mail_server"]
START = "/manage/start"
SETTINGS = "/manage/settings"


@pytest.fixture
def desk(app: Flask) -> Browser:
    """Whoever follows the link that `flask setup` prints."""
    done = app.test_cli_runner().invoke(args=["setup", "--admin-email", "ruth@heed.example"])
    assert done.exit_code == 0, done.output
    session.rollback()
    with writing():
        change(None, second_factor_for_staff=False)
    link = done.output.splitlines()[-1].removeprefix("http://localhost")
    browser = Browser(app)
    answer = browser.post(link, {"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, START)
    return browser


def ticked(desk: Browser) -> list[str]:
    page = desk.get(START).text
    found = re.findall(r"<h2>([^<]+)<span class=\"vh\">, (?:done|not needed)<", page)
    count = "All 7 done" if len(found) == 7 else f"{len(found)} of 7 done"
    assert count in page
    return found


def test_seven_steps_tick_themselves(app: Flask, desk: Browser, mail_server: MailServer) -> None:
    assert ticked(desk) == []
    assert ">First steps</a>" in desk.get("/").text
    look = {"name": "Larch", "company": "", "accent_hue": "2", "locale": "en", "time_zone": "UTC"}
    _save(desk, "look", look, ("name", "company", "accent_hue", "locale", "time_zone"))
    assert ticked(desk) == ["Name and look"]

    coming = {"is_private": "no", "sign_up": "anyone", "sign_up_domains": "", "second_factor": "no"}
    _save(
        desk,
        "coming-in",
        coming,
        ("is_private", "sign_up", "sign_up_domains", "second_factor_for_staff"),
    )
    assert ticked(desk)[1:] == ["Who may come in"], "kept as it was is decided too"

    page = desk.get(START).text
    assert "Only who signed in may read" in page
    assert desk.post(f"{START}/board", {"template": "customers"}).status_code == 303
    board = session.scalars(select(Board)).one()
    assert (board.slug, board.audience) == ("customers", Audience.SIGNED_IN), "set-up's own one"
    assert ticked(desk)[2:] == ["First board"]

    _save(desk, "promise", {"answer_within_days": "0"}, ("answer_within_days",))
    assert ticked(desk)[3:] == ["The promise you can keep"]

    desk.post(f"{SETTINGS}/mail/test", {"next": START})
    assert ticked(desk)[4:] == ["Mail test"]

    desk.post(f"{START}/leave-out", {"step": "bring"})
    assert ticked(desk)[5:] == ["Bring existing ideas"]

    form = {"addresses": "joe@heed.example", "role": "employee"}
    assert desk.post("/manage/people/invite", form).status_code == 303
    assert ticked(desk)[6:] == ["Invite"]
    assert ">First steps</a>" not in desk.get("/").text, "and is not in the way any more"


def test_what_was_left_out_can_be_taken_up_again(desk: Browser) -> None:
    desk.post(f"{START}/leave-out", {"step": "mail"})
    assert ticked(desk) == ["Mail test"]
    desk.post(f"{START}/leave-out", {"step": "mail", "again": "1"})
    assert ticked(desk) == []
    assert desk.post(f"{START}/leave-out", {"step": "look"}).status_code == 422
    assert desk.post(f"{START}/board", {"template": "castle"}).status_code == 422


def test_a_step_unticks_when_it_is_no_longer_true(desk: Browser) -> None:
    desk.post(f"{START}/board", {"template": "product"})
    assert ticked(desk) == ["First board"]
    desk.post(f"{SETTINGS}/boards/product/closing")
    assert ticked(desk) == []


def test_ideas_that_were_brought_tick_their_step(desk: Browser, idea: Idea) -> None:
    assert "Bring existing ideas" not in ticked(desk)
    with writing():
        session.get_one(Idea, idea.id).is_imported = True
    assert "Bring existing ideas" in ticked(desk)


def test_it_is_for_administrators(app: Flask, ada: User, jun: User, marta: User) -> None:
    for person in (ada, jun, marta):
        browser = Browser(app).sign_in(person)
        assert browser.get(START).status_code == 403
        assert browser.post(f"{START}/board", {"template": "product"}).status_code == 403
        assert ">First steps</a>" not in browser.get("/").text
    assert Browser(app).get(START).status_code == 302


def test_it_costs_little(desk: Browser) -> None:
    with statements() as sent:
        desk.get(START)
    assert len(sent) <= 14


def _save(desk: Browser, page: str, form: dict[str, str], names: tuple[str, ...]) -> None:
    answer = desk.post(f"{SETTINGS}/{page}", {"read": as_read(*names), **form})
    assert answer.status_code == 303
    session().info.pop("portal", None)
