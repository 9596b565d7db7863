"""What people did who were shown ideas like the one they were writing."""

from __future__ import annotations

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models import Idea
from app.people.models import BLANK


class Outcome(enum.StrEnum):
    VOTED = "voted"
    POSTED = "posted"


class Encounter(Base):
    """Somebody wrote, was shown look-alikes, and voted for one of them (`idea_id` is that one) or
    posted their own (`idea_id` is the new one)."""

    __tablename__ = "encounters"
    __table_args__ = (
        Index("ix_encounters_month", "created_at", "outcome"),
        UniqueConstraint("user_id", "idea_id", "outcome"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=BLANK)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    outcome: Mapped[Outcome]


class Met(Base):
    """One of the ideas shown, at `rank` from 1; whether the search called it very likely the same,
    and whether its reader said that theirs is another."""

    __tablename__ = "encounter_ideas"
    __table_args__ = (
        UniqueConstraint("encounter_id", "idea_id"),
        CheckConstraint("rank > 0", name="from_one"),
    )

    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounters.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    rank: Mapped[int]
    is_likely: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_different: Mapped[bool] = mapped_column(default=False)

    idea: Mapped[Idea] = relationship()
