"""Changing ideas of a real portal, with or without telling the index."""

from __future__ import annotations

from app.core.db import writing
from app.ideas.models import Idea, State
from app.search import service


def reword(idea: Idea, title: str, *, enqueue: bool = True) -> None:
    with writing():
        idea.title = title
        _tell(idea, enqueue)


def hide(idea: Idea, *, enqueue: bool = True) -> None:
    with writing():
        idea.state = State.REJECTED
        _tell(idea, enqueue)


def _tell(idea: Idea, enqueue: bool) -> None:
    if enqueue:
        service.enqueue("idea", idea.id)
