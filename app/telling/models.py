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
from app.people.models import ERASE, KEEP, User


class UpdateKind(enum.StrEnum):
    """What happened. ACCOUNT is a letter about signing in: it is no news and has no notice."""

    RECEIVED = "received"
    STATUS = "status"
    ANSWER = "answer"
    ACCOUNT = "account"


class Channel(enum.StrEnum):
    NOTICE = "notice"
    MAIL = "mail"


class Because(enum.StrEnum):
    """Why a person is told. MERGED: what they asked for became part of this idea. ACCOUNT: they
    asked for a letter about signing in."""

    SUBMITTER = "submitter"
    VOTER = "voter"
    MERGED = "merged"
    FOLLOWER = "follower"
    ACCOUNT = "account"


class DeliveryState(enum.StrEnum):
    """SUPPRESSED: not sent on purpose, `last_error` says why. DEAD: given up; may be retried."""

    QUEUED = "queued"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    DEAD = "dead"


class Update(Base):
    """Something told once to many. `facts` holds what its words need, as it was then."""

    __tablename__ = "updates"
    __table_args__ = (Index("ix_updates_idea", "idea_id", "created_at"),)

    kind: Mapped[UpdateKind]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=ERASE)

    idea: Mapped[Idea | None] = relationship()
    actor: Mapped[User | None] = relationship()


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
    channel: Mapped[Channel]
    because: Mapped[str] = mapped_column(default="")
    is_digest: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")

    update: Mapped[Update] = relationship()
    user: Mapped[User] = relationship()
