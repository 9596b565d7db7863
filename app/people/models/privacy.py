"""What people ask for about what is known of them: a copy of it, and that it be erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models.personal import APART, ERASE, KEEP


class PersonalCopy(Base):
    """A copy of all that is theirs, which a person asked for. The worker makes the file, called
    after the row's `uid`; it is there from `made_at` to `expires_at`."""

    __tablename__ = "personal_copies"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True, info=ERASE | APART)
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class Erasure(Base):
    """A person was erased. Their row is empty already; until `ended_at` the worker takes what they
    were called out of what others wrote. `sealed_names` are those names, encrypted, and empty
    afterwards."""

    __tablename__ = "erasures"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True, info=KEEP | APART)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=KEEP)
    sealed_names: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
