"""Ideas that may ask for the same, put together from pairs: what a manager decides at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models import Idea

CLOSE, SAME = 1, 2


class DuplicateGroup(Base):
    """Two ideas or a few that wait to be decided together. Made from pairs by `service.groups`
    alone, and made anew when one of them changes or is decided.

    `likeness` is SAME where the search called two of them likely or somebody put them together,
    else CLOSE. `people` is the sum of those who asked, when last looked at, and decides the order.
    Until `rests_until` nobody wants to see it.
    """

    __tablename__ = "duplicate_groups"
    __table_args__ = (
        CheckConstraint("likeness IN (1, 2)", name="known_likeness"),
        Index("ix_duplicate_groups_queue", "likeness", "people", "id"),
    )

    likeness: Mapped[int]
    people: Mapped[int]
    rests_until: Mapped[datetime | None]


class DuplicateMember(Base):
    """An idea waits in one group at a time."""

    __tablename__ = "duplicate_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("duplicate_groups.id"), index=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), unique=True)

    group: Mapped[DuplicateGroup] = relationship()
    idea: Mapped[Idea] = relationship()
