"""Who is known here, so that their first words need not wait."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from app.core.db import session
from app.ideas.models import FOR_EVERYONE, Comment, Idea, State
from app.people.models import User


def is_known(author: User, *, besides: Idea | Comment | None = None) -> bool:
    """Whether staff trust them, or something of theirs was published `besides` this one."""
    if author.is_staff or author.trusted_at is not None:
        return True
    asked = exists().where(
        Idea.author_id == author.id,
        Idea.state == State.PUBLISHED,
        Idea.deleted_at.is_(None),
        Idea.id.is_distinct_from(besides.id if isinstance(besides, Idea) else None),
    )
    said = exists().where(
        Comment.author_id == author.id,
        Comment.kind.in_(FOR_EVERYONE),
        Comment.state == State.PUBLISHED,
        Comment.deleted_at.is_(None),
        Comment.id.is_distinct_from(besides.id if isinstance(besides, Comment) else None),
    )
    return bool(session.scalar(select(or_(asked, said))))
