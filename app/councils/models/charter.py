"""What a council agreed on, in versions, and who accepted each."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.council import Council
from app.councils.models.seat import Seat
from app.people.models import KEEP, User


class Charter(Base):
    """One version, approved when it was put before the members; the highest number holds."""

    __tablename__ = "council_charters"
    __table_args__ = (UniqueConstraint("council_id", "number"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(info=KEEP)
    body_html: Mapped[str] = mapped_column(info=KEEP)
    nda_reference: Mapped[str] = mapped_column(default="", info=KEEP)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)

    council: Mapped[Council] = relationship()
    approved_by: Mapped[User | None] = relationship()


class Acceptance(Base):
    """Somebody typed their name under a version; `created_at` is when."""

    __tablename__ = "council_acceptances"
    __table_args__ = (UniqueConstraint("charter_id", "seat_id"),)

    charter_id: Mapped[int] = mapped_column(ForeignKey("council_charters.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    typed_name: Mapped[str] = mapped_column(info=KEEP)

    seat: Mapped[Seat] = relationship()
