"""What members read before a round, and who did."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.round import Round
from app.councils.models.seat import Seat
from app.people.models import KEEP


class Paper(Base):
    """What is to be read before a round: a text in Markdown, or a file. It is only ever shown with
    the name of whoever reads it."""

    __tablename__ = "council_papers"

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(info=KEEP)
    body_html: Mapped[str] = mapped_column(info=KEEP)

    round: Mapped[Round] = relationship()
    file: Mapped[PaperFile | None] = relationship(back_populates="paper")


class PaperFile(Base):
    """A PDF or an image of ours. It lies in the data folder under the SHA-256 of its content; the
    row says which paper it is, and with it who may read it. An image is one page."""

    __tablename__ = "council_paper_files"
    __table_args__ = (CheckConstraint("pages > 0 AND size > 0", name="measures"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("council_papers.id"), unique=True)
    digest: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(info=KEEP)
    mimetype: Mapped[str]
    pages: Mapped[int]
    size: Mapped[int]

    paper: Mapped[Paper] = relationship(back_populates="file")


class Reading(Base):
    """That a seat opened a paper: `created_at` says when it did first, `updated_at` when last."""

    __tablename__ = "council_readings"
    __table_args__ = (UniqueConstraint("paper_id", "seat_id"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("council_papers.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    times: Mapped[int] = mapped_column(default=0)

    seat: Mapped[Seat] = relationship()
