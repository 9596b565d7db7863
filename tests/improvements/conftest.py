"""Improvements made for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.db import writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft as idea_draft
from app.ideas.service.submit import submit
from app.improvements.models import Improvement
from app.improvements.service.drafts import Aims, Charge, Draft, draft
from app.improvements.service.promote import promote
from app.journey.metrics import Metric
from app.people.models import User

Ask = Callable[..., Idea]
Make = Callable[..., Improvement]


@pytest.fixture
def ask(board: Board) -> Ask:
    """Puts an idea on the public board."""

    def asked(title: str, author: User, *, on: Board = board) -> Idea:
        written = idea_draft(title)
        with writing():
            return submit(written, board=on, author=author)

    return asked


def written(
    title: str = "Bank links that warn", *, owner: User | None = None, **more: Any
) -> Draft:
    """With the organisations asking as metric; without an owner for a reason."""
    more.setdefault("aims", Aims(metric=Metric.ORGANISATIONS))
    reason = "" if owner else "The team is new."
    return draft(title, charge=Charge(owner=owner, reason_without=reason), **more)


@pytest.fixture
def make(marta: User) -> Make:
    """Marta promotes ideas."""

    def made(*ideas: Idea, title: str = "Bank links that warn", **more: Any) -> Improvement:
        said = written(title, **more)
        with writing():
            return promote(ideas, said, actor=marta).improvement

    return made
