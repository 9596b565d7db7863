"""What went into the scores, and where a manager ranks by hand."""

from __future__ import annotations

import enum
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import KEEP, User


class Factor(enum.StrEnum):
    """REACH: customers or organisations a quarter. EFFORT: person-months. CONFIDENCE: 0 to 1.
    IMPACT: one of 3, 2, 1, 0.5, 0.25. VALUE: 1 to 10."""

    REACH = "reach"
    IMPACT = "impact"
    CONFIDENCE = "confidence"
    EFFORT = "effort"
    VALUE = "value"


class Rating(Base):
    """One factor of one improvement. No row: not measured yet, which is not 0."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("improvement_id", "factor"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvements.id"))
    factor: Mapped[Factor]
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 4))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)


class Rank(Base):
    """A place an improvement was given by hand among the open ones, from 1, and why."""

    __tablename__ = "ranks"
    __table_args__ = (
        UniqueConstraint("improvement_id"),
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint("length(reason) >= 1", name="reason"),
    )

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvements.id"))
    place: Mapped[int]
    place_before: Mapped[int]
    reason: Mapped[str] = mapped_column(info=KEEP)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)

    actor: Mapped[User | None] = relationship()
