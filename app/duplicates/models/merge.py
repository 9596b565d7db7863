"""Which ideas are counted together, and who says that was a mistake."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models import Idea
from app.people.models import ERASE, KEEP, User


class Merge(Base):
    """A link from one idea to the one it was merged into, as the manager made it. Nothing is
    moved, so taking the link away restores everything. `ideas.merged_into_id` says where the
    chain of links ends and is kept by `duplicates.service` alone. Links made by one press have
    the same `press`, and are undone by one.
    """

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="not_into_itself"),
        # Only one link leads away from an idea at a time.
        Index(
            "uq_merges_present",
            "source_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    note: Mapped[str] = mapped_column(default="", info=KEEP)
    note_html: Mapped[str] = mapped_column(default="", info=KEEP)
    press: Mapped[UUID | None] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)

    source: Mapped[Idea] = relationship(foreign_keys=[source_id])
    target: Mapped[Idea] = relationship(foreign_keys=[target_id])
    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])


class Objection(Base):
    """“This is not what I meant”, from someone whose idea was merged. It waits in the inbox until
    a manager takes the merge back or keeps it."""

    __tablename__ = "objections"
    __table_args__ = (
        Index(
            "uq_objections_open",
            "merge_id",
            "user_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_objections_waiting", "settled_at", "created_at"),
    )

    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    words: Mapped[str] = mapped_column(default="", info=ERASE)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)

    merge: Mapped[Merge] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
