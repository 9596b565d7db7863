"""Addresses of the inbox. What narrows the list stays in all of them."""

from __future__ import annotations

from typing import Protocol

from app.ideas.urls import query


class Named(Protocol):
    @property
    def reference(self) -> str: ...


def inbox_url(**asked: str | None) -> str:
    return f"/manage/inbox{query(**asked)}"


def held_url(**asked: str | None) -> str:
    return f"/manage/held{query(**asked)}"


def item_url(idea: Named, **asked: str | None) -> str:
    """One idea in the inbox, with what the list beside it is narrowed to."""
    return f"/manage/inbox/{idea.reference}{query(**asked)}"
