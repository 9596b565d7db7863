"""Boards that look at posts first, and what waits there."""

from __future__ import annotations

from app.core.db import session, writing
from app.ideas.models import Board, Comment, Idea, Moderation
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import User


def moderate(board: Board, moderation: Moderation = Moderation.ALL) -> None:
    with writing():
        board.moderation = moderation


def ask(board: Board, author: User, title: str = "A quiet night mode", body: str = "") -> Idea:
    written = draft(title, body)
    with writing():
        return submit(written, board=board, author=author)


def say(idea: Idea, author: User, said: str = "It happened to us too.") -> Comment:
    written = words(said)
    with writing():
        return comment(idea, written, author=author)


def now_of(post: Idea | Comment) -> Idea | Comment:
    """As it stands in the database."""
    session.rollback()
    session.refresh(post)
    return post


def item_of(post: Idea | Comment) -> str:
    """As a page names it that is read now."""
    return f"{'idea' if isinstance(post, Idea) else 'comment'}.{post.uid}.{post.version}"
