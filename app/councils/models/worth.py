"""What a round was worth to those who took part."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

LEAST_WORTH, MOST_WORTH = 1, 5


class Worth(Base):
    """One figure a seat and round, from 1 (a waste of time) to 5; the last one given counts."""

    __tablename__ = "council_worths"
    __table_args__ = (
        UniqueConstraint("round_id", "seat_id"),
        CheckConstraint(f"score BETWEEN {LEAST_WORTH} AND {MOST_WORTH}", name="score"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    score: Mapped[int]
