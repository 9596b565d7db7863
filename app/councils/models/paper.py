"""What members read before a round, and who did."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.round import Round
from app.councils.models.seat import Seat
from app.people.models import KEEP


class Paper(Base):
    """A text of a round, in Markdown. It is only ever shown with the name of whoever reads it."""

    __tablename__ = "council_papers"

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(info=KEEP)
    body_html: Mapped[str] = mapped_column(info=KEEP)

    round: Mapped[Round] = relationship()


class Reading(Base):
    """That a seat opened a paper: `created_at` says when it did first, `updated_at` when last."""

    __tablename__ = "council_readings"
    __table_args__ = (UniqueConstraint("paper_id", "seat_id"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("council_papers.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    times: Mapped[int] = mapped_column(default=0)

    seat: Mapped[Seat] = relationship()
