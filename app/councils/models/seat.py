"""Seats: who is in a council, as what, and for how long."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, bindparam, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.councils.models.council import Council
from app.people.models import ERASE, KEEP, Organisation, User


class SeatKind(enum.StrEnum):
    """MEMBER and CHAIR answer ballots. OBSERVER reads. HOST is staff and runs the council."""

    MEMBER = "member"
    CHAIR = "chair"
    OBSERVER = "observer"
    HOST = "host"

    @property
    def answers_ballots(self) -> bool:
        return self in (SeatKind.MEMBER, SeatKind.CHAIR)


class SeatState(enum.StrEnum):
    """ACTIVE says nothing of dates: a term ends by itself. ALUMNI had a term that was ended or was
    followed by another; WITHDRAWN left, or belongs to another organisation by now."""

    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"
    ALUMNI = "alumni"
    WITHDRAWN = "withdrawn"


class Seat(Base):
    """One person's term in a council. A renewed term is the same seat with a later end. Nobody has
    two open ones in one council, so terms never overlap. `organisation_id` is that of the person
    when they took it, and what their ballots count for. `proposal`: whom they named beside
    or instead of themselves."""

    __tablename__ = "council_seats"
    __table_args__ = (
        Index(
            "uq_council_seats_open",
            "council_id",
            "user_id",
            unique=True,
            sqlite_where=text("state IN ('invited', 'active')"),
            postgresql_where=text("state IN ('invited', 'active')"),
        ),
        Index("ix_council_seats_state", "council_id", "state"),
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="term"),
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, info=KEEP
    )
    kind: Mapped[SeatKind] = mapped_column(default=SeatKind.MEMBER)
    state: Mapped[SeatState] = mapped_column(default=SeatState.INVITED)
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
    conflict_note: Mapped[str] = mapped_column(default="", info=ERASE)
    proposal: Mapped[str] = mapped_column(default="", info=KEEP)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    organisation: Mapped[Organisation | None] = relationship()

    @classmethod
    def is_current(cls) -> ColumnElement[bool]:
        moment = bindparam("moment", callable_=now, type_=UtcDateTime(), unique=True)
        return and_(
            cls.state == SeatState.ACTIVE,
            cls.starts_at <= moment,
            or_(cls.ends_at.is_(None), cls.ends_at > moment),
        )

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """Offered, held now, or to begin later."""
        moment = bindparam("moment", callable_=now, type_=UtcDateTime(), unique=True)
        is_held = cls.state.in_([SeatState.INVITED, SeatState.ACTIVE])
        return and_(is_held, or_(cls.ends_at.is_(None), cls.ends_at > moment))

    @property
    def is_in_term(self) -> bool:
        """Whether it gives access right now."""
        has_begun = self.state is SeatState.ACTIVE and self.starts_at <= now()
        return has_begun and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= now()
