"""What people say once something shipped."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models import ERASE, KEEP


class Fixed(enum.StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class FixAnswer(Base):
    """One person's answer to “did this fix it?” about one idea; they may change it."""

    __tablename__ = "fix_answers"
    __table_args__ = (UniqueConstraint("idea_id", "user_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    answer: Mapped[Fixed]
    words: Mapped[str] = mapped_column(default="", info=ERASE)
