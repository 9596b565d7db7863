"""Improvements as the tests need them, put straight into the tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.improvements.events import improvement_moved
from app.improvements.models import Evidence, Horizon, Improvement
from app.people.models import User
from app.roadmap import service
from app.roadmap.models import Precision, Promise
from app.roadmap.queries.promises import open_promise


def improve(title: str, *ideas: Idea, horizon: Horizon = Horizon.NEXT, **more: Any) -> Improvement:
    """An improvement with these ideas behind it."""
    with writing():
        number = (session.scalar(select(func.max(Improvement.number))) or 0) + 1
        made = Improvement(
            number=number,
            title=title,
            horizon=horizon,
            horizon_since=now(),
            shipped_at=now() if horizon is Horizon.SHIPPED else None,
            **{"reason_without": "A test.", **more},
        )
        session.add(made)
        session.flush()
        session.add_all([Evidence(improvement_id=made.id, idea_id=idea.id) for idea in ideas])
    return made


def move(improvement: Improvement, horizon: Horizon, *, by: User) -> None:
    """What the service of improvements does, as far as the roadmap hears of it."""
    with writing():
        was, improvement.horizon, improvement.horizon_since = improvement.horizon, horizon, now()
        improvement.shipped_at = now() if horizon is Horizon.SHIPPED else None
        session.flush()
        improvement_moved.send(improvement, was=was, actor=by)


def promise(
    improvement: Improvement,
    due_on: date,
    precision: Precision = Precision.DAY,
    *,
    by: User,
    reason: str = "",
) -> Promise:
    """Give it a date, or move the one it has, knowing what holds."""
    held = open_promise(improvement)
    with writing():
        return service.promise(
            improvement,
            due_on,
            precision,
            reason=reason,
            actor=by,
            seen=held.uid if held else None,
        )


def ask_for(title: str, *, on: Board, by: User) -> Idea:
    written = draft(title)
    with writing():
        return submit(written, board=on, author=by)


def merge(source: Idea, target: Idea) -> None:
    """The link alone, as lists and counts read it."""
    with writing():
        source.merged_into_id = target.id


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
