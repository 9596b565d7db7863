"""What a meeting came to: who was there, and the minutes."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.round import Round
from app.councils.models.seat import Seat
from app.people.models import KEEP, User


class MinutesStage(enum.StrEnum):
    """DRAFT is read by hosts, IN_REVIEW and REVIEWED by chairs too, PUBLISHED by everybody in the
    council, for good."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class Minutes(Base):
    """One a round. What was said about each point stands with the point. `remark` is what a chair
    wants changed; `skipped_chair` that they were published though none had looked at them."""

    __tablename__ = "council_minutes"
    __table_args__ = (
        CheckConstraint("(stage = 'published') = (published_at IS NOT NULL)", name="published"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), unique=True)
    summary: Mapped[str] = mapped_column(default="", info=KEEP)
    summary_html: Mapped[str] = mapped_column(default="", info=KEEP)
    stage: Mapped[MinutesStage] = mapped_column(default=MinutesStage.DRAFT)
    remark: Mapped[str] = mapped_column(default="", info=KEEP)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    published_at: Mapped[datetime | None]
    skipped_chair: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()
    reviewed_by: Mapped[User | None] = relationship()

    @property
    def is_published(self) -> bool:
        return self.stage is MinutesStage.PUBLISHED


class Attendance(Base):
    """A seat that was there when the round met."""

    __tablename__ = "council_attendances"
    __table_args__ = (UniqueConstraint("round_id", "seat_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)

    seat: Mapped[Seat] = relationship()
