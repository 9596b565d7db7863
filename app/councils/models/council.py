"""Customer advisory boards: what each is for, who may know of it, and what may leave it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import KEEP, User


class CouncilKind(enum.StrEnum):
    """Whom it gathers: those who decide at customers, or those who work with the product."""

    EXECUTIVE = "executive"
    USER = "user"


class Level(enum.StrEnum):
    """How much is told outside: the widest stands first."""

    def is_wider_than(self, other: Self) -> bool:
        levels = list(type(self))
        return levels.index(self) < levels.index(other)

    def or_stricter(self, other: Self | None) -> Self:
        return other if other is not None and self.is_wider_than(other) else self


class Existence(Level):
    """Who may know that there is such a council; what happens in it is for its seats alone."""

    PUBLIC = "public"
    HIDDEN = "hidden"


class Confidentiality(Level):
    """What may leave the council. UNATTRIBUTED: what was said, but never by whom."""

    SHARED = "shared"
    UNATTRIBUTED = "unattributed"
    CLOSED = "closed"


class Council(Base):
    """One customer advisory board. Whoever has a seat in it now is in its group of people, which
    boards may be open to."""

    __tablename__ = "councils"
    __table_args__ = (CheckConstraint("target_size BETWEEN 1 AND 200", name="target_size"),)

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(info=KEEP)
    purpose: Mapped[str] = mapped_column(default="", info=KEEP)
    kind: Mapped[CouncilKind] = mapped_column(default=CouncilKind.USER)
    existence: Mapped[Existence] = mapped_column(default=Existence.HIDDEN)
    confidentiality: Mapped[Confidentiality] = mapped_column(default=Confidentiality.UNATTRIBUTED)
    target_size: Mapped[int | None]
    cadence: Mapped[str] = mapped_column(default="", info=KEEP)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), unique=True)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    sponsor: Mapped[User | None] = relationship()
