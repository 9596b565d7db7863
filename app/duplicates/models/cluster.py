"""Ideas that may ask for the same, as the worker found them, waiting for somebody to decide."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models import Idea
from app.people.models import KEEP


class Likeness(enum.IntEnum):
    """How sure the search is, in the three words of the product; a number, so that it orders."""

    RELATED = 1
    CLOSE = 2
    SAME = 3


class ToCompare(Base):
    """An idea that is new or was changed: the worker looks for others like it."""

    __tablename__ = "to_compare"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), unique=True)


class Pair(Base):
    """Two ideas that may ask for the same, or of which somebody said that they do not: that is
    remembered, so that they are not put together again. `score` is from 0 to 1, 0 for two that a
    person put together."""

    __tablename__ = "pairs"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    score: Mapped[float]
    apart_at: Mapped[datetime | None]
    apart_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)


class Cluster(Base):
    """A group in the duplicates queue. `likeness` is that of its most alike, `saved` how many
    people would be answered along with another idea: all but those of its largest. Put off until
    `later_until`, it waits at the end."""

    __tablename__ = "clusters"
    __table_args__ = (
        Index("ix_clusters_queue", "likeness", "saved", "id"),
        CheckConstraint("likeness BETWEEN 1 AND 3", name="likeness"),
    )

    likeness: Mapped[int]
    saved: Mapped[int]
    later_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list[Member]] = relationship(back_populates="cluster", order_by="Member.id")


class Member(Base):
    """An idea in a group: in one at a time."""

    __tablename__ = "cluster_members"

    cluster_id: Mapped[int] = mapped_column(ForeignKey("clusters.id"), index=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), unique=True)

    cluster: Mapped[Cluster] = relationship(back_populates="members")
    idea: Mapped[Idea] = relationship()
