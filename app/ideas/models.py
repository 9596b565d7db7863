"""Boards, what people ask for on them, and what staff made of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.text import slug
from app.people.models import KEEP, User


class Audience(enum.StrEnum):
    """Who sees a board."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    GROUPS = "groups"
    EMPLOYEES = "employees"


class Phase(enum.StrEnum):
    """What a status means; its wording may change, its phase does not."""

    NEW = "new"
    REVIEWING = "reviewing"
    NEEDS_INFORMATION = "needs_information"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SHIPPED = "shipped"
    ANSWERED = "answered"
    DECLINED = "declined"

    @property
    def is_open_for_votes(self) -> bool:
        return self not in (Phase.SHIPPED, Phase.ANSWERED, Phase.DECLINED)

    @property
    def needs_words(self) -> bool:
        return self in (Phase.ANSWERED, Phase.DECLINED, Phase.NEEDS_INFORMATION)


class State(enum.StrEnum):
    PUBLISHED = "published"
    PENDING = "pending"
    REJECTED = "rejected"


class CommentKind(enum.StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    OFFICIAL = "official"


class Board(Base):
    """A place for ideas. Its access is shown as a sentence wherever it can be changed."""

    __tablename__ = "boards"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BoardGroup(Base):
    """A board of audience GROUPS is seen by the groups it points to."""

    __tablename__ = "board_groups"
    __table_args__ = (UniqueConstraint("board_id", "group_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)


class Status(Base):
    """A step ideas go through. An empty wording means the phase's own words."""

    __tablename__ = "statuses"

    key: Mapped[str] = mapped_column(unique=True)
    phase: Mapped[Phase]
    wording: Mapped[str] = mapped_column(default="")
    position: Mapped[int]


class Topic(Base):
    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Tag(Base):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(unique=True)


class IdeaTag(Base):
    __tablename__ = "idea_tags"
    __table_args__ = (UniqueConstraint("idea_id", "tag_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), index=True)


class Idea(Base):
    """What one person asked for.

    `people`, `organisations`, `hot` and `comments` are counts kept beside the rows they count,
    written through `ideas.service` only. `is_listed` (published, not merged, not deleted) is kept
    by the database itself, so that every list order has one small index. `external_support` is
    anonymous votes of an import, shown apart from people.
    """

    __tablename__ = "ideas"
    __table_args__ = (
        UniqueConstraint("board_id", "external_id"),
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("people >= 0 AND organisations >= 0 AND comments >= 0", name="counts"),
        Index("ix_ideas_list_hot", "board_id", "is_listed", "hot", "id"),
        Index("ix_ideas_list_people", "board_id", "is_listed", "people", "id"),
        Index("ix_ideas_list_newest", "board_id", "is_listed", "created_at", "id"),
        Index("ix_ideas_all_hot", "is_listed", "hot", "id"),
        Index("ix_ideas_all_people", "is_listed", "people", "id"),
        Index("ix_ideas_all_newest", "is_listed", "created_at", "id"),
        Index("ix_ideas_author", "author_id", "created_at", "id"),
        Index(
            "ix_ideas_answers",
            "board_id",
            "is_listed",
            "is_imported",
            "answer_due_at",
            "first_answered_at",
        ),
        Index("ix_ideas_moved", "board_id", "is_listed", "status_id", "status_since", "id"),
        Index("ix_ideas_external", "external_id"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    number: Mapped[int] = mapped_column(unique=True)
    external_id: Mapped[str | None]
    import_digest: Mapped[str | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(default="", info=KEEP)
    body_html: Mapped[str] = mapped_column(default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="")
    status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    deleted_at: Mapped[datetime | None]
    is_listed: Mapped[bool] = mapped_column(
        Computed(
            "state = 'published' AND merged_into_id IS NULL AND deleted_at IS NULL", persisted=True
        )
    )
    is_imported: Mapped[bool] = mapped_column(default=False)
    people: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    hot: Mapped[float] = mapped_column(default=0.0)
    external_support: Mapped[int] = mapped_column(default=0)
    status_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    status: Mapped[Status] = relationship(lazy="joined", innerjoin=True)
    topic: Mapped[Topic | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    @property
    def reference(self) -> str:
        return f"H-{self.number}"

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def is_open(self) -> bool:
        """Whether it takes votes: listed, and not yet decided for good."""
        return self.is_listed and self.status.phase.is_open_for_votes


class Comment(Base):
    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("length(body) BETWEEN 1 AND 20000", name="body_length"),
        Index("ix_comments_thread", "idea_id", "created_at", "id"),
        Index("ix_comments_official", "idea_id", "kind", "created_at"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    kind: Mapped[CommentKind] = mapped_column(default=CommentKind.PUBLIC)
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    body: Mapped[str] = mapped_column(info=KEEP)
    body_html: Mapped[str] = mapped_column(default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="")
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[User | None] = relationship()


class StatusChange(Base):
    """One step of an idea's journey, with the public words that came with it."""

    __tablename__ = "status_changes"
    __table_args__ = (Index("ix_status_changes_journey", "idea_id", "created_at", "id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    from_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    note: Mapped[str] = mapped_column(default="")
    note_html: Mapped[str] = mapped_column(default="")

    to_status: Mapped[Status] = relationship(foreign_keys=[to_status_id])
    actor: Mapped[User | None] = relationship()
