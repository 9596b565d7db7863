"""What people ask for, and how it moved."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.core.db import Base
from app.core.text import slug
from app.ideas.models.board import Board, Topic
from app.ideas.models.status import Status
from app.journey.models import Element, Stage
from app.people.models import KEEP, User


class State(enum.StrEnum):
    PUBLISHED = "published"
    PENDING = "pending"
    REJECTED = "rejected"


class Held(enum.StrEnum):
    """Why something waits to be looked at: all or first posts do on its board, it has many links,
    it was sent sooner than one can write, or by somebody not signed in."""

    ALL = "all"
    FIRST = "first"
    LINKS = "links"
    HASTE = "haste"
    ANONYMOUS = "anonymous"


class Idea(Base):
    """What one person asked for.

    `people`, `organisations`, `hot` and `comments` are counts kept beside the rows they count,
    written through `ideas.service` only. `is_listed` (published, not merged, not deleted) is kept
    by the database itself, so that every list order has one small index. `external_support` is
    anonymous votes of an import, shown apart from people. An idea `on_behalf_of` a customer was put
    down by an employee, its author; until the customer claims it (`claimed_at`) their name is not
    shown. `held_because` is a word of Held; `refusal` is what its author was told when it was
    turned down, and is the author's and managers' to read. `merged_into_id` is where the chain of
    merges ends; the links stand in `merges`.
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
        # What waits for the first words of a person, a small part of all ideas.
        Index(
            "ix_ideas_waiting",
            "is_listed",
            "answer_due_at",
            "created_at",
            "id",
            sqlite_where=text("first_answered_at IS NULL AND is_imported IS 0"),
            postgresql_where=text("first_answered_at IS NULL AND is_imported IS false"),
        ),
        Index("ix_ideas_moved", "board_id", "is_listed", "status_id", "status_since", "id"),
        Index("ix_ideas_external", "external_id"),
        Index(
            "uq_ideas_pinned",
            "board_id",
            unique=True,
            sqlite_where=text("pinned_at IS NOT NULL"),
            postgresql_where=text("pinned_at IS NOT NULL"),
        ),
        # What is not published, a small part of all ideas.
        Index(
            "ix_ideas_held",
            "state",
            "created_at",
            "id",
            sqlite_where=text("state <> 'published'"),
            postgresql_where=text("state <> 'published'"),
        ),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    number: Mapped[int] = mapped_column(unique=True)
    external_id: Mapped[str | None]
    import_digest: Mapped[str | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    on_behalf_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), index=True, info=KEEP
    )
    claimed_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(default="", info=KEEP)
    body_html: Mapped[str] = mapped_column(default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="")
    status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"), index=True)
    element_id: Mapped[int | None] = mapped_column(ForeignKey("elements.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    held_because: Mapped[str] = mapped_column(default="", server_default="")
    refusal: Mapped[str] = mapped_column(default="", server_default="", info=KEEP)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    deleted_at: Mapped[datetime | None]
    is_listed: Mapped[bool] = mapped_column(
        Computed(
            "state = 'published' AND merged_into_id IS NULL AND deleted_at IS NULL", persisted=True
        )
    )
    is_imported: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    people: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    hot: Mapped[float] = mapped_column(default=0.0)
    external_support: Mapped[int] = mapped_column(default=0)
    status_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None] = mapped_column(index=True)
    locked_at: Mapped[datetime | None]
    voting_closed_at: Mapped[datetime | None]
    pinned_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    status: Mapped[Status] = relationship(lazy="joined", innerjoin=True)
    topic: Mapped[Topic | None] = relationship()
    stage: Mapped[Stage | None] = relationship()
    element: Mapped[Element | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    on_behalf_of: Mapped[User | None] = relationship(foreign_keys=[on_behalf_of_id])

    # Whether others were merged into it, it or what was said of it has images, somebody said it in
    # other words too, something was made to rest on it; None where it was read without asking.
    has_family: Mapped[bool | None] = query_expression()
    has_images: Mapped[bool | None] = query_expression()
    has_wordings: Mapped[bool | None] = query_expression()
    is_evidence: Mapped[bool | None] = query_expression()

    @property
    def reference(self) -> str:
        return f"H-{self.number}"

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def is_open(self) -> bool:
        """Whether it takes votes: listed, not closed for votes, and not yet decided for good."""
        return (
            self.is_listed and self.voting_closed_at is None and self.status.phase.is_open_for_votes
        )


class IdeaTag(Base):
    __tablename__ = "idea_tags"
    __table_args__ = (UniqueConstraint("idea_id", "tag_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), index=True)


class StatusChange(Base):
    """One step of an idea's journey, with the public words that came with it."""

    __tablename__ = "status_changes"
    __table_args__ = (Index("ix_status_changes_journey", "idea_id", "created_at", "id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    from_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    note: Mapped[str] = mapped_column(default="", info=KEEP)
    note_html: Mapped[str] = mapped_column(default="", info=KEEP)

    idea: Mapped[Idea] = relationship()
    from_status: Mapped[Status] = relationship(foreign_keys=[from_status_id])
    to_status: Mapped[Status] = relationship(foreign_keys=[to_status_id])
    actor: Mapped[User | None] = relationship()
