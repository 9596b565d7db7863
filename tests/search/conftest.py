"""An index of a made-up portal, in a folder of its own for each test."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Status
from app.search import service
from app.search.whoosh_engine import WhooshEngine
from tests.search.wishes import wishes


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index"


@pytest.fixture
def engine(index_dir: Path) -> WhooshEngine:
    built = WhooshEngine(index_dir)
    built.rebuild(wishes())
    return built


@pytest.fixture
def post_idea(board: Board) -> Callable[..., Idea]:
    """Puts an idea on the public board, as an import does."""
    numbers = count(1)
    status_id = session.query(Status.id).order_by(Status.position).limit(1).scalar()

    def post(title: str, body: str = "", *, enqueue: bool = True) -> Idea:
        with writing():
            idea = Idea(
                board_id=board.id, number=next(numbers), status_id=status_id, title=title, body=body
            )
            session.add(idea)
            session.flush()
            if enqueue:
                service.enqueue("idea", idea.id)
        return idea

    return post
