"""What members find while they test something that is not out yet."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.seat import Seat
from app.people.models import KEEP


class FindingKind(enum.StrEnum):
    """The three of a delta test."""

    ISSUE = "issue"
    IDEA = "idea"
    PRAISE = "praise"


class Finding(Base):
    """Read by its writer and the hosts at once, by the others when the round has closed."""

    __tablename__ = "council_findings"
    __table_args__ = (Index("ix_council_findings_round", "round_id", "kind", "id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    kind: Mapped[FindingKind]
    body: Mapped[str] = mapped_column(info=KEEP)

    seat: Mapped[Seat] = relationship()
