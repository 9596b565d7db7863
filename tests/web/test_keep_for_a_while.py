"""What nobody needs any more goes when the portal's times say so, and nothing else does."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change, portal
from app.ideas import removed
from app.ideas.models import Comment, Idea
from app.ideas.service.discuss import comment, remove_comment
from app.ideas.service.drafts import words
from app.people import jobs as people_jobs
from app.people.models import OneTimeToken, User
from app.people.queries import by_email
from app.people.service.accounts import sign_up
from app.telling import old_mail
from app.telling.mail.settings import mail_settings
from app.telling.models import Delivery, Update
from tests.browsers import Browser
from tests.personas import make_person, password_hash

PAGE = "/manage/settings/keeping"
TIMES = {"keep_removed_days": "7", "keep_unconfirmed_days": "14", "keep_mail_days": "21"}


def read(browser: Browser) -> str:
    found = re.search(r'name="read"[^>]*value="(\w+)"', browser.get(PAGE).text)
    assert found is not None
    return found[1]


def days_later(days: int) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def test_an_administrator_decides_and_reads_the_rest(app: Flask, root: User) -> None:
    browser = Browser(app).sign_in(root)
    page = browser.get(PAGE).text
    assert "14 days without a visit, at most 90 days" in page
    assert "8 hours without a visit, at most 24 hours" in page
    assert browser.post(PAGE, {"read": read(browser), **TIMES}).location == PAGE
    kept = portal()
    assert (kept.keep_removed_days, kept.keep_unconfirmed_days, kept.keep_mail_days) == (7, 14, 21)
    assert "keeps removed comments for 7 days. Before: 30." in browser.get(PAGE).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep_removed_days": "-1"},
        {"keep_removed_days": "366"},
        {"keep_unconfirmed_days": "1"},
        {"keep_mail_days": "0"},
        {"keep_mail_days": "soon"},
        {"keep_mail_days": ""},
    ],
)
def test_times_stay_within_reason(app: Flask, root: User, wrong: dict[str, str]) -> None:
    browser = Browser(app).sign_in(root)
    answer = browser.post(PAGE, {"read": read(browser), **TIMES, **wrong})
    assert answer.status_code == 422
    assert portal().keep_removed_days == 30


def said(idea: Idea, author: User, text: str) -> Comment:
    written = words(text)
    with writing():
        return comment(idea, written, author=author)


def test_removed_comments_lose_their_words(idea: Idea, ada: User, ben: User) -> None:
    gone, stays = said(idea, ben, "Call me at 555-1234"), said(idea, ada, "Yes please")
    with writing():
        remove_comment(gone, idea, actor=ben)
    with days_later(29):
        removed.empty_removed_comments()
        session.rollback()
        assert gone.body == "Call me at 555-1234"
    with days_later(31):
        removed.empty_removed_comments()
        session.rollback()
        assert (gone.body, gone.body_html) == ("…", "")
        assert "555-1234" not in gone.body_html
        assert stays.body == "Yes please"


def test_who_never_came_in_is_forgotten(app: Flask, idea: Idea) -> None:
    for email in ("grace@heed.example", "late@heed.example", "brought@heed.example"):
        with writing():
            sign_up("Grace", email, password_hash=password_hash())
    invited, quiet = make_person("Ida Invited"), make_person("Cleo Quiet")
    with writing():
        invited.confirmed_at, invited.password_hash = None, None
        brought = by_email("brought@heed.example")
        idea.author_id = brought.id
        session.flush()
        letter = session.scalar(select(Delivery.id).where(Delivery.user_id == brought.id))
        by_email("late@heed.example").created_at = now() + timedelta(days=5)
    with days_later(29):
        people_jobs.sweep_away()
        session.rollback()
        assert by_email("grace@heed.example") is not None
    with days_later(31):
        people_jobs.sweep_away()
        session.rollback()
        assert by_email("grace@heed.example") is None
        for stays in ("late@heed.example", "brought@heed.example", invited.email, quiet.email):
            assert by_email(stays) is not None, stays
        assert session.get(Delivery, letter) is not None, "nothing of who stays was touched"
        assert session.scalars(select(OneTimeToken)).all() == []
        known = set(session.scalars(select(User.id)))
        assert set(session.scalars(select(Delivery.user_id))) <= known
        assert set(session.scalars(select(Update.actor_id))) <= known | {None}


def test_messages_in_files_go_when_they_are_old(app: Flask, root: User) -> None:
    folder = mail_settings().folder
    folder.mkdir(parents=True, exist_ok=True)
    paths = {days: folder / f"{uuid4()}.eml" for days in (20, 22)}
    for days, path in paths.items():
        path.write_text("Subject: Hello\n\nHello.\n")
        then = (now() - timedelta(days=days)).timestamp()
        os.utime(path, (then, then))
    with days_later(0):
        old_mail.forget_old_mail()
        assert all(path.exists() for path in paths.values())
    with writing():
        change(root, keep_mail_days=21)
    with days_later(0):
        old_mail.forget_old_mail()
        assert paths[20].exists()
        assert not paths[22].exists()
