"""Ideas that may ask for the same, as the worker found them, waiting for somebody to decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models import Idea
from app.people.models import KEEP


class ToCompare(Base):
    """An idea that is new or was changed: the worker looks for others like it."""

    __tablename__ = "to_compare"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), unique=True)


class Pair(Base):
    """Two ideas that may ask for the same, or of which somebody said that they do not: that is
    remembered, so that they are not put together again. `score` is from 0 to 1, `is_likely` what
    the search said of it then. One that somebody put together (`added_by_id`) is kept whatever
    the search finds later."""

    __tablename__ = "pairs"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        Index("ix_pairs_apart_at", "apart_at"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    score: Mapped[float]
    is_likely: Mapped[bool]
    apart_at: Mapped[datetime | None]
    apart_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)

    first: Mapped[Idea] = relationship(foreign_keys=[first_id])
    second: Mapped[Idea] = relationship(foreign_keys=[second_id])
