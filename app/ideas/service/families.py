"""Which ideas are counted together. Nobody else writes where merges lead."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import session
from app.ideas.models import Idea


def lead(ideas: Sequence[Idea], root: Idea | None) -> None:
    """Let the ideas lead to `root`, or stand by themselves. That is no edit of their words:
    `updated_at` and `version` stay as they are."""
    root_id = root.id if root else None
    led = update(Idea).where(Idea.id.in_([idea.id for idea in ideas]))
    led = led.values(merged_into_id=root_id, updated_at=Idea.updated_at)
    session.execute(led, execution_options={"synchronize_session": False})
    for idea in ideas:
        set_committed_value(idea, "merged_into_id", root_id)
        session.expire(idea, ["is_listed"])
