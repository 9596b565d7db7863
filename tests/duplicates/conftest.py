"""Ideas that ask for the same, and acts on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import writing
from app.duplicates.models import Merge
from app.duplicates.service import merge as service
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import Words, draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.browsers import Browser
from tests.duplicates.acts import SAME, fill, work

NOTHING = Words("", "")
Post = Callable[..., Idea]


@pytest.fixture
def post(board: Board) -> Post:
    """Puts an idea of somebody's on the public board, or on another one."""

    def put_there(title: str, author: User, on: Board = board) -> Idea:
        with writing():
            return submit(draft(title), board=on, author=author)

    return put_there


@pytest.fixture
def twin(post: Post, ben: User) -> Idea:
    """Ben asks for what Ada asks for."""
    return post("Tell me when a bank link ends", ben)


def merge(source: Idea, target: Idea, actor: User, **more: bool) -> Merge:
    with writing():
        return service.merge(source, target, note=NOTHING, actor=actor, **more)


def unmerge(source: Idea, actor: User) -> Merge:
    with writing():
        return service.unmerge(source, actor=actor)


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


@pytest.fixture
def same(post: Post, board: Board, idea: Idea, ben: User) -> Idea:
    """Ben asks for what Ada asks for, in nearly her words; the worker has seen it."""
    asked = post(SAME, ben)
    fill(board)
    work()
    return asked
