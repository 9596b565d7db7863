"""The steps ideas go through, and what each means."""

from __future__ import annotations

import enum

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Phase(enum.StrEnum):
    """What a status means; its wording may change, its phase does not."""

    NEW = "new"
    REVIEWING = "reviewing"
    NEEDS_INFORMATION = "needs_information"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SHIPPED = "shipped"
    ANSWERED = "answered"
    DECLINED = "declined"

    @property
    def is_open_for_votes(self) -> bool:
        return self not in (Phase.SHIPPED, Phase.ANSWERED, Phase.DECLINED)

    @property
    def needs_words(self) -> bool:
        return self in (Phase.ANSWERED, Phase.DECLINED, Phase.NEEDS_INFORMATION)


class Status(Base):
    """A step ideas go through. An empty wording means the phase's own words."""

    __tablename__ = "statuses"

    key: Mapped[str] = mapped_column(unique=True)
    phase: Mapped[Phase]
    wording: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
