"""Who wants an idea, and who wants to hear of it."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models import ERASE


class Importance(enum.StrEnum):
    NICE = "nice"
    IMPORTANT = "important"
    CRITICAL = "critical"


class FollowState(enum.StrEnum):
    """MUTED keeps the wish for silence, so that a later vote does not undo it."""

    FOLLOWING = "following"
    MUTED = "muted"


class Vote(Base):
    """One person's vote; the unique key decides every race. No importance: not asked yet."""

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("idea_id", "user_id"),
        Index("ix_votes_of_person", "user_id", "created_at", "id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=ERASE)
    importance: Mapped[Importance | None]


class Follow(Base):
    """`by_vote` follows end with the vote; chosen ones stay."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("idea_id", "user_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    state: Mapped[FollowState] = mapped_column(default=FollowState.FOLLOWING)
    by_vote: Mapped[bool] = mapped_column(default=False)
