"""The map: the steps of a customer's journey, the parts of the experience, the touchpoints."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import KEEP, User


class Stage(Base):
    """A step of the journey. An empty name means the key's own words."""

    __tablename__ = "stages"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="", info=KEEP)
    position: Mapped[int]


class Element(Base):
    """A part of the experience. An empty name means the key's own words."""

    __tablename__ = "elements"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="", info=KEEP)
    position: Mapped[int]


class Touchpoint(Base):
    """A named interaction at a step, with what it should reach, by when, and who answers for it."""

    __tablename__ = "touchpoints"
    __table_args__ = (UniqueConstraint("stage_id", "name"),)

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    name: Mapped[str] = mapped_column(info=KEEP)
    target: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    stage: Mapped[Stage] = relationship()
    owner: Mapped[User | None] = relationship()
