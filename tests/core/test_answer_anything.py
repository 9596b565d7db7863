"""No address makes the database fail: PostgreSQL is stricter with numbers and texts than SQLite."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([0, values]).encode()).decode()


ADDRESSES = [
    "/",
    "/b/product",
    "/b/product?sort=new&status=planned",
    f"/b/product?cursor={cursor_of(1.5, 2**31)}",
    f"/b/product?sort=top&cursor={cursor_of(2**40, 1)}",
    f"/b/product?cursor={cursor_of(1.5, 3)}",
    "/b/product?topic=%00",
    "/b/a%00b",
    "/ideas/H-1",
    "/ideas/H-999999999",
    "/ideas/H-9999999999",
    f"/ideas/H-1?cursor={cursor_of(now().isoformat(), 2**31)}",
    f"/ideas/H-1?cursor={cursor_of(now().isoformat(), 1)}",
    "/ideas/new?title=%00&board=%00",
    "/search?q=bank",
    "/search?q=%00",
    "/similar?title=%00",
    "/updates",
    "/progress",
    "/me",
    "/notices",
    "/manage",
    "/manage/inbox",
    "/manage/inbox?status=%00",
    "/manage/inbox?tag=nothing&show=all",
    "/manage/inbox?show=open&status=new&topic=&owner=me&age=week&q=bank&board=product",
    "/manage/inbox?cursor=" + "0." + cursor_of(2**31, 2**31),
    "/manage/inbox/H-1?show=all",
    "/manage/inbox/H-9999999999",
    "/manage/mail",
    "/manage/improvements",
    "/manage/improvements?show=shipped",
    "/manage/improvements?show=mine&score=value_effort&part=%00&sort=people&open=%00&place=%00",
    f"/manage/improvements?show=shipped&cursor={cursor_of(now().isoformat(), 2**31)}",
    f"/manage/improvements?show=set_aside&cursor={cursor_of(now().isoformat(), 1)}",
    "/manage/improvements?page=99999",
    "/manage/improvements/I-999999999",
    "/manage/improvements/I-9999999999",
    "/manage/improvements/new?idea=H-999999999",
    "/manage/improvements/new?idea=%00",
    "/confirm/%00",
    "/metrics",
]
FORMS = {
    "/sign-in": {"email": "a\x00b@heed.example", "password": "\x00"},
    "/sign-up": {"email": "a\x00b@heed.example", "name": "\x00", "password": "\x00" * 20},
    "/forgot": {"email": "a\x00b@heed.example"},
    "/ideas": {"title": "A title\x00 of words", "body": "\x00", "board": "\x00"},
    "/ideas/H-1/comments": {"body": "Some\x00thing"},
    "/manage/improvements": {
        "title": "A\x00b",
        "metric": "\x00",
        "idea": "\x00",
        "target": "9" * 99,
    },
    "/manage/improvements/I-1/rank": {"place": "9" * 30, "reason": "\x00", "version": "9" * 30},
    "/ideas/H-1/reply": {"status": "\x00", "body": "Some\x00thing", "version": "\x00"},
    "/manage/inbox/H-1/reply": {"to": "\x00", "body": "\x00", "version": "9" * 400},
    "/manage/inbox/H-1/sort": {"topic": "\x00", "owner": "\x00", "tags": "\x00,a", "stage": "\x00"},
    "/manage/inbox/H-1/note": {"body": "Some\x00thing"},
    "/preferences": {"mail_choice": "\x00"},
}
API = [
    "/ideas?status=%00",
    "/ideas?tag=%00",
    "/ideas?q=%00",
    "/ideas?board=%00",
    f"/ideas?cursor={cursor_of(2**31, 2**31)}",
    f"/ideas?sort=top&cursor={cursor_of(1, 1)}",
    "/ideas/H-9999999999",
    "/ideas/H-1",
    "/improvements",
    "/improvements?horizon=%00",
    f"/improvements?cursor={cursor_of(now().isoformat(), 2**31)}",
    "/improvements/I-9999999999",
]


@pytest.mark.parametrize("asker", ["nobody", "ada", "root"])
def test_no_address_makes_it_fail(
    app: Flask, browser: Browser, idea: Idea, request: pytest.FixtureRequest, asker: str
) -> None:
    if asker != "nobody":
        browser.sign_in(request.getfixturevalue(asker))
    said = words("Me too.")
    with writing():
        comment(idea, said, author=idea.author)
    answers = [(path, browser.get(path).status_code) for path in ADDRESSES]
    answers += [(path, browser.post(path, form).status_code) for path, form in FORMS.items()]
    assert [answer for answer in answers if answer[1] >= 500] == []


def test_no_address_makes_the_api_fail(app: Flask, idea: Idea, root: User) -> None:
    program = Program(app, token_of(root, "read", "write", "triage"))
    answers = [(path, program.get(path).status_code) for path in API]
    title = {"title": "A title \x00 \ud800", "body": "\x00 \ud800", "board": "product"}
    answers.append(("POST", program.post("/ideas", json=title).status_code))
    change = {"status": "\x00", "note": "\x00"}
    answers.append(("status", program.post("/ideas/H-1/status", json=change).status_code))
    assert [answer for answer in answers if answer[1] >= 500] == []


def test_a_missing_table_is_answered_like_any_failure(
    app: Flask, browser: Browser, idea: Idea, ada: User
) -> None:
    """The failed statement leaves a transaction behind in which nothing can be asked."""
    browser.sign_in(ada)
    with writing():
        session.execute(text("DROP TABLE deliveries"))
    for headers in ({}, {"Heed-Fragment": "1"}, {"Accept": "application/json"}):
        answer = browser.get("/notices", headers=headers)
        # SQLite calls it an operational error, as if the whole database did not answer.
        assert answer.status_code in (500, 503)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Security-Policy" in answer.headers
