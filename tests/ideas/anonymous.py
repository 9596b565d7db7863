"""What somebody does who is not signed in."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.unconfirmed import ask_to_confirm
from app.people.models import User
from app.telling.models import Update, UpdateKind
from tests.browsers import Browser

NEW = {
    "title": "Kilometre log from my car",
    "body": "I type it in by hand.",
    "board": "product",
    "email": "Nia@fern.example",
}
POST = "/ideas/anonymous"


def all_ideas() -> list[Idea]:
    session.rollback()
    return list(session.scalars(select(Idea).order_by(Idea.id)))


def posted(app: Flask, **more: str) -> Idea:
    answer = Browser(app).post(POST, {**NEW, "looked": "1", **more})
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/ideas/sent")
    return all_ideas()[-1]


def letter() -> Update:
    """The last one about an account."""
    ask_to_confirm()
    session.rollback()
    account = Update.kind == UpdateKind.ACCOUNT
    return session.scalars(select(Update).where(account).order_by(Update.id.desc())).all()[0]


def link() -> str:
    return str(letter().facts["path"])


def person_with(email: str) -> User | None:
    session.rollback()
    return session.scalar(select(User).where(User.email_key == email))
