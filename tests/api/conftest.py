"""Programs of the personas, each with the scopes that suit its owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import session, writing
from app.ideas.models import Audience, Board, BoardGroup, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Group, GroupMember, Organisation, User
from tests.api.programs import Program, token_of

PostIdea = Callable[..., Idea]


@pytest.fixture
def adas(app: Flask, ada: User) -> Program:
    return Program(app, token_of(ada, "read", "write"))


@pytest.fixture
def bens(app: Flask, ben: User) -> Program:
    return Program(app, token_of(ben, "read", "write"))


@pytest.fixture
def juns(app: Flask, jun: User) -> Program:
    return Program(app, token_of(jun, "read", "write", "triage"))


@pytest.fixture
def martas(app: Flask, marta: User) -> Program:
    return Program(app, token_of(marta, "read", "write", "triage"))


@pytest.fixture
def contosos_board(app: Flask, contoso: Organisation, ben: User) -> Board:
    """A board for a group that Ben is in and Ada is not."""
    with writing():
        made = Board(slug="contoso", name="Contoso", audience=Audience.GROUPS, position=5)
        group = Group(name="Contoso's people")
        session.add_all([made, group])
        session.flush()
        session.add(BoardGroup(board_id=made.id, group_id=group.id))
        session.add(GroupMember(group_id=group.id, user_id=ben.id))
    return made


@pytest.fixture
def contosos_idea(contosos_board: Board, ben: User) -> Idea:
    with writing():
        return submit(draft("Single sign-on for Contoso"), board=contosos_board, author=ben)


@pytest.fixture
def post_idea(board: Board, ada: User) -> PostIdea:
    """Puts an idea of Ada's on the public board."""

    def post(title: str, body: str = "", **more: object) -> Idea:
        with writing():
            return submit(draft(title, body), board=board, author=ada, **more)  # type: ignore[arg-type]

    return post
