"""What people and staff say under an idea."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models.idea import Idea, State
from app.people.models import KEEP, User


class CommentKind(enum.StrEnum):
    """DIRECT: staff's answer to whoever asked, and to nobody else."""

    PUBLIC = "public"
    INTERNAL = "internal"
    OFFICIAL = "official"
    DIRECT = "direct"


FOR_EVERYONE = (CommentKind.PUBLIC, CommentKind.OFFICIAL)
ANSWERS = (CommentKind.OFFICIAL, CommentKind.DIRECT)


class Comment(Base):
    """`held_because` and `refusal` are as an idea's. `edited_at`: since when it says something else
    than others could read before; what it said is not kept."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("length(body) BETWEEN 1 AND 20000", name="body_length"),
        Index("ix_comments_thread", "idea_id", "created_at", "id"),
        Index("ix_comments_official", "idea_id", "kind", "created_at"),
        Index(
            "ix_comments_held",
            "state",
            "created_at",
            "id",
            sqlite_where=text("state <> 'published'"),
            postgresql_where=text("state <> 'published'"),
        ),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    kind: Mapped[CommentKind] = mapped_column(default=CommentKind.PUBLIC)
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    held_because: Mapped[str] = mapped_column(default="", server_default="")
    refusal: Mapped[str] = mapped_column(default="", server_default="", info=KEEP)
    body: Mapped[str] = mapped_column(info=KEEP)
    body_html: Mapped[str] = mapped_column(default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    author: Mapped[User | None] = relationship()
