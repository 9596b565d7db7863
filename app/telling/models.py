"""What is told, to whom, over which channel, and how far it got."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.people.models import ERASE, KEEP, User


class UpdateKind(enum.StrEnum):
    """What happened. ACCEPTED and TURNED_DOWN: somebody looked at what had to wait, an idea or,
    where `facts` names one, a comment. DIRECT: an answer to whoever asked. REPRESENTED: an employee
    added this for the customer. ENTRY: a published entry of “What’s new”. ASK_BACK: “did this fix
    it?”. COUNCIL: something new in an advisory board, with nothing of what. ACCOUNT is a letter
    about signing in: it is no news and has no notice."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    TURNED_DOWN = "turned_down"
    REPRESENTED = "represented"
    STATUS = "status"
    ANSWER = "answer"
    DIRECT = "direct"
    MERGED = "merged"
    DATE_MOVED = "date_moved"
    ENTRY = "entry"
    ASK_BACK = "ask_back"
    COUNCIL = "council"
    ACCOUNT = "account"


class Channel(enum.StrEnum):
    NOTICE = "notice"
    MAIL = "mail"


class Because(enum.StrEnum):
    """Why a person is told. REPRESENTED: an employee asked for them, and they agreed to be told.
    PROXY: they asked for a customer. WRITER: they wrote a comment there. MERGED: what they asked
    for became part of this idea. COUNCIL: they sit in it, or are asked to. ACCOUNT: they asked for
    a letter about signing in."""

    SUBMITTER = "submitter"
    REPRESENTED = "represented"
    PROXY = "proxy"
    VOTER = "voter"
    MERGED = "merged"
    FOLLOWER = "follower"
    WRITER = "writer"
    COUNCIL = "council"
    ACCOUNT = "account"


class DeliveryState(enum.StrEnum):
    """SUPPRESSED: not sent on purpose, `last_error` says why. DEAD: given up; may be retried."""

    QUEUED = "queued"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    DEAD = "dead"


class Update(Base):
    """Something told once to many. `facts` holds what its words need, as it was then.

    News of one idea names it in `idea_id`; news of an improvement names all its ideas in
    `update_ideas`, so that who wants several of them is told once.
    """

    __tablename__ = "updates"
    __table_args__ = (Index("ix_updates_idea", "idea_id", "created_at"),)

    kind: Mapped[UpdateKind]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    improvement_id: Mapped[int | None] = mapped_column(ForeignKey("improvements.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=KEEP)

    idea: Mapped[Idea | None] = relationship()
    improvement: Mapped[Improvement | None] = relationship()
    actor: Mapped[User | None] = relationship()


class UpdateIdea(Base):
    """One of several ideas an update speaks of."""

    __tablename__ = "update_ideas"
    __table_args__ = (UniqueConstraint("update_id", "idea_id"),)

    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)


class Entry(Base):
    """An entry of “What’s new”: a draft until it is published, then told once."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        Index("ix_entries_published", "published_at", "id"),
    )

    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(default="", info=KEEP)
    body_html: Mapped[str] = mapped_column(default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    improvement_id: Mapped[int | None] = mapped_column(ForeignKey("improvements.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    is_public: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    improvement: Mapped[Improvement | None] = relationship()
    author: Mapped[User | None] = relationship()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class EntryIdea(Base):
    """An idea an entry speaks of."""

    __tablename__ = "entry_ideas"
    __table_args__ = (UniqueConstraint("entry_id", "idea_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)


class Delivery(Base):
    """One update to one person over one channel; its `uid` is the mail's Message-ID.

    A worker owns a queued row until `leased_until` under its `lease`; `because` is a word of
    Because.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("update_id", "user_id", "channel"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_deliveries_due", "channel", "state", "next_at", "id"),
        Index("ix_deliveries_of_person", "user_id", "channel", "created_at", "id"),
    )

    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=ERASE)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    """The idea this person is told of: of several, the one that stands closest to them."""
    channel: Mapped[Channel]
    because: Mapped[str] = mapped_column(default="")
    is_digest: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="", info=KEEP)

    update: Mapped[Update] = relationship()
    user: Mapped[User] = relationship()
    idea: Mapped[Idea | None] = relationship()
