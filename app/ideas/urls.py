"""Addresses of boards and ideas. Plain strings: lists write dozens of them."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from app.ideas.models import Board


class Named(Protocol):
    """An idea, or what a list holds of one."""

    @property
    def reference(self) -> str: ...

    @property
    def slug(self) -> str: ...


def board_url(board: Board, **asked: str | None) -> str:
    """`/b/<slug>`, with what is `asked` of its list; what is empty is left out."""
    return f"/b/{board.slug}{query(**asked)}"


def feed_url(board: Board) -> str:
    return f"/b/{board.slug}/feed.atom"


def idea_url(idea: Named) -> str:
    """`/ideas/H-142-some-words`."""
    words = idea.slug
    return f"/ideas/{idea.reference}-{words}" if words else f"/ideas/{idea.reference}"


def new_idea_url(**filled: str | None) -> str:
    """The form for a new idea, with some fields filled in."""
    return f"/ideas/new{query(**filled)}"


def query(**asked: str | None) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given)}" if given else ""


def import_url(uid: UUID) -> str:
    return f"/manage/import/{uid}"
