"""What a person signs in with beside a password: an app, and codes for the day it is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models.personal import APART, ERASE


class Authenticator(Base):
    """The app of one person. It counts once its first code was given: `confirmed_at`. `last_step`
    is the newest step of 30 seconds whose code was taken: none is taken twice."""

    __tablename__ = "authenticators"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True, info=ERASE | APART)
    sealed_secret: Mapped[str] = mapped_column(info=ERASE)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the app once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=ERASE | APART)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
