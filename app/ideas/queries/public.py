"""Ideas that everybody may read, whoever asks, by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_ideas
from app.people.models import Anonymous


def last_public_number() -> int:
    """Of the newest, 0 where there are none."""
    public = select(Idea.number).where(visible_ideas(Anonymous()))
    return session.scalar(public.order_by(Idea.number.desc()).limit(1)) or 0


def public_ideas_between(after: int, up_to: int) -> Sequence[Idea]:
    """With a number above `after` and not above `up_to`; only what their addresses are made of."""
    addressed = load_only(Idea.number, Idea.title, Idea.updated_at)
    public = select(Idea).options(addressed).where(visible_ideas(Anonymous()))
    numbered = public.where(Idea.number > after, Idea.number <= up_to).order_by(Idea.number)
    return session.scalars(numbered).all()
