"""Dates that were promised, and whether they held."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.improvements.models import Improvement
from app.people.models import KEEP, User


class Precision(enum.StrEnum):
    """How exact a promise is; `due_on` is the last day of its month or quarter."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"


class Outcome(enum.StrEnum):
    """MOVED: another promise took its place. WITHDRAWN: the improvement was set aside."""

    KEPT = "kept"
    MOVED = "moved"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Promise(Base):
    """One date given for an improvement. A moved date is a new row; the old one stays visible with
    the reason of the new one."""

    __tablename__ = "promises"
    __table_args__ = (
        Index(
            "uq_promises_open",
            "improvement_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_promises_history", "improvement_id", "created_at", "id"),
        Index("ix_promises_due", "ended_at", "due_on"),
    )

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvements.id"))
    due_on: Mapped[date] = mapped_column(Date)
    precision: Mapped[Precision] = mapped_column(default=Precision.MONTH)
    reason: Mapped[str] = mapped_column(default="", info=KEEP)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]

    improvement: Mapped[Improvement] = relationship()
    actor: Mapped[User | None] = relationship()
