"""Who wants an idea, and who wants to hear of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import ERASE, KEEP, User


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
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=KEEP)
    importance: Mapped[Importance | None]


class Follow(Base):
    """`by_vote` follows end with the vote; chosen ones stay."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("idea_id", "user_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    state: Mapped[FollowState] = mapped_column(default=FollowState.FOLLOWING)
    by_vote: Mapped[bool] = mapped_column(default=False)


class Proxy(Base):
    """An employee's word that a customer wants an idea: the customer's vote came with it. It ends
    when the customer votes or claims for themselves (`claimed_at`).

    Without `has_consented` the customer is never told: the employee forwards, and `told_at` keeps
    that they did.
    """

    __tablename__ = "proxies"
    __table_args__ = (
        UniqueConstraint("idea_id", "user_id"),
        CheckConstraint("user_id <> employee_id", name="for_someone_else"),
        Index("ix_proxies_of_employee", "employee_id", "created_at", "id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    employee_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=KEEP)
    ticket: Mapped[str] = mapped_column(default="", info=ERASE)
    has_consented: Mapped[bool] = mapped_column(default=False)
    claimed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    customer: Mapped[User] = relationship(foreign_keys=[user_id])
    employee: Mapped[User] = relationship(foreign_keys=[employee_id])
